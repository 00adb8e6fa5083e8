package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.identity.AuthenticationRequests;
import no.getdrop.identity.BankId;
import no.getdrop.identity.BankIdPerson;
import no.getdrop.identity.Caller;
import no.getdrop.identity.Platform;
import no.getdrop.identity.UserId;
import no.getdrop.identity.Users;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.money.Money;
import no.getdrop.payments.PaymentOutcome.Refusal;
import no.getdrop.qr.QrSubject;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Asks BankID for a fresh authentication that is bound to one payment, and takes up its answer.
public final class PaymentSessions {
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final String FIND_QUOTE =
            """
            SELECT quotes.total_minor, quotes.currency, quotes.received_minor,
                   quotes.received_currency, quotes.expires_at > :now AS live,
                   recipients.id AS recipient_id, recipients.name, recipients.account_encrypted,
                   EXISTS (SELECT FROM bank_accounts
                           WHERE bank_accounts.id = :accountId
                             AND bank_accounts.user_id = :userId
                             AND bank_accounts.removed_at IS NULL) AS account_found
            FROM quotes
            JOIN recipients ON recipients.id = quotes.recipient_id
                AND recipients.deleted_at IS NULL
            WHERE quotes.id = :quoteId AND quotes.user_id = :userId
            """;

    private static final String INSERT =
            """
            INSERT INTO payment_sessions (id, user_id, quote_id, merchant_id, payment_request_id,
                                          amount_minor, bank_account_id, binding_sha256,
                                          created_at, expires_at)
            VALUES (:id, :userId, :quoteId, :merchantId, :requestId,
                    :amountMinor, :accountId, :binding,
                    :now, :expiresAt)
            """;

    private static final String FIND =
            """
            SELECT payment_sessions.id, payment_sessions.quote_id, payment_sessions.status,
                   payment_sessions.expires_at, payment_sessions.merchant_id,
                   payment_sessions.payment_request_id, payment_sessions.amount_minor,
                   merchants.business_name, merchants.legal_name
            FROM payment_sessions
            LEFT JOIN merchants ON merchants.id = payment_sessions.merchant_id
            WHERE payment_sessions.id = :id AND payment_sessions.user_id = :userId
            """;

    private static final String SETTLE =
            """
            UPDATE payment_sessions
            SET status = :status,
                authorised_at = CASE WHEN :status = 'authorised' THEN CAST(:now AS timestamptz) END
            WHERE id = :id AND status = 'pending' AND expires_at > :now
            RETURNING user_id
            """;

    private final Database database;
    private final BankId bankId;
    private final AuthenticationRequests requests;
    private final Users users;
    private final Recipients recipients;
    private final QrPayments qrPayments;
    private final InstantSource clock;

    /// What came of asking for a payment session.
    public sealed interface StartOutcome {
        /// The person authenticates at this page.
        record Started(PaymentSession session, URI page) implements StartOutcome {}

        /// There is nothing to authenticate, for the reason that a payment would be refused by.
        record Refused(Refusal refusal) implements StartOutcome {}

        /// BankID could not be reached.
        record Unavailable() implements StartOutcome {}
    }

    /// What came of a person's return from BankID.
    public sealed interface EndOutcome {
        /// The payment may be made.
        record Authorised(PaymentSessionId id, Platform platform) implements EndOutcome {}

        /// The person turned back, was another one, or came too late.
        record Refused(PaymentSessionId id, Platform platform) implements EndOutcome {}

        /// The state is unknown, used or too old.
        record StateRefused() implements EndOutcome {}

        /// BankID could not be reached; the person may start again.
        record Unavailable() implements EndOutcome {}
    }

    private record Quoted(
            Money total,
            Money received,
            boolean live,
            String recipientName,
            String creditorIban,
            boolean accountFound) {
        @Override
        public String toString() {
            return "Quoted[redacted]";
        }
    }

    /// Payment sessions authenticated by `bankId`.
    public PaymentSessions(
            Database database,
            BankId bankId,
            AuthenticationRequests requests,
            Users users,
            Recipients recipients,
            QrPayments qrPayments,
            InstantSource clock) {
        this.database = database;
        this.bankId = bankId;
        this.requests = requests;
        this.users = users;
        this.recipients = recipients;
        this.qrPayments = qrPayments;
        this.clock = clock;
    }

