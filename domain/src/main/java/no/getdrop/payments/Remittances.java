package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.audit.Audit;
import no.getdrop.compliance.PaymentChecks;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.database.Reader;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.payments.Acceptance.Known;
import no.getdrop.payments.PaymentOutcome.Refusal;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;

import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Orders to send money abroad, for a quote and to one of the payer's recipients.
public final class Remittances {
    private static final String READ =
            "SELECT "
                    + Acceptance.PAYER_COLUMNS
                    + ", "
                    + PaymentChecks.COLUMNS
                    + """
                    , recipients.id AS recipient_id, recipients.name AS recipient_name,
                    recipients.country AS recipient_country,
                    recipients.account_encrypted AS recipient_account,
                    quotes.id AS quote_id, quotes.recipient_id AS quote_recipient_id,
                    quotes.amount_minor, quotes.fee_minor, quotes.total_minor, quotes.currency,
                    quotes.received_minor, quotes.received_currency, quotes.rate,
                    quotes.expires_at AS quote_expires_at,
                    EXISTS (SELECT FROM transactions WHERE transactions.quote_id = quotes.id)
                        AS quote_used
                    """
                    + Acceptance.PAYER_TABLES
                    + PaymentChecks.TABLES
                    + """
                    LEFT JOIN recipients ON recipients.id = :recipientId
                        AND recipients.user_id = users.id AND recipients.deleted_at IS NULL
                    LEFT JOIN quotes ON quotes.id = :quoteId AND quotes.user_id = users.id
                    WHERE users.id = :userId
                    """;

    /// The amounts are the quote's.
    private static final String SUBJECT =
            """
            SELECT amount_minor, fee_minor, total_minor, currency, received_minor,
                   received_currency, rate, recipient_id, id AS quote_id,
                   CAST(NULL AS uuid) AS merchant_id, CAST(NULL AS uuid) AS payment_request_id
            FROM quotes
            WHERE id = :quoteId AND user_id = :userId AND expires_at > :now
            """;

    private final Recipients recipients;
    private final PaymentOrders orders;
    private final Acceptance acceptance;

    /// Remittances of the customers of `database`.
    public Remittances(
            Database database,
            Recipients recipients,
            PaymentOrders orders,
            PaymentChecks checks,
            InstantSource clock) {
        this.recipients = recipients;
        this.orders = orders;
        this.acceptance = new Acceptance(database, clock, checks, SUBJECT);
    }

    /// Accepts an order once.
    ///
    /// @param reader asks what is known, for the payer and nobody else
    /// @param answer makes the answer that is stored with the payment and given to every repeat
    public PaymentOutcome accept(
            Reader reader,
            RemittanceCommand command,
            Function<Payment, StoredAnswer> answer,
            Audit.Origin origin) {
        return acceptance.accept(
                reader, command, (id, now) -> read(command, id, now), answer, origin);
    }

    /// All that an order is decided by, asked for a customer who is nobody, so that it finds
    /// nothing. A server process that has answered it knows the tables when the first order comes.
    public Read<?> questionOfNobody() {
        UUID none = new UUID(0, 0);
        RemittanceCommand nobodys =
                new RemittanceCommand(
                        new UserId(none),
                        "",
                        new RecipientId(none),
                        new AccountId(none),
                        new QuoteId(none),
                        null,
                        Money.nok(0));
        return acceptance.asking(nobodys, read(nobodys, (row, context) -> true));
    }

    private Read<Known> read(RemittanceCommand command, PaymentId id, Instant now) {
        return read(command, (row, context) -> known(row, command, id, now))
                .to(Optional::orElseThrow);
    }

    private static <T> Read<Optional<T>> read(RemittanceCommand command, RowMapper<T> mapper) {
        return Read.first(READ, mapper)
                .with("recipientId", command.recipientId().value())
                .with("quoteId", command.quoteId().value());
    }

    private Known known(ResultSet row, RemittanceCommand command, PaymentId id, Instant now)
            throws SQLException {
        Optional<Known> earlier = Acceptance.earlier(row, command);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        RemittanceFacts facts = facts(row, command, now);
        Optional<Refusal> refusal = facts.refusal(command.amount(), now);
        return refusal.isPresent()
                ? new Known.Refused(refusal.get())
                : new Known.Payable(
                        payment(id, command, Objects.requireNonNull(facts.quote()), now),
                        orders.remittance(id.value(), row),
                        Map.of("quoteId", command.quoteId().value()),
                        Acceptance.weighed(row, command));
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
                        command.bankAccountId(),
                        new Payment.Payee.Recipient(
                                command.recipientId(), null, command.quoteId())),
                Payment.Progress.begun(now));
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
                        : SessionFacts.of(
                                row, now, binding(command, creditorIban, quote.amounts())));
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

    private static Binding binding(
            RemittanceCommand command, String creditorIban, Payment.Amounts amounts) {
        return Binding.ofRemittance(
                command.userId(),
                command.bankAccountId(),
                command.quoteId(),
                creditorIban,
                amounts.total(),
                amounts.received());
    }
}
