package no.getdrop.complaints;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a complaint; `cmp_…` outside Drop.
public record ComplaintId(UUID value) {
    private static final String PREFIX = "cmp";

    public ComplaintId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<ComplaintId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(ComplaintId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
