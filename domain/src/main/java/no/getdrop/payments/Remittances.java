package no.getdrop.payments;

import no.getdrop.accounts.Accounts;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.database.Reader;
import no.getdrop.database.SqlStates;
import no.getdrop.idempotency.Idempotency;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// PaymentOrders to send money abroad.
///
/// One statement reads all that the decision needs, a pure rule decides, and one statement writes:
/// it uses up the authentication and adds the payment, its first event, the audit entry, the outbox
/// row and the stored answer, all or none. It checks again what could have changed since the
/// reading; when something did, the order is read and decided anew.
public final class Remittances {
    private static final int ATTEMPTS = 3;

    private static final String READ =
            """
            SELECT users.id AS user_id, users.kyc_status = 'approved' AS kyc_approved,
                   recipients.id AS recipient_id, recipients.name AS recipient_name,
                   recipients.country AS recipient_country,
                   recipients.account_encrypted AS recipient_account,
                   bank_accounts.id AS account_id, bank_accounts.bank_id,
                   bank_accounts.iban_encrypted AS account_iban,
                   quotes.id AS quote_id, quotes.recipient_id AS quote_recipient_id,
                   quotes.amount_minor, quotes.fee_minor, quotes.total_minor, quotes.currency,
                   quotes.received_minor, quotes.received_currency, quotes.rate,
                   quotes.expires_at AS quote_expires_at,
                   EXISTS (SELECT FROM transactions WHERE transactions.quote_id = quotes.id)
                       AS quote_used,
                   payment_sessions.status AS session_status, payment_sessions.binding_sha256,
                   payment_sessions.expires_at AS session_expires_at,
                   idempotency_keys.fingerprint_sha256, idempotency_keys.response_status,
                   idempotency_keys.response_body
            FROM users
            LEFT JOIN recipients ON recipients.id = :recipientId
                AND recipients.user_id = users.id AND recipients.deleted_at IS NULL
            LEFT JOIN bank_accounts ON bank_accounts.id = :accountId
                AND bank_accounts.user_id = users.id AND bank_accounts.removed_at IS NULL
            LEFT JOIN quotes ON quotes.id = :quoteId AND quotes.user_id = users.id
            LEFT JOIN payment_sessions ON payment_sessions.id = :sessionId
                AND payment_sessions.user_id = users.id
            LEFT JOIN idempotency_keys ON idempotency_keys.user_id = users.id
                AND idempotency_keys.idempotency_key = :key
            WHERE users.id = :userId
            """;

