package no.getdrop.accounts;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a consent; `con_…` outside Drop.
public record ConsentId(UUID value) {
    private static final String PREFIX = "con";

    public ConsentId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<ConsentId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(ConsentId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
