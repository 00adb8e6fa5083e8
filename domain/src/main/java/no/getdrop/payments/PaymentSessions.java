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
import no.getdrop.money.Money;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
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
            INSERT INTO payment_sessions (id, user_id, quote_id, bank_account_id, binding_sha256,
                                          created_at, expires_at)
            VALUES (:id, :userId, :quoteId, :accountId, :binding, :now, :expiresAt)
            """;

    private static final String FIND =
            """
            SELECT id, quote_id, status, expires_at
            FROM payment_sessions
            WHERE id = :id AND user_id = :userId
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
    private final InstantSource clock;

    /// What came of asking for a payment session.
    public sealed interface StartOutcome {
        /// The person authenticates at this page.
        record Started(PaymentSession session, URI page) implements StartOutcome {}

        /// The customer has no such quote, or its recipient is gone.
        record QuoteNotFound() implements StartOutcome {}

        /// The quote has expired.
        record QuoteExpired() implements StartOutcome {}

        /// The customer has no such account.
        record AccountNotFound() implements StartOutcome {}

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

    private record Subject(
            Money total,
            Money received,
            boolean live,
            String recipientName,
            String creditorIban,
            boolean accountFound) {
        @Override
        public String toString() {
            return "Subject[redacted]";
        }
    }

    /// Payment sessions authenticated by `bankId`.
    public PaymentSessions(
            Database database,
            BankId bankId,
            AuthenticationRequests requests,
            Users users,
            Recipients recipients,
            InstantSource clock) {
        this.database = database;
        this.bankId = bankId;
        this.requests = requests;
        this.users = users;
        this.recipients = recipients;
        this.clock = clock;
    }

    /// Whether BankID can be asked; to be called before a transaction that starts a session, so
    /// that nothing waits for BankID inside it.
    public boolean isReady() {
        return bankId.isReady();
    }

    /// Opens a session for a quote and the account that it will be paid from.
    public StartOutcome start(Handle handle, Caller caller, QuoteId quoteId, AccountId accountId) {
        Instant now = clock.instant();
        Optional<Subject> found = subject(handle, caller.userId(), quoteId, accountId, now);
        if (found.isEmpty()) {
            return new StartOutcome.QuoteNotFound();
        }
        Subject subject = found.get();
        if (!subject.live()) {
            return new StartOutcome.QuoteExpired();
        }
        if (!subject.accountFound()) {
            return new StartOutcome.AccountNotFound();
        }
        PaymentSession session =
                new PaymentSession(
                        new PaymentSessionId(Ids.next(clock)),
                        quoteId,
                        PaymentSession.Status.PENDING,
                        now.plus(LIFETIME));
        Binding binding =
                new Binding(
                        caller.userId().value(),
                        accountId.value(),
                        quoteId.value(),
                        subject.creditorIban(),
                        subject.total().amountMinor(),
                        subject.total().currency().getCurrencyCode(),
                        subject.received().amountMinor(),
                        subject.received().currency().getCurrencyCode());
        insert(handle, caller.userId(), session, accountId, binding, now);
        AuthenticationRequests.Started started =
                requests.startPayment(handle, caller.platform(), session.id().value());
        return bankId.paymentPage(
                        started.state(),
                        started.nonce(),
                        started.codeVerifier(),
                        subject.total() + " / " + subject.recipientName())
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
                new QuoteId(row.getObject("quote_id", UUID.class)),
                PaymentSession.Status.of(
                        row.getString("status"), expiresAt.isAfter(clock.instant())),
                expiresAt);
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
                new Audit.Resource("payment_session", id.toString()),
                success ? Audit.Result.SUCCESS : Audit.Result.DENIED,
                origin);
        return success
                ? new EndOutcome.Authorised(id, trip.platform())
                : new EndOutcome.Refused(id, trip.platform());
    }

    private Optional<Subject> subject(
            Handle handle, UserId userId, QuoteId quoteId, AccountId accountId, Instant now) {
        return handle.createQuery(FIND_QUOTE)
                .bind("quoteId", quoteId.value())
                .bind("userId", userId.value())
                .bind("accountId", accountId.value())
                .bind("now", now)
                .map((row, context) ->
                        new Subject(
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
        handle.createUpdate(INSERT)
                .bind("id", session.id().value())
                .bind("userId", userId.value())
                .bind("quoteId", session.quoteId().value())
                .bind("accountId", accountId.value())
                .bind("binding", binding.sha256())
                .bind("now", now)
                .bind("expiresAt", session.expiresAt())
                .execute();
    }
}
