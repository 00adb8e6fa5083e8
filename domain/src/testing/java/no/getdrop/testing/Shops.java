package no.getdrop.testing;

import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.UserId;
import no.getdrop.merchants.Merchant;
import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.Merchants;
import no.getdrop.merchants.OrganisationNumber;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.merchants.PaymentRequests;
import no.getdrop.money.Money;
import no.getdrop.payments.PaymentOutcome;
import no.getdrop.payments.PaymentSessionId;
import no.getdrop.payments.QrPaymentCommand;
import no.getdrop.qr.QrSubject;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Tokens;
import no.getdrop.testing.World.Customer;

import org.jdbi.v3.core.Handle;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// Merchants of a [World], and orders to pay them.
public final class Shops {
    /// The account of every merchant here.
    public static final String IBAN = "NO4860100007919";

    /// The name of every merchant here in the register of entities.
    public static final String LEGAL_NAME = "LIES KAFFEBAR AS";

    /// Valid organisation numbers, one for each merchant.
    private static final List<String> ORGANISATION_NUMBERS =
            List.of("310001007", "310001015", "310001023", "310001031", "310001058");

    private final World world;
    private int opened;

    /// A merchant with its owner.
    public record Shop(UserId ownerId, MerchantId id) {
        /// What its own code is for.
        public QrSubject code() {
            return new QrSubject.Merchant(id);
        }
    }

    /// Merchants of `world`.
    public Shops(World world) {
        this.world = world;
    }

    /// A new merchant, whose fee is 1 %.
    public Shop open() {
        UserId ownerId = world.user();
        String number = ORGANISATION_NUMBERS.get(opened++);
        return world.database()
                .transaction(handle ->
                        switch (world.merchants()
                                .register(
                                        handle, ownerId, draft(number), LEGAL_NAME, World.ORIGIN)) {
                            case Merchants.RegisterOutcome.Registered(Merchant merchant) ->
                                    new Shop(ownerId, merchant.face().id());
                            case Merchants.RegisterOutcome.Refused(var refusal) ->
                                    throw new IllegalStateException("refused: " + refusal);
                        });
    }

    /// What somebody says of a business with that number.
    public static Merchant.Draft draft(String organisationNumber) {
        return new Merchant.Draft(
                "Lies Kaffebar",
                OrganisationNumber.parse(organisationNumber).orElseThrow(),
                Merchant.Category.CAFE,
                "Storgata 1, 0155 Oslo",
                IBAN);
    }

    /// A request of a merchant, open for a quarter of an hour.
    public PaymentRequestId request(Shop shop, long amountMinor) {
        PaymentRequests requests = new PaymentRequests(world.clock());
        return world.database()
                .transaction(handle ->
                        requests.add(
                                handle,
                                shop.ownerId(),
                                new PaymentRequests.Draft(
                                        Money.nok(amountMinor), "Bord 4", Duration.ofMinutes(15)),
                                World.ORIGIN))
                .orElseThrow()
                .id();
    }

    /// An order for a merchant's own code that is ready to be accepted.
    public QrPaymentCommand order(Customer payer, Shop shop, long amountMinor) {
        return order(payer, shop, shop.code(), amountMinor);
    }

    /// An order for a request that is ready to be accepted.
    public QrPaymentCommand order(
            Customer payer, Shop shop, PaymentRequestId request, long amountMinor) {
        return order(payer, shop, new QrSubject.Request(request), amountMinor);
    }

    /// A payment that is accepted, and whose delivery this caller holds a claim on.
    public PaymentOutcome.Accepted accepted(QrPaymentCommand order) {
        PaymentOutcome outcome =
                world.qrPayments()
                        .accept(
                                world.database(),
                                order,
                                payment -> StoredAnswer.fresh(201, payment.stage().text()),
                                World.ORIGIN);
        if (outcome instanceof PaymentOutcome.Accepted accepted) {
            return accepted;
        }
        throw new IllegalStateException("not accepted: " + outcome);
    }

    /// Gives a merchant another account.
    public void moveAccount(Shop shop, String iban) {
        world.database()
                .call(handle ->
                        handle.createUpdate(
                                        """
                                        UPDATE merchants SET account_encrypted = :account
                                        WHERE id = :id
                                        """)
                                .bind("id", shop.id().value())
                                .bind(
                                        "account",
                                        world.cipher()
                                                .encrypt(
                                                        iban,
                                                        "merchants:"
                                                                + shop.id().value()
                                                                + ":account"))
                                .execute());
    }

    private QrPaymentCommand order(Customer payer, Shop shop, QrSubject subject, long amountMinor) {
        return new QrPaymentCommand(
                payer.id(),
                "key-" + UUID.randomUUID(),
                subject,
                payer.accountId(),
                world.database()
                        .transaction(
                                handle -> authorised(handle, payer, shop, subject, amountMinor)),
                Money.nok(amountMinor));
    }

    /// What a person authorises, spelt out here once more: payer, account, merchant and request,
    /// payee's account, amount.
    private PaymentSessionId authorised(
            Handle handle, Customer payer, Shop shop, QrSubject subject, long amountMinor) {
        PaymentSessionId id = new PaymentSessionId(Ids.next());
        UUID request = subject instanceof QrSubject.Request(PaymentRequestId r) ? r.value() : null;
        String amount = Long.toString(amountMinor);
        byte[] binding =
                Tokens.sha256(
                        String.join(
                                "\n",
                                payer.id().value().toString(),
                                payer.accountId().value().toString(),
                                shop.id().value() + "/" + (request == null ? "" : request),
                                IBAN,
                                amount,
                                "NOK",
                                amount,
                                "NOK"));
        handle.createUpdate(
                        """
                        INSERT INTO payment_sessions (id, user_id, merchant_id, payment_request_id,
                            amount_minor, bank_account_id, binding_sha256, status, created_at,
                            expires_at, authorised_at)
                        VALUES (:id, :userId, :merchantId, :requestId,
                            :amount, :accountId, :binding, 'authorised', :now,
                            :expiresAt, :now)
                        """)
                .bind("id", id.value())
                .bind("userId", payer.id().value())
                .bind("merchantId", shop.id().value())
                .bind("requestId", request)
                .bind("amount", amountMinor)
                .bind("accountId", payer.accountId().value())
                .bind("binding", binding)
                .bind("now", world.clock().instant())
                .bind("expiresAt", world.clock().instant().plus(Duration.ofMinutes(5)))
                .execute();
        return id;
    }
}
