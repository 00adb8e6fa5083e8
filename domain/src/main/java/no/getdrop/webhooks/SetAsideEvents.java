package no.getdrop.webhooks;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/// Messages of providers that [WebhookEvents] has set aside: kept, genuine, and not acted on.
///
/// Once what made them fail is mended they are acted on again, for another day.
public final class SetAsideEvents {
    private static final int REPLAYED_MAX = 1_000;

    private static final String COUNT =
            """
            SELECT count(*) FROM webhook_events WHERE outcome = 'failed'
            """;

    private static final String REPLAY =
            """
            WITH chosen AS (
                SELECT id FROM webhook_events
                WHERE outcome = 'failed' AND (CAST(:id AS uuid) IS NULL OR id = :id)
                ORDER BY received_at
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            UPDATE webhook_events
            SET processed_at = NULL, outcome = NULL, attempts = 0, last_error = NULL,
                next_attempt_at = now(), replayed_at = now()
            FROM chosen
            WHERE webhook_events.id = chosen.id
            RETURNING webhook_events.id
            """;

    private final Database database;

    /// Those of `database`.
    public SetAsideEvents(Database database) {
        this.database = database;
    }

    /// How many there are.
    public long count() {
        return database.call(handle -> handle.createQuery(COUNT).mapTo(Long.class).one());
    }

    /// Has messages acted on again, a thousand at most, each with an entry in the audit trail; one
    /// that is not set aside stays as it is.
    ///
    /// @param id of the one that is meant; `null` for all
    /// @return how many were put back
    public int replay(@Nullable UUID id, Audit.Origin origin) {
        return database.transaction(handle -> replay(handle, id, origin));
    }

    private static int replay(Handle handle, @Nullable UUID id, Audit.Origin origin) {
        List<UUID> replayed =
                handle.createQuery(REPLAY)
                        .bind("id", id)
                        .bind("limit", REPLAYED_MAX)
                        .mapTo(UUID.class)
                        .list();
        for (UUID each : replayed) {
            Audit.record(handle, null, Action.WEBHOOK_REPLAYED, each.toString(), origin);
        }
        return replayed.size();
    }
}
