package no.getdrop.identity;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a session; `ses_…` outside Drop.
public record SessionId(UUID value) {
    private static final String PREFIX = "ses";

    public SessionId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<SessionId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(SessionId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
