package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.audit.Audit;
import no.getdrop.compliance.PaymentChecks;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.database.Reader;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.UserId;
import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.money.Money;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.payments.Acceptance.Known;
import no.getdrop.payments.PaymentOutcome.Refusal;
import no.getdrop.qr.QrSubject;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Orders to pay a merchant whose code was scanned. The payer pays the amount and the merchant the
/// fee, a share of it with a half øre and more rounded up.
public final class QrPayments {
    private static final String COLUMNS =
            """
            , merchants.id AS merchant_id, merchants.business_name, merchants.legal_name,
            merchants.account_encrypted AS merchant_account, merchants.fee_basis_points,
            merchants.status = 'active' AS merchant_active,
            merchants.user_id = users.id AS own_merchant,
            payment_requests.id AS request_id, payment_requests.reference,
            payment_requests.amount_minor AS request_minor,
            payment_requests.currency AS request_currency,
            payment_requests.expires_at AS request_expires_at,
            EXISTS (SELECT FROM transactions
                    WHERE transactions.payment_request_id = payment_requests.id
                      AND transactions.status <> 'failed') AS request_taken
            """;

    private static final String TABLES =
            """
            LEFT JOIN payment_requests ON payment_requests.id = :paymentRequestId
            LEFT JOIN merchants
                ON merchants.id = coalesce(payment_requests.merchant_id, :merchantId)
            WHERE users.id = :userId
            """;

    private static final String PREPARE =
            "SELECT " + Acceptance.PAYER_COLUMNS + COLUMNS + Acceptance.PAYER_TABLES + TABLES;

    private static final String READ =
            "SELECT "
                    + Acceptance.PAYER_COLUMNS
                    + ", "
                    + PaymentChecks.COLUMNS
                    + ", "
                    + PaymentChecks.MERCHANT_COLUMNS
                    + COLUMNS
                    + Acceptance.PAYER_TABLES
                    + PaymentChecks.TABLES
                    + TABLES;

    /// Of two payments of one request the unique key of the transactions lets one through.
    private static final String SUBJECT =
            """
            SELECT CAST(:amountMinor AS bigint) AS amount_minor,
                   CAST(:feeMinor AS bigint) AS fee_minor,
                   CAST(:amountMinor AS bigint) AS total_minor, 'NOK' AS currency,
                   CAST(:amountMinor AS bigint) - CAST(:feeMinor AS bigint) AS received_minor,
                   'NOK' AS received_currency, CAST(NULL AS numeric) AS rate,
                   CAST(NULL AS uuid) AS recipient_id, CAST(NULL AS uuid) AS quote_id,
                   id AS merchant_id, CAST(:paymentRequestId AS uuid) AS payment_request_id
            FROM merchants
            WHERE id = :merchantId AND status = 'active'
              AND fee_basis_points = :feeBasisPoints
            """;

    private final PaymentOrders orders;
    private final Acceptance acceptance;
    private final InstantSource clock;

    /// What a payer is about to authenticate.
    sealed interface Preparation {
        /// The payer may be asked.
        ///
        /// @param binding what the authentication is bound to
        record Ready(Payment.Payee.Merchant payee, Money amount, Binding binding)
                implements Preparation {}

        /// There is nothing to ask for.
        record Refused(Refusal refusal) implements Preparation {}
    }

    /// Who wants to pay what, and from where.
    ///
    /// @param amount `null` for what the request says
    private record Wish(
            UserId userId, AccountId accountId, QrSubject subject, @Nullable Money amount) {}

    /// What is sent to whom; there when both the merchant and the payer's account are.
    private record Deal(
            Payment.Payee.Merchant payee,
            Money amount,
            OpenBanking.PaymentOrder order,
            Binding binding) {}

    /// QR payments of the customers of `database`.
    public QrPayments(
            Database database, PaymentOrders orders, PaymentChecks checks, InstantSource clock) {
        this.orders = orders;
        this.acceptance = new Acceptance(database, clock, checks, SUBJECT);
        this.clock = clock;
    }

    /// Accepts an order once.
    ///
    /// @param reader asks what is known, for the payer and nobody else
    /// @param answer makes the answer that is stored with the payment and given to every repeat
    public PaymentOutcome accept(
            Reader reader,
            QrPaymentCommand command,
            Function<Payment, StoredAnswer> answer,
            Audit.Origin origin) {
        return acceptance.accept(
                reader, command, (id, now) -> read(command, id, now), answer, origin);
    }

    /// What an authentication for such a payment would be bound to.
    ///
    /// @param amount `null` for what the request says; of a merchant's own code it must be given
    Preparation prepare(
            Handle handle,
            UserId userId,
            AccountId accountId,
            QrSubject subject,
            @Nullable Money amount) {
        Instant now = clock.instant();
        Wish wish = new Wish(userId, accountId, subject, amount);
        return asking(PREPARE, wish, (row, context) -> preparation(row, wish, now))
                .with("userId", userId.value())
                .with("accountId", accountId.value())
                .with("sessionId", null)
                .with("key", null)
                .to(Optional::orElseThrow)
                .ask(handle);
    }

