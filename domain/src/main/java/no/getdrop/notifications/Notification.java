package no.getdrop.notifications;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/// What a customer was told, in the words and the language of that moment.
///
/// @param kind `payment`, `consent`, `security`, `complaint`, `privacy` or `information`
/// @param transactionId the payment that it is about
/// @param readAt when the customer said to have read it
public record Notification(
        NotificationId id,
        String kind,
        String title,
        String body,
        @Nullable UUID transactionId,
        Instant createdAt,
        @Nullable Instant readAt) {
    public Notification {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(createdAt, "createdAt");
    }
}
