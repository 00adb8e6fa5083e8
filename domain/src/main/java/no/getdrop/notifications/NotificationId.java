package no.getdrop.notifications;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a notification; `ntf_…` outside Drop.
public record NotificationId(UUID value) {
    private static final String PREFIX = "ntf";

    public NotificationId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<NotificationId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(NotificationId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
