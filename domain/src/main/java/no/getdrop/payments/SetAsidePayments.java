package no.getdrop.payments;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/// Payments that [Delivery] has set aside: accepted, certainly not sent, and failing by themselves.
///
/// Their customers can take them back as long as they are here. Once what made them fail is mended
/// they are put back in the queue.
public final class SetAsidePayments {
    private static final int REPLAYED_MAX = 1_000;

    private static final String COUNT =
            """
            SELECT count(*) FILTER (WHERE set_aside_at IS NOT NULL) AS set_aside,
                   count(*) FILTER (WHERE set_aside_at IS NULL AND attempts >= :attempts
                                      AND unsent_attempts < attempts) AS uncertain
            FROM outbox
            WHERE delivered_at IS NULL
            """;

    private static final String REPLAY =
            """
            WITH chosen AS (
                SELECT id FROM outbox
                WHERE set_aside_at IS NOT NULL AND delivered_at IS NULL
                  AND (CAST(:id AS uuid) IS NULL OR transaction_id = :id)
                ORDER BY set_aside_at
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            UPDATE outbox
            SET set_aside_at = NULL, faults = 0, next_attempt_at = now(), claimed_until = NULL
            FROM chosen
            WHERE outbox.id = chosen.id
            RETURNING outbox.transaction_id
            """;

    private final Database database;

    /// How many payments give trouble now.
    ///
    /// @param setAside that nobody tries to deliver any more
    /// @param uncertain that were tried as often and may be at the bank, which is asked on
    public record Count(long setAside, long uncertain) {}

    /// Those of `database`.
    public SetAsidePayments(Database database) {
        this.database = database;
    }

    /// How many there are.
    ///
    /// @param attempts from how many on a payment that may be at the bank counts
    public Count count(int attempts) {
        return database.call(handle ->
                handle.createQuery(COUNT)
                        .bind("attempts", attempts)
                        .map((row, context) ->
                                new Count(row.getLong("set_aside"), row.getLong("uncertain")))
                        .one());
    }

    /// Puts payments back in the queue, a thousand at most, each with an entry in the audit trail;
    /// one that is not set aside stays as it is.
    ///
    /// @param id of the one that is meant; `null` for all
    /// @return how many were put back
    public int replay(@Nullable PaymentId id, Audit.Origin origin) {
        return database.transaction(handle -> replay(handle, id, origin));
    }

    private static int replay(Handle handle, @Nullable PaymentId id, Audit.Origin origin) {
        List<UUID> replayed =
                handle.createQuery(REPLAY)
                        .bind("id", id == null ? null : id.value())
                        .bind("limit", REPLAYED_MAX)
                        .mapTo(UUID.class)
                        .list();
        for (UUID each : replayed) {
            Audit.record(
                    handle,
                    null,
                    Action.TRANSACTION_REPLAYED,
                    new PaymentId(each).toString(),
                    origin);
        }
        return replayed.size();
    }
}
