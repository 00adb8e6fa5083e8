package no.getdrop.privacy;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a request under the GDPR; `dar_…` outside Drop.
public record PrivacyRequestId(UUID value) {
    private static final String PREFIX = "dar";

    public PrivacyRequestId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<PrivacyRequestId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(PrivacyRequestId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
