package no.getdrop.payments;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;

/// Moves a payment to its next stage: a guarded update and an event, together or not at all.
///
/// A move whose payment is no longer where it starts from does nothing, so that two who know the
/// same news do no harm.
final class Moves {
    private static final String MOVE =
            """
            WITH moved AS (
                UPDATE transactions
                SET status = :status, stage = :stage, version = version + 1, updated_at = :now,
                    bank_payment_id = coalesce(bank_payment_id, :bankPaymentId),
                    submitted_at = CASE WHEN :stage = 'submitted' THEN CAST(:now AS timestamptz)
                                        ELSE submitted_at END,
                    completed_at = CASE WHEN :status = 'completed'
                                        THEN CAST(:now AS timestamptz) END,
                    failure_code = :failureCode
                WHERE id = :id AND stage = ANY (string_to_array(:from, ','))
                RETURNING id, version, stage
            )
            INSERT INTO transaction_events (transaction_id, sequence, stage, event_at)
            SELECT id, version, stage, :now FROM moved
            """;

    private final InstantSource clock;

    Moves(InstantSource clock) {
        this.clock = clock;
    }

    boolean submitted(Handle handle, PaymentId id, String bankPaymentId) {
        return move(handle, id, "instructed", Payment.Stage.SUBMITTED, bankPaymentId, null);
    }

    boolean settled(Handle handle, PaymentId id) {
        return move(handle, id, "submitted", Payment.Stage.SETTLED, null, null);
    }

    boolean rejected(Handle handle, PaymentId id, String failureCode) {
        return move(handle, id, "instructed,submitted", Payment.Stage.REJECTED, null, failureCode);
    }

    private boolean move(
            Handle handle,
            PaymentId id,
            String from,
            Payment.Stage to,
            @Nullable String bankPaymentId,
            @Nullable String failureCode) {
        return handle.createUpdate(MOVE)
                        .bind("id", id.value())
                        .bind("from", from)
                        .bind("stage", to.text())
                        .bind("status", to.status().text())
                        .bind("bankPaymentId", bankPaymentId)
                        .bind("failureCode", failureCode)
                        .bind("now", clock.instant())
                        .execute()
                == 1;
    }
}
