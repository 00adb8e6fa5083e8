package no.getdrop.payments;

import no.getdrop.audit.Audit;
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

    private static final int ATTEMPTS = 3;

    /// What is paid comes from the query of the kind; where that gives no row any more, nothing is
    /// written and the authentication stays unused.
    private static final String WRITE =
            """
            WITH subject AS (
            %s
            ), session AS (
                UPDATE payment_sessions SET status = 'consumed', consumed_at = :now
                WHERE id = :sessionId AND user_id = :userId
                  AND status = 'authorised' AND expires_at > :now
                  AND EXISTS (SELECT FROM subject)
                RETURNING id
            ), payment AS (
                INSERT INTO transactions (id, user_id, type, amount_minor, fee_minor, total_minor,
                    currency, received_minor, received_currency, rate, bank_account_id,
                    recipient_id, quote_id, merchant_id, payment_request_id,
                    payment_session_id, idempotency_key, created_at, updated_at)
                SELECT :id, :userId, :type, amount_minor, fee_minor, total_minor,
                    currency, received_minor, received_currency, rate, :accountId,
                    recipient_id, quote_id, merchant_id, payment_request_id,
                    session.id, :key, :now, :now
                FROM session, subject
                RETURNING id, user_id, stage
            ), event AS (
                INSERT INTO transaction_events (transaction_id, sequence, stage, event_at)
                SELECT id, 1, stage, :now FROM payment
            ), audit AS (
                INSERT INTO audit_log (id, user_id, action, resource_type, resource_id,
                                       ip_address, user_agent, request_id)
                SELECT :auditId, user_id, 'transaction.created', 'transaction', :publicId,
                       :ipAddress, :userAgent, :requestId
                FROM payment
            ), message AS (
                INSERT INTO outbox (id, transaction_id, kind, attempts, claimed_until)
                SELECT :outboxId, id, 'submit_payment', 1, now() + make_interval(secs => :claim)
                FROM payment
            ), answer AS (
                INSERT INTO idempotency_keys (user_id, idempotency_key, route, fingerprint_sha256,
                                              response_status, response_body)
                SELECT user_id, :key, :route, :fingerprint, :status, :body FROM payment
            )
            SELECT count(*) FROM payment
            """;

    private final Database database;
    private final InstantSource clock;
    private final String write;

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
        record Payable(
                Payment payment,
                OpenBanking.PaymentOrder order,
                Map<String, @Nullable Object> subject)
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
    Acceptance(Database database, InstantSource clock, String subject) {
        this.database = database;
        this.clock = clock;
        this.write = WRITE.formatted(subject);
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
            switch (reader.read(of(command, read))) {
                case Known.Earlier(Idempotency.Outcome outcome) -> {
                    return replay(outcome);
                }
                case Known.Refused(Refusal refusal) -> {
                    return new PaymentOutcome.Refused(refusal);
                }
                case Known.Payable payable -> {
                    StoredAnswer stored = answer.apply(payable.payment());
                    switch (write(command, payable, stored, origin)) {
                        case DONE -> {
                            return new PaymentOutcome.Accepted(
                                    payable.payment(), payable.order(), stored);
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

    private static Read<Known> of(PaymentCommand command, Read<Known> read) {
        PaymentSessionId session = command.paymentSessionId();
        return read.with("userId", command.userId().value())
                .with("accountId", command.bankAccountId().value())
                .with("sessionId", session == null ? null : session.value())
                .with("key", command.idempotencyKey());
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
            StoredAnswer stored,
            Audit.Origin origin) {
        try {
            return database.call(handle -> insert(handle, command, payable, stored, origin))
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
            StoredAnswer stored,
            Audit.Origin origin) {
        Payment payment = payable.payment();
        PaymentSessionId session = Objects.requireNonNull(command.paymentSessionId());
        return handle.createQuery(write)
                        .bindMap(payable.subject())
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
                        .bind("outboxId", Ids.next())
                        .bind("claim", Delivery.CLAIM_SECONDS)
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }
}
