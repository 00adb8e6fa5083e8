package no.getdrop.payments;

import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;

import java.time.InstantSource;
import java.util.Optional;

/// Takes back payments that have not been sent to the bank.
public final class Cancellations {
    /// Who delivers takes a claim on the outbox row first, and so does this: of the two one finds
    /// the row free. A row is also left alone when an attempt may have reached the bank without an
    /// answer; a bank that does not know an order now may still have it under way. A payment that
    /// waits for a decision by Drop has no row, and can be taken back like any other.
    private static final String CANCEL =
            """
            WITH unsent AS (
                SELECT outbox.transaction_id
                FROM outbox
                WHERE outbox.transaction_id = :id AND outbox.kind = 'submit_payment'
                  AND outbox.delivered_at IS NULL AND outbox.unsent_attempts = outbox.attempts
                  AND (outbox.claimed_until IS NULL OR outbox.claimed_until < now())
                FOR UPDATE
            ), cancelled AS (
                UPDATE transactions
                SET status = 'failed', stage = 'cancelled', failure_code = 'CANCELLED',
                    version = version + 1, updated_at = :now
                WHERE transactions.id = :id AND transactions.user_id = :userId
                  AND (transactions.stage = 'held'
                       OR transactions.stage = 'instructed'
                          AND EXISTS (SELECT FROM unsent))
                RETURNING transactions.id, transactions.user_id, transactions.version
            ), event AS (
                INSERT INTO transaction_events (transaction_id, sequence, stage, event_at)
                SELECT id, version, 'cancelled', :now FROM cancelled
            ), message AS (
                UPDATE outbox SET delivered_at = now(), claimed_until = NULL, last_error = NULL
                FROM cancelled
                WHERE outbox.transaction_id = cancelled.id AND outbox.kind = 'submit_payment'
            ), audit AS (
                INSERT INTO audit_log (id, user_id, action, resource_type, resource_id,
                                       ip_address, user_agent, request_id)
                SELECT :auditId, user_id, 'transaction.cancelled', 'transaction', :publicId,
                       :ipAddress, :userAgent, :requestId
                FROM cancelled
            )
            SELECT count(*) FROM cancelled
            """;

    private final Database database;
    private final InstantSource clock;

    /// What came of taking a payment back.
    public sealed interface Outcome {
        /// It is taken back, now or by an earlier request; nothing goes to the bank.
        record Cancelled(Payment payment) implements Outcome {}

        /// The bank has it, or may have it.
        record TooLate() implements Outcome {}

        /// The customer has no such payment.
        record NotFound() implements Outcome {}
    }

    /// Payments of the customers of `database`.
    public Cancellations(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Takes a payment back, once.
    public Outcome cancel(UserId userId, PaymentId id, Audit.Origin origin) {
        database.call(handle -> cancel(handle, userId, id, origin));
        Optional<Payment> payment = database.read(Payments.find(userId, id));
        return payment.map(found ->
                        found.stage() == Payment.Stage.CANCELLED
                                ? new Outcome.Cancelled(found)
                                : new Outcome.TooLate())
                .orElseGet(Outcome.NotFound::new);
    }

    private int cancel(Handle handle, UserId userId, PaymentId id, Audit.Origin origin) {
        return handle.createQuery(CANCEL)
                .bind("id", id.value())
                .bind("publicId", id.toString())
                .bind("userId", userId.value())
                .bind("now", clock.instant())
                .bind("auditId", Ids.next())
                .bind("ipAddress", origin.ipAddress())
                .bind("userAgent", origin.userAgent())
                .bind("requestId", origin.requestId())
                .mapTo(Integer.class)
                .one();
    }
}
