package no.getdrop.identity;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a user; `usr_…` outside Drop.
public record UserId(UUID value) {
    private static final String PREFIX = "usr";

    public UserId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<UserId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(UserId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
