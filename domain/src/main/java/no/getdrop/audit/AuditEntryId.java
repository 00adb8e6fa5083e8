package no.getdrop.audit;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of an entry of the audit trail; `aud_…` outside Drop.
public record AuditEntryId(UUID value) {
    private static final String PREFIX = "aud";

    public AuditEntryId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<AuditEntryId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(AuditEntryId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