    private Read<Known> read(QrPaymentCommand command, PaymentId id, Instant now) {
        Wish wish =
                new Wish(
                        command.userId(),
                        command.bankAccountId(),
                        command.subject(),
                        command.amount());
        return asking(READ, wish, (row, context) -> known(row, command, wish, id, now))
                .to(Optional::orElseThrow);
    }

    private static <T> Read<Optional<T>> asking(String sql, Wish wish, RowMapper<T> mapper) {
        Read<Optional<T>> read = Read.first(sql, mapper);
        return switch (wish.subject()) {
            case QrSubject.Merchant(MerchantId merchant) ->
                    read.with("merchantId", merchant.value()).with("paymentRequestId", null);
            case QrSubject.Request(PaymentRequestId request) ->
                    read.with("merchantId", null).with("paymentRequestId", request.value());
        };
    }

    private Preparation preparation(ResultSet row, Wish wish, Instant now) throws SQLException {
        Money amount = amount(row, wish);
        @Nullable Deal deal = deal(new UUID(0, 0), row, wish, amount);
        return facts(row, wish, deal, now)
                .refusalToAsk(amount, now)
                .<Preparation>map(Preparation.Refused::new)
                .orElseGet(() -> {
                    Deal ready = Objects.requireNonNull(deal);
                    return new Preparation.Ready(ready.payee(), amount, ready.binding());
                });
    }

    private Known known(
            ResultSet row, QrPaymentCommand command, Wish wish, PaymentId id, Instant now)
            throws SQLException {
        Optional<Known> earlier = Acceptance.earlier(row, command);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        @Nullable Deal deal = deal(id.value(), row, wish, command.amount());
        Optional<Refusal> refusal = facts(row, wish, deal, now).refusal(command.amount(), now);
        if (refusal.isPresent()) {
            return new Known.Refused(refusal.get());
        }
        Deal made = Objects.requireNonNull(deal);
        return new Known.Payable(
                new Payment(
                        id,
                        Payment.Type.QR_PAYMENT,
                        Payment.Stage.INSTRUCTED,
                        Payment.Amounts.free(made.amount()),
                        new Payment.Parties(command.bankAccountId(), made.payee()),
                        Payment.Progress.begun(now)),
                made.order(),
                subject(made, row.getInt("fee_basis_points")),
                Acceptance.weighed(row, command));
    }

    private static Map<String, @Nullable Object> subject(Deal deal, int feeBasisPoints) {
        @Nullable PaymentRequestId requestId = deal.payee().requestId();
        Map<String, @Nullable Object> subject = new HashMap<>();
        subject.put("merchantId", deal.payee().id().value());
        subject.put("paymentRequestId", requestId == null ? null : requestId.value());
        subject.put("amountMinor", deal.amount().amountMinor());
        subject.put("feeMinor", deal.amount().share(feeBasisPoints).amountMinor());
        subject.put("feeBasisPoints", feeBasisPoints);
        return subject;
    }

    private static Money amount(ResultSet row, Wish wish) throws SQLException {
        if (wish.amount() != null) {
            return wish.amount();
        }
        return row.getString("request_id") == null
                ? Money.nok(0)
                : Rows.money(row, "request_minor", "request_currency");
    }

    private @Nullable Deal deal(UUID id, ResultSet row, Wish wish, Money amount)
            throws SQLException {
        if (row.getString("merchant_id") == null || row.getString("account_id") == null) {
            return null;
        }
        MerchantId merchantId = new MerchantId(row.getObject("merchant_id", UUID.class));
        @Nullable PaymentRequestId requestId =
                wish.subject() instanceof QrSubject.Request(PaymentRequestId request)
                        ? request
                        : null;
        OpenBanking.PaymentOrder order = orders.qrPayment(id, row, amount);
        return new Deal(
                new Payment.Payee.Merchant(
                        merchantId,
                        row.getString("business_name"),
                        row.getString("legal_name"),
                        requestId),
                amount,
                order,
                Binding.ofQrPayment(
                        wish.userId(),
                        wish.accountId(),
                        merchantId,
                        requestId,
                        order.creditorIban(),
                        amount));
    }

    private static QrPaymentFacts facts(ResultSet row, Wish wish, @Nullable Deal deal, Instant now)
            throws SQLException {
        boolean sameAccount =
                deal != null && deal.order().creditorIban().equals(deal.order().debtorIban());
        return new QrPaymentFacts(
                row.getBoolean("kyc_approved"),
                new QrPaymentFacts.PayeeFacts(
                        wish.subject() instanceof QrSubject.Request,
                        request(row),
                        row.getBoolean("merchant_active"),
                        row.getBoolean("own_merchant") || sameAccount),
                row.getString("account_id") != null,
                deal == null ? null : SessionFacts.of(row, now, deal.binding()));
    }

    private static QrPaymentFacts.@Nullable RequestFacts request(ResultSet row)
            throws SQLException {
        return row.getString("request_id") == null
                ? null
                : new QrPaymentFacts.RequestFacts(
                        Rows.money(row, "request_minor", "request_currency"),
                        row.getBoolean("request_taken"),
                        row.getTimestamp("request_expires_at").toInstant());
    }
}