    /// Whether BankID can be asked; to be called before a transaction that starts a session, so
    /// that nothing waits for BankID inside it.
    public boolean isReady() {
        return bankId.isReady();
    }

    /// Opens a session for a quote and the account that it will be paid from.
    public StartOutcome start(Handle handle, Caller caller, QuoteId quoteId, AccountId accountId) {
        Optional<Quoted> found =
                quoted(handle, caller.userId(), quoteId, accountId, clock.instant());
        if (found.isEmpty()) {
            return new StartOutcome.Refused(Refusal.QUOTE_NOT_FOUND);
        }
        Quoted quoted = found.get();
        if (!quoted.live()) {
            return new StartOutcome.Refused(Refusal.QUOTE_EXPIRED);
        }
        if (!quoted.accountFound()) {
            return new StartOutcome.Refused(Refusal.ACCOUNT_NOT_FOUND);
        }
        Binding binding =
                Binding.ofRemittance(
                        caller.userId(),
                        accountId,
                        quoteId,
                        quoted.creditorIban(),
                        quoted.total(),
                        quoted.received());
        return open(
                handle,
                caller,
                new PaymentSession.Subject.ForQuote(quoteId),
                accountId,
                binding,
                quoted.total() + " / " + quoted.recipientName());
    }

    /// Opens a session for a merchant's code and the account that it will be paid from.
    ///
    /// @param amount `null` for what the request says; of a merchant's own code it must be given
    public StartOutcome start(
            Handle handle,
            Caller caller,
            QrSubject subject,
            @Nullable Money amount,
            AccountId accountId) {
        return switch (qrPayments.prepare(handle, caller.userId(), accountId, subject, amount)) {
            case QrPayments.Preparation.Refused(Refusal refusal) ->
                    new StartOutcome.Refused(refusal);
            case QrPayments.Preparation.Ready(
                            Payment.Payee.Merchant payee,
                            Money paid,
                            Binding binding) ->
                    open(
                            handle,
                            caller,
                            new PaymentSession.Subject.ForMerchant(payee, paid),
                            accountId,
                            binding,
                            paid + " / " + payee.name());
        };
    }

    /// @param shown what the person reads at BankID
    private StartOutcome open(
            Handle handle,
            Caller caller,
            PaymentSession.Subject subject,
            AccountId accountId,
            Binding binding,
            String shown) {
        Instant now = clock.instant();
        PaymentSession session =
                new PaymentSession(
                        new PaymentSessionId(Ids.next(clock)),
                        subject,
                        PaymentSession.Status.PENDING,
                        now.plus(LIFETIME));
        insert(handle, caller.userId(), session, accountId, binding, now);
        AuthenticationRequests.Started started =
                requests.startPayment(handle, caller.platform(), session.id().value());
        return bankId.paymentPage(started.state(), started.nonce(), started.codeVerifier(), shown)
                .<StartOutcome>map(page -> new StartOutcome.Started(session, page))
                .orElseGet(StartOutcome.Unavailable::new);
    }

    /// Takes up what BankID sent back.
    ///
    /// @param code authorisation code; `null` when BankID sent an error instead
    public EndOutcome end(String state, @Nullable String code, Audit.Origin origin) {
        Optional<AuthenticationRequests.Returned> found =
                database.call(handle -> requests.endPayment(handle, state));
        if (found.isEmpty()) {
            return new EndOutcome.StateRefused();
        }
        AuthenticationRequests.Returned trip = found.get();
        PaymentSessionId id = new PaymentSessionId(Objects.requireNonNull(trip.paymentSessionId()));
        if (code == null) {
            return database.transaction(handle -> settle(handle, id, trip, null, origin));
        }
        BankId.Answer answer =
                bankId.person(
                        code,
                        new BankId.Trip(
                                bankId.paymentCallback(),
                                trip.nonce(),
                                trip.codeVerifier(),
                                trip.startedAt()));
        return switch (answer) {
            case BankId.Answer.Unavailable() -> new EndOutcome.Unavailable();
            case BankId.Answer.Refused(_) ->
                    database.transaction(handle -> settle(handle, id, trip, null, origin));
            case BankId.Answer.Person(BankIdPerson person) ->
                    database.transaction(handle -> settle(handle, id, trip, person, origin));
        };
    }

