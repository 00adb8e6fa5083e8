package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.accounts.AccountId;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.money.Money;
import no.getdrop.payments.PaymentOutcome.Refusal;
import no.getdrop.qr.QrSubject;
import no.getdrop.runtime.Ids;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.FakeBank;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Shops;
import no.getdrop.testing.Shops.Shop;
import no.getdrop.testing.World;
import no.getdrop.testing.World.Customer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class QrPaymentsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private FakeBank bank;
    private World world;
    private Shops shops;
    private Shop shop;
    private Customer payer;

    @BeforeEach
    void start() throws Exception {
        bank = FakeBank.start();
        world = new World(DATABASE.app(), clock, bank.url());
        shops = new Shops(world);
        shop = shops.open();
        payer = world.customer();
    }

    @AfterEach
    void stop() {
        assertThat(bank.problems()).isEmpty();
        bank.close();
    }

    @Test
    void thePayerPaysTheAmountAndTheMerchantTheFee() {
        PaymentId id = accepted(accept(shops.order(payer, shop, 129_50)));

        Payment payment = payment(id);
        assertThat(payment.type()).isEqualTo(Payment.Type.QR_PAYMENT);
        assertThat(payment.amounts()).isEqualTo(Payment.Amounts.free(Money.nok(129_50)));
        assertThat(payment.parties().payee())
                .isEqualTo(
                        new Payment.Payee.Merchant(
                                shop.id(), "Lies Kaffebar", Shops.LEGAL_NAME, null));
        assertThat(number("SELECT total_minor FROM transactions")).isEqualTo(129_50);
        assertThat(number("SELECT fee_minor FROM transactions"))
                .as("129.5 øre are rounded up")
                .isEqualTo(1_30);
        assertThat(number("SELECT received_minor FROM transactions")).isEqualTo(128_20);
    }

    @Test
    void theBankIsToldToSendAllOfItToTheMerchantAtOnce() {
        PaymentOutcome.Accepted accepted =
                shops.accepted(shops.order(payer, shop, shops.request(shop, 250_00), 250_00));

        world.delivery().deliverOwn(accepted, QrPaymentsIT::answer);

        FakeBank.Order order = bank.orders().getFirst();
        assertThat(order.path()).endsWith("/instant-norwegian-domestic-credit-transfers");
        assertThat(order.body().at("/instructedAmount/amount").asText()).isEqualTo("250.00");
        assertThat(order.body().at("/creditorAccount/iban").asText()).isEqualTo(Shops.IBAN);
        assertThat(order.body().path("creditorName").asText()).isEqualTo("Lies Kaffebar");
        assertThat(order.body().path("remittanceInformationUnstructured").asText())
                .isEqualTo("Drop Bord 4");
    }

    @Test
    void whatTheBankConfirmsWithinTheBoundIsAnsweredAsCompletedEverAfter() {
        bank.firstStatus("ACSC");
        QrPaymentCommand order = shops.order(payer, shop, 129_00);
        PaymentOutcome.Accepted accepted = (PaymentOutcome.Accepted) accept(order);
        assertThat(accepted.answer().body()).isEqualTo("instructed");

        Delivery.Own own = world.delivery().deliverOwn(accepted, QrPaymentsIT::answer);

        assertThat(own.done()).isTrue();
        assertThat(own.answer().body()).isEqualTo("settled");
        assertThat(payment(accepted.payment().id()).stage()).isEqualTo(Payment.Stage.SETTLED);
        assertThat(accept(order))
                .isEqualTo(new PaymentOutcome.Replayed(new StoredAnswer(201, "settled", true)));
    }

    @Test
    void whatTheBankRefusesAtOnceIsAnsweredAsFailedEverAfter() {
        bank.fail(Call.ORDER, Fault.REFUSED);
        QrPaymentCommand order = shops.order(payer, shop, 129_00);
        PaymentOutcome.Accepted accepted = (PaymentOutcome.Accepted) accept(order);

        assertThat(world.delivery().deliverOwn(accepted, QrPaymentsIT::answer).answer().body())
                .isEqualTo("rejected");

        assertThat(payment(accepted.payment().id()).progress().failureCode())
                .isEqualTo("FORMAT_ERROR");
        assertThat(accept(order))
                .isEqualTo(new PaymentOutcome.Replayed(new StoredAnswer(201, "rejected", true)));
    }

    @Test
    void aBankThatDoesNotAnswerLeavesItProcessingAndTheWorkerFinishesWithOneOrder() {
        bank.firstStatus("ACSC");
        bank.fail(Call.ORDER, Fault.SILENT_AFTERWARDS);
        QrPaymentCommand order = shops.order(payer, shop, shops.request(shop, 129_00), 129_00);
        PaymentOutcome.Accepted accepted = (PaymentOutcome.Accepted) accept(order);

        Delivery.Own own = world.delivery().deliverOwn(accepted, QrPaymentsIT::answer);
        assertThat(own.done()).isFalse();
        assertThat(own.answer()).isEqualTo(accepted.answer());
        execute("UPDATE outbox SET next_attempt_at = now()");

        assertThat(world.delivery().deliverDue(new Lanes(1), 10, clock.instant().plusSeconds(10)))
                .isEqualTo(new Delivery.Round(1, 0));
        assertThat(payment(accepted.payment().id()).stage()).isEqualTo(Payment.Stage.SETTLED);
        assertThat(bank.orders()).hasSize(1);
        assertThat(bank.calls(Call.ORDER)).isEqualTo(1);
        assertThat(accept(order))
                .as("the letters that the first request got")
                .isEqualTo(new PaymentOutcome.Replayed(new StoredAnswer(201, "instructed", true)));
    }

    @Test
    void theWorkerSendsWhatTheApiCouldNotWithTheSameContent() {
        bank.fail(Call.ORDER, Fault.UNAVAILABLE);
        PaymentOutcome.Accepted accepted =
                shops.accepted(shops.order(payer, shop, shops.request(shop, 80_00), 80_00));
        world.delivery().deliverOwn(accepted, QrPaymentsIT::answer);
        execute("UPDATE outbox SET next_attempt_at = now()");

        assertThat(world.delivery().deliverDue(new Lanes(1), 10, clock.instant().plusSeconds(10)))
                .isEqualTo(new Delivery.Round(1, 0));
        // The bank refuses other content under an id that it knows.
        world.delivery().deliverOwn(accepted, QrPaymentsIT::answer);
        assertThat(bank.orders()).hasSize(1);
        assertThat(payment(accepted.payment().id()).stage()).isEqualTo(Payment.Stage.SUBMITTED);
    }

    @Test
    void theWorkerAsksForAnInstantPaymentWhereItWasOrdered() {
        PaymentOutcome.Accepted accepted = shops.accepted(shops.order(payer, shop, 80_00));
        world.delivery().deliverOwn(accepted, QrPaymentsIT::answer);
        bank.moveAll("ACSC", "");

        assertThat(world.statusQueries().askDue(new Lanes(1), 10, clock.instant().plusSeconds(10)))
                .isEqualTo(new StatusQueries.Round(1, 1, 0));
    }

    @Test
    void aMerchantWhoseAccountChangedIsNotPaidByTheOldAuthentication() {
        PaymentOutcome.Accepted accepted = shops.accepted(shops.order(payer, shop, 80_00));
        execute(
                """
                UPDATE outbox SET claimed_until = NULL, attempts = 0
                """);
        shops.moveAccount(shop, "NO9386011117947");

        world.delivery().deliverDue(new Lanes(1), 10, clock.instant().plusSeconds(10));

        assertThat(bank.orders()).isEmpty();
        assertThat(payment(accepted.payment().id()).progress().failureCode())
                .isEqualTo("PAYEE_CHANGED");
    }

    @Test
    void theSameOrderAgainGetsTheSameAnswerAndAnotherWithItsKeyIsRefused() {
        QrPaymentCommand order = shops.order(payer, shop, 129_00);
        accept(order);
        clock.advance(Duration.ofHours(2));

        assertThat(accept(order)).isInstanceOf(PaymentOutcome.Replayed.class);
        assertThat(accept(with(order, Money.nok(130_00))))
                .isEqualTo(new PaymentOutcome.KeyReused());
        assertThat(payments()).isEqualTo(1);
    }

    @Test
    void whoMayNotPayOrBePaidIsToldSo() {
        QrPaymentCommand order = shops.order(payer, shop, 129_00);
        Customer other = world.customer();

        refused(
                withSubject(order, new QrSubject.Merchant(new MerchantId(Ids.next()))),
                Refusal.MERCHANT_NOT_FOUND);
        refused(
                withSubject(order, new QrSubject.Request(new PaymentRequestId(Ids.next()))),
                Refusal.PAYMENT_REQUEST_NOT_FOUND);
        refused(withAccount(order, other.accountId()), Refusal.ACCOUNT_NOT_FOUND);
        refused(withSession(order, null), Refusal.PAYMENT_SESSION_NOT_AUTHORISED);
        refused(
                withSession(order, shops.order(other, shop, 129_00).paymentSessionId()),
                Refusal.PAYMENT_SESSION_NOT_AUTHORISED);
        execute("UPDATE merchants SET status = 'suspended'");
        refused(order, Refusal.MERCHANT_NOT_FOUND);
        execute("UPDATE users SET kyc_status = 'pending'");
        refused(order, Refusal.KYC_REQUIRED);
    }

    @Test
    void anAuthenticationIsForOneMerchantAmountAndRequest() {
        QrPaymentCommand order = shops.order(payer, shop, 129_00);
        Shop next = shops.open();

        refused(withSubject(order, next.code()), Refusal.PAYMENT_SESSION_MISMATCH);
        refused(with(order, Money.nok(129_01)), Refusal.PAYMENT_SESSION_MISMATCH);
        refused(
                withSubject(order, new QrSubject.Request(shops.request(shop, 129_00))),
                Refusal.PAYMENT_SESSION_MISMATCH);
        clock.advance(Duration.ofMinutes(5));
        refused(order, Refusal.PAYMENT_SESSION_EXPIRED);
    }

    @Test
    void nobodyPaysTheirOwnBusinessNorIntoTheirOwnAccount() {
        Customer owner = world.customer();
        QrPaymentCommand order = shops.order(owner, shop, 129_00);
        shops.moveAccount(shop, World.NORWEGIAN_IBAN);
        refused(order, Refusal.SELF_PAYMENT);

        shops.moveAccount(shop, Shops.IBAN);
        execute("UPDATE merchants SET user_id = '" + owner.id().value() + "'");
        refused(order, Refusal.SELF_PAYMENT);
    }

    @Test
    void aRequestIsPaidOnceInTimeAndToTheOre() {
        PaymentRequestId request = shops.request(shop, 129_00);
        refused(shops.order(payer, shop, request, 129_01), Refusal.PAYMENT_REQUEST_MISMATCH);
        QrPaymentCommand late = shops.order(payer, shop, shops.request(shop, 5_00), 5_00);
        accept(shops.order(payer, shop, request, 129_00));
        refused(shops.order(world.customer(), shop, request, 129_00), Refusal.PAYMENT_REQUEST_PAID);

        execute(
                """
                UPDATE payment_requests SET expires_at = '2000-01-01T00:00:00Z'
                WHERE amount_minor = 500
                """);
        refused(late, Refusal.PAYMENT_REQUEST_EXPIRED);
    }

    @Test
    void aRequestWhosePaymentFailedCanBePaidAgain() {
        PaymentRequestId request = shops.request(shop, 129_00);
        bank.fail(Call.ORDER, Fault.REFUSED);
        world.delivery()
                .deliverOwn(
                        shops.accepted(shops.order(payer, shop, request, 129_00)),
                        QrPaymentsIT::answer);

        assertThat(accept(shops.order(world.customer(), shop, request, 129_00)))
                .isInstanceOf(PaymentOutcome.Accepted.class);
    }

    @Test
    void ofManyPayersOfOneRequestAtOnceOnePays() throws Exception {
        for (int round = 1; round <= 5; round++) {
            PaymentRequestId request = shops.request(shop, 129_00);
            List<QrPaymentCommand> orders = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                orders.add(shops.order(world.customer(), shop, request, 129_00));
            }

            List<PaymentOutcome> all = AtOnce.run(8, thread -> accept(orders.get(thread)));

            assertThat(all.stream().filter(PaymentOutcome.Accepted.class::isInstance)).hasSize(1);
            assertThat(all)
                    .allMatch(outcome ->
                            outcome instanceof PaymentOutcome.Accepted
                                    || outcome.equals(
                                            new PaymentOutcome.Refused(
                                                    Refusal.PAYMENT_REQUEST_PAID)));
            assertThat(payments()).isEqualTo(round);
            assertThat(number("SELECT count(*) FROM payment_sessions WHERE status = 'consumed'"))
                    .as("the others' authentications stay unused")
                    .isEqualTo(round);
        }
    }

    @Test
    void oneOrderThatManySendAtOnceIsOnePayment() throws Exception {
        QrPaymentCommand order = shops.order(payer, shop, 129_00);

        List<PaymentOutcome> all = AtOnce.run(16, thread -> accept(order));

        assertThat(all.stream().filter(PaymentOutcome.Accepted.class::isInstance)).hasSize(1);
        assertThat(payments()).isEqualTo(1);
    }

    private static StoredAnswer answer(Payment payment) {
        return StoredAnswer.fresh(201, payment.stage().text());
    }

    private PaymentOutcome accept(QrPaymentCommand order) {
        return world.qrPayments().accept(DATABASE.app(), order, QrPaymentsIT::answer, World.ORIGIN);
    }

    private void refused(QrPaymentCommand order, Refusal refusal) {
        long before = payments();
        assertThat(accept(order)).isEqualTo(new PaymentOutcome.Refused(refusal));
        assertThat(payments()).isEqualTo(before);
    }

    private static PaymentId accepted(PaymentOutcome outcome) {
        return ((PaymentOutcome.Accepted) outcome).payment().id();
    }

    private Payment payment(PaymentId id) {
        return DATABASE.app().read(Payments.find(payer.id(), id)).orElseThrow();
    }

    private static QrPaymentCommand with(QrPaymentCommand order, Money amount) {
        return new QrPaymentCommand(
                order.userId(),
                order.idempotencyKey(),
                order.subject(),
                order.bankAccountId(),
                order.paymentSessionId(),
                amount);
    }

    private static QrPaymentCommand withSubject(QrPaymentCommand order, QrSubject subject) {
        return new QrPaymentCommand(
                order.userId(),
                order.idempotencyKey(),
                subject,
                order.bankAccountId(),
                order.paymentSessionId(),
                order.amount());
    }

    private static QrPaymentCommand withAccount(QrPaymentCommand order, AccountId account) {
        return new QrPaymentCommand(
                order.userId(),
                order.idempotencyKey(),
                order.subject(),
                account,
                order.paymentSessionId(),
                order.amount());
    }

    private static QrPaymentCommand withSession(
            QrPaymentCommand order, @Nullable PaymentSessionId session) {
        return new QrPaymentCommand(
                order.userId(),
                order.idempotencyKey(),
                order.subject(),
                order.bankAccountId(),
                session,
                order.amount());
    }

    private static long payments() {
        return number("SELECT count(*) FROM transactions");
    }

    private static void execute(String sql) {
        DATABASE.owner().useHandle(handle -> handle.execute(sql));
    }

    private static long number(String sql) {
        return DATABASE.owner().withHandle(sent -> sent.createQuery(sql).mapTo(Long.class).one());
    }
}
