package no.getdrop.payments;

import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.notifications.Notice;
import no.getdrop.notifications.Notices;
import no.getdrop.openbanking.OpenBanking;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
                          transactions.merchant_id, transactions.idempotency_key
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

    /// A payment that has come to its end, of which its customer is told; whose first request still
    /// waits for its answer gets the end in that.
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
                    + """
                    ), answer AS (
                        UPDATE idempotency_keys SET response_body = :answer
                        FROM moved
                        WHERE CAST(:answer AS text) IS NOT NULL
                          AND idempotency_keys.user_id = moved.user_id
                          AND idempotency_keys.idempotency_key = moved.idempotency_key
                    )
                    """
                    + COUNT;

    private final InstantSource clock;

    /// A move that is to be made, to the last of `path`.
    ///
    /// @param bankPaymentId the bank's id of the order, where it has one
    /// @param failureCode why the payment fails, if it does
    record Step(
            List<Payment.Stage> path,
            @Nullable String bankPaymentId,
            @Nullable String failureCode,
            Instant at) {
        /// What the bank's news of an order means.
        static Step of(OpenBanking.PaymentState state, Instant at) {
            return switch (state.status()) {
                case PENDING ->
                        new Step(List.of(Payment.Stage.SUBMITTED), state.bankPaymentId(), null, at);
                case SETTLED ->
                        new Step(
                                List.of(Payment.Stage.SUBMITTED, Payment.Stage.SETTLED),
                                state.bankPaymentId(),
                                null,
                                at);
                case REJECTED ->
                        new Step(
                                List.of(Payment.Stage.SUBMITTED, Payment.Stage.REJECTED),
                                state.bankPaymentId(),
                                state.reason() == null ? "PAYMENT_REJECTED" : state.reason(),
                                at);
            };
        }

        /// The end of a payment that the bank did not take.
        static Step rejected(String failureCode, Instant at) {
            return new Step(List.of(Payment.Stage.REJECTED), null, failureCode, at);
        }

        Payment.Stage last() {
            return path.getLast();
        }

        /// A payment that was just instructed, as it is after this move.
        Payment on(Payment payment) {
            boolean settled = last() == Payment.Stage.SETTLED;
            return new Payment(
                    payment.id(),
                    payment.type(),
                    last(),
                    payment.amounts(),
                    payment.parties(),
                    new Payment.Progress(
                            payment.progress().createdAt(),
                            path.contains(Payment.Stage.SUBMITTED) ? at : null,
                            settled ? at : null,
                            bankPaymentId,
                            failureCode));
        }
    }

    Moves(InstantSource clock) {
        this.clock = clock;
    }

    /// Takes up what the bank said of an order.
    ///
    /// @return whether the payment moved
    boolean take(Handle handle, PaymentId id, OpenBanking.PaymentState state) {
        return make(handle, id, Step.of(state, clock.instant()), null);
    }

    /// Ends a payment that waited for a decision by Drop, as if the bank had not taken it.
    ///
    /// @return whether the payment moved
    boolean rejectHeld(Handle handle, PaymentId id) {
        Step step = Step.rejected("PAYMENT_REJECTED", clock.instant());
        return make(handle, id, Holding.STAGE, step, null);
    }

    /// Makes a move.
    ///
    /// @param answer put in the place of the stored answer when the payment comes to its end;
    ///   `null` leaves that
    /// @return whether the payment moved
    boolean make(Handle handle, PaymentId id, Step step, @Nullable StoredAnswer answer) {
        return make(handle, id, "instructed,submitted", step, answer);
    }

    private static boolean make(
            Handle handle, PaymentId id, String from, Step step, @Nullable StoredAnswer answer) {
        Optional<Notice> notice = notice(step.last());
        return (notice.isPresent()
                                ? handle.createQuery(MOVE_AND_TELL)
                                        .bindMap(Notices.parameters(notice.get()))
                                        .bind("answer", answer == null ? null : answer.body())
                                : handle.createQuery(MOVE))
                        .bind("id", id.value())
                        .bind("from", from)
                        .bind(
                                "path",
                                step.path().stream()
                                        .map(Payment.Stage::text)
                                        .collect(Collectors.joining(",")))
                        .bind("steps", step.path().size())
                        .bind("stage", step.last().text())
                        .bind("status", step.last().status().text())
                        .bind("bankPaymentId", step.bankPaymentId())
                        .bind("failureCode", step.failureCode())
                        .bind("now", step.at())
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
