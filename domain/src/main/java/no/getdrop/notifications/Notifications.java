package no.getdrop.notifications;

import no.getdrop.database.Columns;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;

import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A customer's notifications; [Notices] writes them.
public final class Notifications {
    private static final String PAGE =
            """
            SELECT id, kind, title, body, transaction_id, created_at, read_at
            FROM notifications
            WHERE user_id = :userId AND (CAST(:before AS uuid) IS NULL OR id < :before)
            ORDER BY id DESC
            LIMIT :limit OFFSET :offset
            """;

    /// Marks all that are named, or none where one of them is not the customer's.
    private static final String MARK_READ =
            """
            WITH named AS (
                SELECT id FROM notifications WHERE user_id = :userId AND id = ANY (:ids)
            ), marked AS (
                UPDATE notifications SET read_at = now()
                WHERE user_id = :userId AND id IN (SELECT id FROM named) AND read_at IS NULL
                  AND (SELECT count(*) FROM named) = :count
                RETURNING id
            )
            SELECT (SELECT count(*) FROM named) AS named,
                   (SELECT count(*) FROM notifications
                    WHERE user_id = :userId AND read_at IS NULL
                      AND id NOT IN (SELECT id FROM marked)) AS unread
            """;

    private final Database database;

    /// Notifications as the database holds them.
    public Notifications(Database database) {
        this.database = database;
    }

    /// The newest notifications, or those after `before`.
    public static Read<List<Notification>> page(
            UserId userId, @Nullable NotificationId before, int offset, int limit) {
        return Read.list(PAGE, Notifications::notification)
                .with("userId", userId.value())
                .with("before", before == null ? null : before.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    /// Marks these as read, all or none; marking again changes nothing.
    ///
    /// @return how many the customer has not read then; empty when one of them does not exist
    public Optional<Long> markRead(UserId userId, Set<NotificationId> ids) {
        return database.call(handle ->
                handle.createQuery(MARK_READ)
                        .bind("userId", userId.value())
                        .bindArray(
                                "ids", UUID.class, ids.stream().map(NotificationId::value).toList())
                        .bind("count", ids.size())
                        .map((row, context) ->
                                row.getLong("named") == ids.size()
                                        ? Optional.of(row.getLong("unread"))
                                        : Optional.<Long>empty())
                        .one());
    }

    private static Notification notification(ResultSet row, StatementContext context)
            throws SQLException {
        return new Notification(
                new NotificationId(row.getObject("id", UUID.class)),
                row.getString("kind"),
                row.getString("title"),
                row.getString("body"),
                row.getObject("transaction_id", UUID.class),
                row.getTimestamp("created_at").toInstant(),
                Columns.instant(row, "read_at"));
    }
}
