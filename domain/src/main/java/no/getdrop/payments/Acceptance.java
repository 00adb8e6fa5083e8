package no.getdrop.payments;

import no.getdrop.audit.Audit;
import no.getdrop.compliance.AmlRules;
import no.getdrop.compliance.Concern;
import no.getdrop.compliance.PaymentChecks;
import no.getdrop.compliance.Verdict;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.database.Reader;
import no.getdrop.database.SqlStates;
import no.getdrop.idempotency.Idempotency;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.payments.PaymentOutcome.Refusal;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// How an order of either kind becomes a payment, once.
///
/// One statement reads all that the decision needs, a pure rule decides, and one statement writes:
/// it uses up the authentication and adds the payment, its first event, the audit entry, the outbox
/// row and the stored answer, all or none. It checks again what could have changed since the
/// reading; when something did, the order is read and decided anew.
///
/// A payment that a person has to look at first is written with its alerts in place of the outbox
/// row; to its payer it is as any other.
///
/// A kind gives the columns and the rule of its own payee, and the query for what is paid.
final class Acceptance {
    /// What is read of every payer; a query begins with it and with [#PAYER_TABLES], and names one
    /// user by `:userId`.
    static final String PAYER_COLUMNS =
            """
            users.id AS user_id, users.kyc_status = 'approved' AS kyc_approved,
            bank_accounts.id AS account_id, bank_accounts.bank_id,
            bank_accounts.iban_encrypted AS account_iban,
            payment_sessions.status AS session_status, payment_sessions.binding_sha256,
            payment_sessions.expires_at AS session_expires_at,
            idempotency_keys.fingerprint_sha256, idempotency_keys.response_status,
            idempotency_keys.response_body
            """;

    /// Where [#PAYER_COLUMNS] stand.
    static final String PAYER_TABLES =
            """
            FROM users
            LEFT JOIN bank_accounts ON bank_accounts.id = :accountId
                AND bank_accounts.user_id = users.id AND bank_accounts.removed_at IS NULL
            LEFT JOIN payment_sessions ON payment_sessions.id = :sessionId
                AND payment_sessions.user_id = users.id
            LEFT JOIN idempotency_keys ON idempotency_keys.user_id = users.id
                AND idempotency_keys.idempotency_key = :key
            """;

    /// Payments of one customer at once overtake each other.
    private static final int ATTEMPTS = 5;

    /// What is paid comes from the query of the kind; where that gives no row any more, nothing is
    /// written and the authentication stays unused.
    private static final String WRITE =
            """
            WITH subject AS (
            %s
            ), payer AS (
                SELECT id FROM users
                WHERE id = :userId AND payments_version = :paymentsVersion
                FOR NO KEY UPDATE
            ), session AS (
                UPDATE payment_sessions SET status = 'consumed', consumed_at = :now
                WHERE id = :sessionId AND user_id = (SELECT id FROM payer)
                  AND status = 'authorised' AND expires_at > :now
                  AND EXISTS (SELECT FROM subject)
                RETURNING id
            ), payment AS (
                INSERT INTO transactions (id, user_id, type, stage, amount_minor, fee_minor,
                    total_minor, currency, received_minor, received_currency, rate, bank_account_id,
                    recipient_id, quote_id, merchant_id, payment_request_id,
                    payment_session_id, idempotency_key, created_at, updated_at)
                SELECT :id, :userId, :type, :stage, amount_minor, fee_minor, total_minor,
                    currency, received_minor, received_currency, rate, :accountId,
                    recipient_id, quote_id, merchant_id, payment_request_id,
                    session.id, :key, :now, :now
                FROM session, subject
                RETURNING id, user_id, stage
            ), counted AS (
                UPDATE users SET payments_version = payments_version + 1
                FROM payment
                WHERE users.id = payment.user_id
            ), event AS (
                INSERT INTO transaction_events (transaction_id, sequence, stage, event_at)
                SELECT id, 1, stage, :now FROM payment
            ), audit AS (
                INSERT INTO audit_log (id, user_id, action, resource_type, resource_id,
                                       ip_address, user_agent, request_id)
                SELECT :auditId, user_id, 'transaction.created', 'transaction', :publicId,
                       :ipAddress, :userAgent, :requestId
                FROM payment
            ), consequence AS (
            %s
            ), answer AS (
                INSERT INTO idempotency_keys (user_id, idempotency_key, route, fingerprint_sha256,
                                              response_status, response_body)
                SELECT user_id, :key, :route, :fingerprint, :status, :body FROM payment
            )
            SELECT count(*) FROM payment
            """;

