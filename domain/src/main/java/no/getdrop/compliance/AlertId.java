package no.getdrop.compliance;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of an alert; `alr_…` outside Drop.
public record AlertId(UUID value) {
    private static final String PREFIX = "alr";

    public AlertId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<AlertId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(AlertId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
