package no.getdrop.api.notifications;

import no.getdrop.api.features.Feature;
import no.getdrop.api.features.Gated;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.PageQuery;
import no.getdrop.api.http.RefusedException;
import no.getdrop.identity.Caller;
import no.getdrop.notifications.Notification;
import no.getdrop.notifications.NotificationId;
import no.getdrop.notifications.Notifications;
import no.getdrop.payments.PaymentId;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What the customer was told.
@RestController
@Gated(Feature.NOTIFICATIONS)
final class NotificationsController {
    private static final int MARKED_AT_ONCE_MAX = 100;

    private final Notifications notifications;

    /// @param transactionId the payment that it is about
    record NotificationView(
            String id,
            String kind,
            String title,
            String body,
            @Nullable String transactionId,
            Instant createdAt,
            @Nullable Instant readAt) {
        static NotificationView of(Notification notification) {
            UUID transactionId = notification.transactionId();
            return new NotificationView(
                    notification.id().toString(),
                    notification.kind(),
                    notification.title(),
                    notification.body(),
                    transactionId == null ? null : new PaymentId(transactionId).toString(),
                    notification.createdAt(),
                    notification.readAt());
        }
    }

    record UnreadView(long unreadCount) {}

    NotificationsController(Notifications notifications) {
        this.notifications = notifications;
    }

    @GetMapping("/v1/notifications")
    @Access(Access.Who.CUSTOMER)
    Listing<NotificationView> list(Entrance entrance, PageQuery query) {
        return query.listing(
                entrance.read(
                        Notifications.page(
                                entrance.userId(),
                                query.after(NotificationId::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                Notification::id,
                NotificationView::of);
    }

    @PatchMapping("/v1/notifications")
    @Access(Access.Who.CUSTOMER)
    Data<UnreadView> markRead(Caller caller, Fields fields) {
        Optional<List<NotificationId>> ids =
                fields.values(
                        "notificationIds", NotificationId::parse, "ntf_…", MARKED_AT_ONCE_MAX);
        fields.check();
        return notifications
                .markRead(caller.userId(), Set.copyOf(ids.orElseThrow()))
                .map(unread -> new Data<>(new UnreadView(unread)))
                .orElseThrow(() -> RefusedException.of(ApiError.NOTIFICATION_NOT_FOUND));
    }
}