    private static final String MESSAGE =
            """
            INSERT INTO outbox (id, transaction_id, kind, attempts, claimed_until)
            SELECT :outboxId, id, 'submit_payment', 1, now() + make_interval(secs => :claim)
            FROM payment
            """;

    private final Database database;
    private final InstantSource clock;
    private final PaymentChecks checks;
    private final String write;
    private final String writeHeld;

    /// What is known of an order at a moment.
    sealed interface Known {
        /// What an earlier request with the same key came to.
        record Earlier(Idempotency.Outcome outcome) implements Known {}

        /// The payment may not be made.
        record Refused(Refusal refusal) implements Known {}

        /// The payment may be made.
        ///
        /// @param order what the bank is to be told
        /// @param subject values for the query of what is paid
        /// @param weighed what the checks go by
        record Payable(
                Payment payment,
                OpenBanking.PaymentOrder order,
                Map<String, @Nullable Object> subject,
                PaymentChecks.Known weighed)
                implements Known {}
    }

    /// How a kind asks for all that it decides by.
    interface Question {
        /// The question for a payment that would have that id.
        Read<Known> of(PaymentId id, Instant now);
    }

    private enum Written {
        DONE,
        OVERTAKEN,
        LOCKED
    }

    /// @param subject query for what is paid, one row or none, with the columns of a transaction
    Acceptance(Database database, InstantSource clock, PaymentChecks checks, String subject) {
        this.database = database;
        this.clock = clock;
        this.checks = checks;
        this.write = WRITE.formatted(subject, MESSAGE);
        this.writeHeld = WRITE.formatted(subject, PaymentChecks.RAISE);
    }

