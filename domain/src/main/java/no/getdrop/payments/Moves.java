package no.getdrop.payments;

import no.getdrop.notifications.Notice;
import no.getdrop.notifications.Notices;
import no.getdrop.openbanking.OpenBanking;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Moves a payment along its stages: a guarded update, an event for each stage, and what waits to
/// be sent for it marked as done, and at its end a word to the customer, in one statement.
///
/// A move whose payment is no longer where it starts from does nothing, so that two who know the
/// same news do no harm.
final class Moves {
    /// A payment that has some of the stages behind it takes the rest of them. Which those are is
    /// worked out of the locked row alone: of a row that another has just changed PostgreSQL takes
    /// the new version, but not again what it was joined with.
    private static final String STEPS =
            """
            WITH path AS (
                SELECT step.stage, CAST(step.position AS integer) AS position
                FROM unnest(string_to_array(:path, ',')) WITH ORDINALITY AS step (stage, position)
            ), known AS (
                SELECT id, version,
                       coalesce(array_position(string_to_array(:path, ','), stage), 0) AS position
                FROM transactions
                WHERE id = :id AND stage = ANY (string_to_array(:from, ','))
                FOR UPDATE
            ), moved AS (
                UPDATE transactions
                SET status = :status, stage = :stage, updated_at = :now,
                    version = known.version + :steps - known.position,
                    bank_payment_id = coalesce(bank_payment_id, :bankPaymentId),
                    submitted_at = CASE WHEN :path LIKE 'submitted%'
                                        THEN coalesce(submitted_at, :now) ELSE submitted_at END,
                    completed_at = CASE WHEN :status = 'completed'
                                        THEN CAST(:now AS timestamptz) END,
                    failure_code = :failureCode
                FROM known
                WHERE transactions.id = known.id AND known.position < :steps
                RETURNING transactions.id, transactions.user_id, transactions.recipient_id,
                          transactions.merchant_id
            ), event AS (
                INSERT INTO transaction_events (transaction_id, sequence, stage, event_at)
                SELECT moved.id, known.version + path.position - known.position, path.stage, :now
                FROM moved
                JOIN known ON known.id = moved.id
                JOIN path ON path.position > known.position
            ), sent AS (
                UPDATE outbox
                SET delivered_at = now(), claimed_until = NULL, last_error = NULL
                WHERE transaction_id = :id AND kind = 'submit_payment' AND delivered_at IS NULL
            )
            """;

    private static final String COUNT =
            """
            SELECT count(*) FROM moved
            """;

    private static final String MOVE = STEPS + COUNT;

    /// A payment that has come to its end, of which its customer is told.
    private static final String MOVE_AND_TELL =
            STEPS
                    + """
                    , told AS (
                        SELECT moved.user_id, moved.id AS transaction_id,
                               coalesce(recipients.name, merchants.business_name) AS subject
                        FROM moved
                        LEFT JOIN recipients ON recipients.id = moved.recipient_id
                        LEFT JOIN merchants ON merchants.id = moved.merchant_id
                    ), notice AS (
                    """
                    + Notices.TELL
                    + ")\n"
                    + COUNT;

    private final InstantSource clock;

    Moves(InstantSource clock) {
        this.clock = clock;
    }

    /// Takes up what the bank said of an order.
    ///
    /// @return whether the payment moved
    boolean take(Handle handle, PaymentId id, OpenBanking.PaymentState state) {
        return switch (state.status()) {
            case PENDING ->
                    move(handle, id, List.of(Payment.Stage.SUBMITTED), state.bankPaymentId(), null);
            case SETTLED ->
                    move(
                            handle,
                            id,
                            List.of(Payment.Stage.SUBMITTED, Payment.Stage.SETTLED),
                            state.bankPaymentId(),
                            null);
            case REJECTED ->
                    move(
                            handle,
                            id,
                            List.of(Payment.Stage.SUBMITTED, Payment.Stage.REJECTED),
                            state.bankPaymentId(),
                            state.reason() == null ? "PAYMENT_REJECTED" : state.reason());
        };
    }

    /// Ends a payment that the bank did not take.
    ///
    /// @return whether the payment moved
    boolean reject(Handle handle, PaymentId id, String failureCode) {
        return move(handle, id, List.of(Payment.Stage.REJECTED), null, failureCode);
    }

    /// Ends a payment that waited for a decision by Drop, as if the bank had not taken it.
    ///
    /// @return whether the payment moved
    boolean rejectHeld(Handle handle, PaymentId id) {
        return move(
                handle,
                id,
                Holding.STAGE,
                List.of(Payment.Stage.REJECTED),
                null,
                "PAYMENT_REJECTED");
    }

    private boolean move(
            Handle handle,
            PaymentId id,
            List<Payment.Stage> path,
            @Nullable String bankPaymentId,
            @Nullable String failureCode) {
        return move(handle, id, "instructed,submitted", path, bankPaymentId, failureCode);
    }

    private boolean move(
            Handle handle,
            PaymentId id,
            String from,
            List<Payment.Stage> path,
            @Nullable String bankPaymentId,
            @Nullable String failureCode) {
        Payment.Stage last = path.getLast();
        Optional<Notice> notice = notice(last);
        return handle.createQuery(notice.isPresent() ? MOVE_AND_TELL : MOVE)
                        .bind("id", id.value())
                        .bind("from", from)
                        .bind(
                                "path",
                                path.stream()
                                        .map(Payment.Stage::text)
                                        .collect(Collectors.joining(",")))
                        .bind("steps", path.size())
                        .bind("stage", last.text())
                        .bind("status", last.status().text())
                        .bind("bankPaymentId", bankPaymentId)
                        .bind("failureCode", failureCode)
                        .bind("now", clock.instant())
                        .bindMap(notice.map(Notices::parameters).orElseGet(Map::of))
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    /// What the customer is told of at a stage; one who took a payment back knows.
    private static Optional<Notice> notice(Payment.Stage stage) {
        return switch (stage) {
            case INSTRUCTED, SUBMITTED, CANCELLED -> Optional.empty();
            case SETTLED -> Optional.of(Notice.PAYMENT_COMPLETED);
            case REJECTED -> Optional.of(Notice.PAYMENT_FAILED);
        };
    }
}