    private static final String WRITE =
            """
            WITH session AS (
                UPDATE payment_sessions SET status = 'consumed', consumed_at = :now
                WHERE id = :sessionId AND user_id = :userId
                  AND status = 'authorised' AND expires_at > :now
                RETURNING id
            ), payment AS (
                INSERT INTO transactions (id, user_id, type, amount_minor, fee_minor, total_minor,
                    currency, received_minor, received_currency, rate, bank_account_id,
                    recipient_id, quote_id, payment_session_id, idempotency_key,
                    created_at, updated_at)
                SELECT :id, quotes.user_id, 'remittance', quotes.amount_minor, quotes.fee_minor,
                    quotes.total_minor, quotes.currency, quotes.received_minor,
                    quotes.received_currency, quotes.rate, :accountId,
                    quotes.recipient_id, quotes.id, session.id, :key, :now, :now
                FROM session, quotes
                WHERE quotes.id = :quoteId AND quotes.user_id = :userId
                  AND quotes.expires_at > :now
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
    private final Recipients recipients;
    private final PaymentOrders orders;
    private final InstantSource clock;

    /// @param earlier what an earlier request with the same key came to
    /// @param order what the bank is to be told; `null` when a part of it is missing
    private record Known(
            RemittanceFacts facts,
            Idempotency.@Nullable Outcome earlier,
            OpenBanking.@Nullable PaymentOrder order) {}

    /// Remittances of the customers of `database`.
    public Remittances(
            Database database, Accounts accounts, Recipients recipients, InstantSource clock) {
        this.database = database;
        this.recipients = recipients;
        this.orders = new PaymentOrders(accounts, recipients);
        this.clock = clock;
    }

    /// Accepts an order once.
    ///
    /// @param reader asks what is known, for the payer and nobody else
    /// @param answer makes the answer that is stored with the payment and given to every repeat
    public RemittanceOutcome accept(
            Reader reader,
            RemittanceCommand command,
            Function<Payment, StoredAnswer> answer,
            Audit.Origin origin) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Instant now = clock.instant();
            PaymentId id = new PaymentId(Ids.next(clock));
            Known known = reader.read(read(command, id, now));
            if (known.earlier() != null) {
                return replay(known.earlier());
            }
            RemittanceFacts facts = known.facts();
            Optional<RemittanceOutcome.Refusal> refusal = facts.refusal(command.amount(), now);
            if (refusal.isPresent()) {
                return new RemittanceOutcome.Refused(refusal.get());
            }
            Payment payment = payment(id, command, Objects.requireNonNull(facts.quote()), now);
            StoredAnswer stored = answer.apply(payment);
            try {
                if (database.call(handle -> write(handle, command, payment, stored, origin))) {
                    return new RemittanceOutcome.Accepted(
                            Objects.requireNonNull(known.order()), stored);
                }
            } catch (RuntimeException e) {
                if (SqlStates.isLockTimeout(e)) {
                    return new RemittanceOutcome.InProgress();
                }
                if (!SqlStates.isUniqueViolation(e)) {
                    throw e;
                }
            }
            // Another request was faster: what it did can be read now.
        }
        return new RemittanceOutcome.InProgress();
    }

    private static RemittanceOutcome replay(Idempotency.Outcome earlier) {
        return switch (earlier) {
            case Idempotency.Outcome.Answered(StoredAnswer answer) ->
                    new RemittanceOutcome.Replayed(answer);
            case Idempotency.Outcome.KeyReused() -> new RemittanceOutcome.KeyReused();
            case Idempotency.Outcome.InProgress() -> new RemittanceOutcome.InProgress();
        };
    }

    private static Payment payment(
            PaymentId id,
            RemittanceCommand command,
            RemittanceFacts.QuoteFacts quote,
            Instant now) {
        return new Payment(
                id,
                Payment.Type.REMITTANCE,
                Payment.Stage.INSTRUCTED,
                quote.amounts(),
                new Payment.Parties(
                        command.bankAccountId(), command.recipientId(), null, command.quoteId()),
                new Payment.Progress(now, null, null, null, null));
    }

    private Read<Known> read(RemittanceCommand command, PaymentId id, Instant now) {
        PaymentSessionId session = command.paymentSessionId();
        return Read.first(
                        READ,
                        (row, context) ->
                                new Known(
                                        facts(row, command, now),
                                        earlier(row, command),
                                        order(id, row)))
                .with("userId", command.userId().value())
                .with("recipientId", command.recipientId().value())
                .with("accountId", command.bankAccountId().value())
                .with("quoteId", command.quoteId().value())
                .with("sessionId", session == null ? null : session.value())
                .with("key", command.idempotencyKey())
                .to(Optional::orElseThrow);
    }

    private OpenBanking.@Nullable PaymentOrder order(PaymentId id, ResultSet row)
            throws SQLException {
        boolean complete =
                row.getString("recipient_id") != null
                        && row.getString("account_id") != null
                        && row.getString("quote_id") != null;
        return complete ? orders.of(id.value(), row) : null;
    }

    private static Idempotency.@Nullable Outcome earlier(ResultSet row, RemittanceCommand command)
            throws SQLException {
        byte[] fingerprint = row.getBytes("fingerprint_sha256");
        return fingerprint == null
                ? null
                : Idempotency.judge(
                        command.key(),
                        fingerprint,
                        row.getInt("response_status"),
                        row.getString("response_body"));
    }

    private RemittanceFacts facts(ResultSet row, RemittanceCommand command, Instant now)
            throws SQLException {
        byte[] sealed = row.getBytes("recipient_account");
        String creditorIban =
                sealed == null ? null : recipients.open(command.recipientId(), sealed);
        RemittanceFacts.QuoteFacts quote = quote(row, command.recipientId());
        return new RemittanceFacts(
                row.getBoolean("kyc_approved"),
                creditorIban,
                row.getString("account_id") != null,
                quote,
                quote == null || creditorIban == null
                        ? null
                        : session(row, now, binding(command, creditorIban, quote.amounts())));
    }

    private static RemittanceFacts.@Nullable QuoteFacts quote(ResultSet row, RecipientId recipient)
            throws SQLException {
        if (row.getObject("quote_id", UUID.class) == null) {
            return null;
        }
        return new RemittanceFacts.QuoteFacts(
                Rows.amounts(row),
                recipient.value().equals(row.getObject("quote_recipient_id", UUID.class)),
                row.getBoolean("quote_used"),
                row.getTimestamp("quote_expires_at").toInstant());
    }

    private static RemittanceFacts.@Nullable SessionFacts session(
            ResultSet row, Instant now, Binding binding) throws SQLException {
        String status = row.getString("session_status");
        if (status == null) {
            return null;
        }
        return new RemittanceFacts.SessionFacts(
                PaymentSession.Status.of(
                        status, row.getTimestamp("session_expires_at").toInstant().isAfter(now)),
                MessageDigest.isEqual(row.getBytes("binding_sha256"), binding.sha256()));
    }

    private static Binding binding(
            RemittanceCommand command, String creditorIban, Payment.Amounts amounts) {
        return new Binding(
                command.userId().value(),
                command.bankAccountId().value(),
                command.quoteId().value(),
                creditorIban,
                amounts.total().amountMinor(),
                amounts.total().currency().getCurrencyCode(),
                amounts.received().amountMinor(),
                amounts.received().currency().getCurrencyCode());
    }

    private static boolean write(
            Handle handle,
            RemittanceCommand command,
            Payment payment,
            StoredAnswer stored,
            Audit.Origin origin) {
        PaymentSessionId session = Objects.requireNonNull(command.paymentSessionId());
        return handle.createQuery(WRITE)
                        .bind("id", payment.id().value())
                        .bind("publicId", payment.id().toString())
                        .bind("userId", command.userId().value())
                        .bind("sessionId", session.value())
                        .bind("quoteId", command.quoteId().value())
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