    /// Accepts an order once.
    ///
    /// @param reader asks what is known, for the payer and nobody else
    /// @param answer makes the answer that is stored with the payment and given to every repeat
    PaymentOutcome accept(
            Reader reader,
            PaymentCommand command,
            Question question,
            Function<Payment, StoredAnswer> answer,
            Audit.Origin origin) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Instant now = clock.instant();
            Read<Known> read = question.of(new PaymentId(Ids.next(clock)), now);
            switch (reader.read(asking(command, read, now))) {
                case Known.Earlier(Idempotency.Outcome outcome) -> {
                    return replay(outcome);
                }
                case Known.Refused(Refusal refusal) -> {
                    return new PaymentOutcome.Refused(refusal);
                }
                case Known.Payable payable -> {
                    List<Concern> concerns;
                    switch (checks.judge(payable.weighed())) {
                        case Verdict.Refuse refused -> {
                            return new PaymentOutcome.OverLimit(refused);
                        }
                        case Verdict.Pass() -> concerns = List.of();
                        case Verdict.Hold(List<Concern> found) -> concerns = found;
                    }
                    StoredAnswer stored = answer.apply(payable.payment());
                    switch (write(command, payable, concerns, stored, origin)) {
                        case DONE -> {
                            return concerns.isEmpty()
                                    ? new PaymentOutcome.Accepted(
                                            payable.payment(), payable.order(), stored)
                                    : new PaymentOutcome.Held(payable.payment().id(), stored);
                        }
                        case LOCKED -> {
                            return new PaymentOutcome.InProgress();
                        }
                        case OVERTAKEN -> {
                            // What the other request did can be read now.
                        }
                    }
                }
            }
        }
        return new PaymentOutcome.InProgress();
    }

    /// The question of a kind about that order, as it is asked now.
    <R> Read<R> asking(PaymentCommand command, Read<R> read) {
        return asking(command, read, clock.instant());
    }

    /// What the row says of an earlier request with the key of `command`.
    static Optional<Known> earlier(ResultSet row, PaymentCommand command) throws SQLException {
        byte[] fingerprint = row.getBytes("fingerprint_sha256");
        return fingerprint == null
                ? Optional.empty()
                : Optional.of(
                        new Known.Earlier(
                                Idempotency.judge(
                                        command.key(),
                                        fingerprint,
                                        row.getInt("response_status"),
                                        row.getString("response_body"))));
    }

    private <R> Read<R> asking(PaymentCommand command, Read<R> read, Instant now) {
        PaymentSessionId session = command.paymentSessionId();
        return checks.asking(
                read.with("userId", command.userId().value())
                        .with("accountId", command.bankAccountId().value())
                        .with("sessionId", session == null ? null : session.value())
                        .with("key", command.idempotencyKey()),
                question(command),
                now);
    }

    /// What a row says of payer and payee of `command`, for the checks.
    static PaymentChecks.Known weighed(ResultSet row, PaymentCommand command) throws SQLException {
        return PaymentChecks.read(row, question(command));
    }

    private static PaymentChecks.Question question(PaymentCommand command) {
        return switch (command) {
            case RemittanceCommand remittance ->
                    new PaymentChecks.Question(
                            remittance.userId(),
                            AmlRules.PaymentType.REMITTANCE,
                            remittance.amount(),
                            remittance.recipientId().value());
            case QrPaymentCommand payment ->
                    new PaymentChecks.Question(
                            payment.userId(),
                            AmlRules.PaymentType.QR_PAYMENT,
                            payment.amount(),
                            null);
        };
    }

    private static PaymentOutcome replay(Idempotency.Outcome earlier) {
        return switch (earlier) {
            case Idempotency.Outcome.Answered(StoredAnswer answer) ->
                    new PaymentOutcome.Replayed(answer);
            case Idempotency.Outcome.KeyReused() -> new PaymentOutcome.KeyReused();
            case Idempotency.Outcome.InProgress() -> new PaymentOutcome.InProgress();
        };
    }

    private Written write(
            PaymentCommand command,
            Known.Payable payable,
            List<Concern> concerns,
            StoredAnswer stored,
            Audit.Origin origin) {
        try {
            return database.call(
                            handle -> insert(handle, command, payable, concerns, stored, origin))
                    ? Written.DONE
                    : Written.OVERTAKEN;
        } catch (RuntimeException e) {
            if (SqlStates.isLockTimeout(e)) {
                return Written.LOCKED;
            }
            if (SqlStates.isUniqueViolation(e)) {
                return Written.OVERTAKEN;
            }
            throw e;
        }
    }

    private boolean insert(
            Handle handle,
            PaymentCommand command,
            Known.Payable payable,
            List<Concern> concerns,
            StoredAnswer stored,
            Audit.Origin origin) {
        Payment payment = payable.payment();
        PaymentSessionId session = Objects.requireNonNull(command.paymentSessionId());
        boolean held = !concerns.isEmpty();
        return handle.createQuery(held ? writeHeld : write)
                        .bindMap(payable.subject())
                        .bindMap(
                                held
                                        ? PaymentChecks.raised(concerns, clock)
                                        : Map.of(
                                                "outboxId",
                                                Ids.next(),
                                                "claim",
                                                Delivery.CLAIM_SECONDS))
                        .bind("stage", held ? Holding.STAGE : payment.stage().text())
                        .bind("paymentsVersion", payable.weighed().paymentsVersion())
                        .bind("id", payment.id().value())
                        .bind("publicId", payment.id().toString())
                        .bind("type", payment.type().text())
                        .bind("userId", command.userId().value())
                        .bind("sessionId", session.value())
                        .bind("accountId", command.bankAccountId().value())
                        .bind("key", command.idempotencyKey())
                        .bind("route", command.key().route())
                        .bind("fingerprint", command.key().fingerprint())
                        .bind("status", stored.status())
                        .bind("body", stored.body())
                        .bind("now", payment.progress().createdAt())
                        .bind("auditId", Ids.next())
                        .bind("ipAddress", origin.ipAddress())
                        .bind("userAgent", origin.userAgent())
                        .bind("requestId", origin.requestId())
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }
}