    /// One session of the customer.
    public Read<Optional<PaymentSession>> find(UserId userId, PaymentSessionId id) {
        return Read.first(FIND, (row, context) -> session(row))
                .with("id", id.value())
                .with("userId", userId.value());
    }

    private PaymentSession session(ResultSet row) throws SQLException {
        Instant expiresAt = row.getTimestamp("expires_at").toInstant();
        return new PaymentSession(
                new PaymentSessionId(row.getObject("id", UUID.class)),
                subject(row),
                PaymentSession.Status.of(
                        row.getString("status"), expiresAt.isAfter(clock.instant())),
                expiresAt);
    }

    private static PaymentSession.Subject subject(ResultSet row) throws SQLException {
        @Nullable UUID quoteId = row.getObject("quote_id", UUID.class);
        if (quoteId != null) {
            return new PaymentSession.Subject.ForQuote(new QuoteId(quoteId));
        }
        return new PaymentSession.Subject.ForMerchant(
                Rows.merchant(row), Money.nok(row.getLong("amount_minor")));
    }

    private EndOutcome settle(
            Handle handle,
            PaymentSessionId id,
            AuthenticationRequests.Returned trip,
            @Nullable BankIdPerson person,
            Audit.Origin origin) {
        UUID payer =
                handle.createQuery("SELECT user_id FROM payment_sessions WHERE id = :id")
                        .bind("id", id.value())
                        .mapTo(UUID.class)
                        .one();
        boolean authorised = person != null && users.isSame(handle, new UserId(payer), person);
        boolean settled =
                handle.createQuery(SETTLE)
                        .bind("status", authorised ? "authorised" : "refused")
                        .bind("now", clock.instant())
                        .bind("id", id.value())
                        .mapTo(UUID.class)
                        .findOne()
                        .isPresent();
        boolean success = authorised && settled;
        Audit.record(
                handle,
                payer,
                Action.PAYMENT_SESSION_AUTHORISED,
                id.toString(),
                success ? Audit.Result.SUCCESS : Audit.Result.DENIED,
                origin);
        return success
                ? new EndOutcome.Authorised(id, trip.platform())
                : new EndOutcome.Refused(id, trip.platform());
    }

    private Optional<Quoted> quoted(
            Handle handle, UserId userId, QuoteId quoteId, AccountId accountId, Instant now) {
        return handle.createQuery(FIND_QUOTE)
                .bind("quoteId", quoteId.value())
                .bind("userId", userId.value())
                .bind("accountId", accountId.value())
                .bind("now", now)
                .map((row, context) ->
                        new Quoted(
                                Rows.money(row, "total_minor", "currency"),
                                Rows.money(row, "received_minor", "received_currency"),
                                row.getBoolean("live"),
                                row.getString("name"),
                                recipients.open(
                                        new RecipientId(row.getObject("recipient_id", UUID.class)),
                                        row.getBytes("account_encrypted")),
                                row.getBoolean("account_found")))
                .findOne();
    }

    private static void insert(
            Handle handle,
            UserId userId,
            PaymentSession session,
            AccountId accountId,
            Binding binding,
            Instant now) {
        Update update =
                switch (session.subject()) {
                    case PaymentSession.Subject.ForQuote(QuoteId quoteId) ->
                            handle.createUpdate(INSERT)
                                    .bind("quoteId", quoteId.value())
                                    .bind("merchantId", (UUID) null)
                                    .bind("requestId", (UUID) null)
                                    .bind("amountMinor", (Long) null);
                    case PaymentSession.Subject.ForMerchant(
                                    Payment.Payee.Merchant payee,
                                    Money amount) ->
                            handle.createUpdate(INSERT)
                                    .bind("quoteId", (UUID) null)
                                    .bind("merchantId", payee.id().value())
                                    .bind("requestId", value(payee.requestId()))
                                    .bind("amountMinor", amount.amountMinor());
                };
        update.bind("id", session.id().value())
                .bind("userId", userId.value())
                .bind("accountId", accountId.value())
                .bind("binding", binding.sha256())
                .bind("now", now)
                .bind("expiresAt", session.expiresAt())
                .execute();
    }

    private static @Nullable UUID value(@Nullable PaymentRequestId id) {
        return id == null ? null : id.value();
    }
}
