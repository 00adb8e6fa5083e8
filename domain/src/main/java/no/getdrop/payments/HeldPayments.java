package no.getdrop.payments;

import no.getdrop.compliance.Holds;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;

import java.time.InstantSource;
import java.util.UUID;

/// Payments that wait for a decision by Drop. The bank learns of one only when it is released:
/// until then there is no outbox row.
public final class HeldPayments implements Holds {
    private static final String RELEASE =
            """
            WITH released AS (
                UPDATE transactions
                SET stage = 'instructed', version = version + 1, updated_at = :now
                WHERE id = :id AND stage = 'held'
                RETURNING id, version
            ), event AS (
                INSERT INTO transaction_events (transaction_id, sequence, stage, event_at)
                SELECT id, version, 'instructed', :now FROM released
            ), message AS (
                INSERT INTO outbox (id, transaction_id, kind)
                SELECT :outboxId, id, 'submit_payment' FROM released
            )
            SELECT count(*) FROM released
            """;

    private final Moves moves;
    private final InstantSource clock;

    /// Payments that are moved by the time of `clock`.
    public HeldPayments(InstantSource clock) {
        this.moves = new Moves(clock);
        this.clock = clock;
    }

    @Override
    public boolean release(Handle handle, UUID paymentId) {
        return handle.createQuery(RELEASE)
                        .bind("id", paymentId)
                        .bind("outboxId", Ids.next())
                        .bind("now", clock.instant())
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    @Override
    public boolean reject(Handle handle, UUID paymentId) {
        return moves.rejectHeld(handle, new PaymentId(paymentId));
    }
}
