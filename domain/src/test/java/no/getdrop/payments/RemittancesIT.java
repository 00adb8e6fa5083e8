package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.money.Money;
import no.getdrop.payments.PaymentOutcome.Refusal;
import no.getdrop.recipients.Corridor;
import no.getdrop.recipients.Recipient;
import no.getdrop.recipients.RecipientId;
import no.getdrop.runtime.Ids;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;
import no.getdrop.testing.World.Customer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

class RemittancesIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private World world;
    private Remittances remittances;
    private Customer customer;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        remittances = world.remittances();
        customer = world.customer();
    }

    @Test
    void anAcceptedOrderIsAPaymentWithTheQuotesAmounts() {
        RemittanceCommand order = world.order(customer, 1_000_00);

        PaymentId id = accepted(accept(order));

        Payment payment = DATABASE.app().read(Payments.find(customer.id(), id)).orElseThrow();
        assertThat(payment.type()).isEqualTo(Payment.Type.REMITTANCE);
        assertThat(payment.stage()).isEqualTo(Payment.Stage.INSTRUCTED);
        assertThat(payment.amounts().amount()).isEqualTo(Money.nok(1_000_00));
        assertThat(payment.amounts().fee()).isEqualTo(Money.nok(5_00));
        assertThat(payment.amounts().total()).isEqualTo(Money.nok(1_005_00));
        assertThat(payment.amounts().received())
                .isEqualTo(new Money(10_123_45, Corridor.RS.currency()));
        assertThat(payment.amounts().rate()).isEqualTo(new BigDecimal("10.1234567891"));
        assertThat(payment.parties().payee())
                .isEqualTo(
                        new Payment.Payee.Recipient(
                                customer.recipientId(), "Milica Petrović", order.quoteId()));
        assertThat(payment.parties().bankAccountId()).isEqualTo(customer.accountId());
        assertThat(payment.progress().createdAt()).isEqualTo(clock.instant());
        assertThat(DATABASE.app().read(Payments.history(customer.id(), id)).orElseThrow().events())
                .containsExactly(new Payment.Event(1, Payment.Stage.INSTRUCTED, clock.instant()));
    }

    @Test
    void anAcceptedOrderIsClaimedByTheOneThatAcceptedIt() {
        accept(world.order(customer, 200_00));

        assertThat(number("SELECT count(*) FROM outbox WHERE claimed_until > now()")).isEqualTo(1);
        assertThat(number("SELECT attempts FROM outbox")).isEqualTo(1);
    }

    @Test
    void theSameOrderAgainGetsTheSameAnswer() {
        RemittanceCommand order = world.order(customer, 200_00);
        PaymentOutcome.Accepted first = (PaymentOutcome.Accepted) accept(order);
        clock.advance(Duration.ofHours(2));

        assertThat(accept(order))
                .isEqualTo(
                        new PaymentOutcome.Replayed(
                                new StoredAnswer(201, first.answer().body(), true)));
        assertThat(payments()).isEqualTo(1);
    }

    @Test
    void anotherOrderWithTheSameKeyIsRefused() {
        RemittanceCommand order = world.order(customer, 200_00);
        RemittanceCommand next = world.order(customer, 300_00);
        accept(order);

        assertThat(accept(Orders.withKey(next, order.idempotencyKey())))
                .isEqualTo(new PaymentOutcome.KeyReused());
        assertThat(accept(Orders.withSession(order, null)))
                .isEqualTo(new PaymentOutcome.KeyReused());
        assertThat(accept(Orders.withAmount(order, Money.nok(200_01))))
                .isEqualTo(new PaymentOutcome.KeyReused());
        assertThat(payments()).isEqualTo(1);
    }

    @Test
    void aQuestionOfNobodyFindsNothing() {
        assertThat(DATABASE.app().read(remittances.questionOfNobody())).isEqualTo(Optional.empty());
    }

    @Test
    void theSameKeyOfAnotherCustomerIsAnotherKey() {
        Customer other = world.customer();
        RemittanceCommand order = world.order(customer, 200_00);
        accept(order);

        PaymentOutcome outcome =
                accept(Orders.withKey(world.order(other, 200_00), order.idempotencyKey()));

        assertThat(outcome).isInstanceOf(PaymentOutcome.Accepted.class);
        assertThat(payments()).isEqualTo(2);
    }

    @Test
    void aCustomerWhomDropDoesNotKnowIsRefused() {
        RemittanceCommand order = world.order(customer, 200_00);
        execute("UPDATE users SET kyc_status = 'pending'");

        refused(order, Refusal.KYC_REQUIRED);
    }

    @Test
    void whatIsAnothersIsNotFound() {
        Customer other = world.customer();
        RemittanceCommand mine = world.order(customer, 200_00);
        RemittanceCommand theirs = world.order(other, 200_00);

        refused(Orders.withRecipient(mine, other.recipientId()), Refusal.RECIPIENT_NOT_FOUND);
        refused(
                Orders.withRecipient(mine, new RecipientId(Ids.next())),
                Refusal.RECIPIENT_NOT_FOUND);
        refused(Orders.withAccount(mine, other.accountId()), Refusal.ACCOUNT_NOT_FOUND);
        refused(Orders.withQuote(mine, theirs.quoteId()), Refusal.QUOTE_NOT_FOUND);
        refused(
                Orders.withSession(mine, theirs.paymentSessionId()),
                Refusal.PAYMENT_SESSION_NOT_AUTHORISED);
        assertThat(accept(mine)).isInstanceOf(PaymentOutcome.Accepted.class);
    }

    @Test
    void whatTheCustomerRemovedIsNotFound() {
        RemittanceCommand order = world.order(customer, 200_00);
        execute("UPDATE bank_accounts SET removed_at = now()");
        refused(order, Refusal.ACCOUNT_NOT_FOUND);

        world.recipients().remove(customer.id(), customer.recipientId(), World.ORIGIN);
        refused(order, Refusal.RECIPIENT_NOT_FOUND);
    }

    @Test
    void anotherAmountOrRecipientThanTheQuotesIsRefused() {
        RemittanceCommand order = world.order(customer, 200_00);
        Recipient.Draft draft =
                new Recipient.Draft("Second", Corridor.RS, null, World.SERBIAN_IBAN);
        Recipient second =
                DATABASE.app()
                        .transaction(handle ->
                                world.recipients().add(handle, customer.id(), draft, World.ORIGIN));

        refused(Orders.withAmount(order, Money.nok(200_01)), Refusal.QUOTE_MISMATCH);
        refused(Orders.withRecipient(order, second.id()), Refusal.QUOTE_MISMATCH);
    }

    @Test
    void aQuoteIsUsedOnce() {
        RemittanceCommand order = world.order(customer, 200_00);
        accept(order);

        refused(Orders.withKey(order, "another"), Refusal.QUOTE_USED);
    }

    @Test
    void whatIsTooOldIsRefused() {
        RemittanceCommand order = world.order(customer, 200_00);
        clock.advance(Duration.ofMinutes(5));
        refused(order, Refusal.PAYMENT_SESSION_EXPIRED);

        clock.advance(Duration.ofMinutes(25));
        refused(order, Refusal.QUOTE_EXPIRED);
    }

    @Test
    void withoutAnAuthorisedSessionThereIsNoPayment() {
        RemittanceCommand order = world.order(customer, 200_00);
        refused(Orders.withSession(order, null), Refusal.PAYMENT_SESSION_NOT_AUTHORISED);
        refused(
                Orders.withSession(order, new PaymentSessionId(Ids.next())),
                Refusal.PAYMENT_SESSION_NOT_AUTHORISED);

        execute("UPDATE payment_sessions SET status = 'pending', authorised_at = NULL");
        refused(order, Refusal.PAYMENT_SESSION_NOT_AUTHORISED);
        execute("UPDATE payment_sessions SET status = 'refused'");
        refused(order, Refusal.PAYMENT_SESSION_NOT_AUTHORISED);
    }

    @Test
    void aSessionOfAnotherQuoteOrForAnotherPayeeIsRefused() {
        RemittanceCommand order = world.order(customer, 200_00);
        RemittanceCommand second = world.order(customer, 200_00);
        refused(
                Orders.withSession(order, second.paymentSessionId()),
                Refusal.PAYMENT_SESSION_MISMATCH);

        world.recipients()
                .replace(
                        customer.id(),
                        customer.recipientId(),
                        new Recipient.Draft(
                                "Milica Petrović", Corridor.BA, null, "BA391290079401028494"),
                        World.ORIGIN);
        refused(order, Refusal.PAYMENT_SESSION_MISMATCH);
    }

    @Test
    void aSessionThatIsUsedUpInBetweenMakesNoSecondPayment() {
        RemittanceCommand order = world.order(customer, 200_00);

        PaymentOutcome outcome =
                whileDeciding(order, () -> accepted(accept(Orders.withKey(order, "faster"))));

        assertThat(outcome).isEqualTo(new PaymentOutcome.Refused(Refusal.QUOTE_USED));
        assertThat(payments()).isEqualTo(1);
    }

    @Test
    void theSameOrderThatIsAcceptedInBetweenIsReplayed() {
        RemittanceCommand order = world.order(customer, 200_00);

        PaymentOutcome outcome = whileDeciding(order, () -> accepted(accept(order)));

        assertThat(outcome).isInstanceOf(PaymentOutcome.Replayed.class);
        assertThat(payments()).isEqualTo(1);
    }

    @Test
    void anotherOrderThatTakesTheKeyInBetweenIsTold() {
        RemittanceCommand order = world.order(customer, 200_00);
        RemittanceCommand other =
                Orders.withKey(world.order(customer, 300_00), order.idempotencyKey());

        PaymentOutcome outcome = whileDeciding(order, () -> accepted(accept(other)));

        assertThat(outcome).isEqualTo(new PaymentOutcome.KeyReused());
        assertThat(payments()).isEqualTo(1);
    }

    @Test
    void aSessionThatIsTakenBackInBetweenMakesNoPayment() {
        RemittanceCommand order = world.order(customer, 200_00);

        PaymentOutcome outcome =
                whileDeciding(
                        order,
                        () ->
                                execute(
                                        """
                                        UPDATE payment_sessions
                                        SET status = 'refused', authorised_at = NULL
                                        """));

        assertThat(outcome)
                .isEqualTo(new PaymentOutcome.Refused(Refusal.PAYMENT_SESSION_NOT_AUTHORISED));
        assertThat(payments()).isZero();
    }

    @Test
    void anAnswerThatCannotBeMadeLeavesNothing() {
        RemittanceCommand order = world.order(customer, 200_00);

        assertThatThrownBy(() ->
                        remittances.accept(
                                DATABASE.app(),
                                order,
                                payment -> {
                                    throw new IllegalStateException("no answer");
                                },
                                World.ORIGIN))
                .hasMessage("no answer");

        assertThat(payments()).isZero();
        assertThat(accept(order)).isInstanceOf(PaymentOutcome.Accepted.class);
    }

    @Test
    void oneOrderThatManySendAtOnceIsOnePayment() throws Exception {
        for (int round = 1; round <= 5; round++) {
            RemittanceCommand order = world.order(customer, 200_00);
            List<PaymentOutcome> all = AtOnce.run(16, thread -> accept(order));

            assertThat(all.stream().filter(PaymentOutcome.Accepted.class::isInstance)).hasSize(1);
            assertThat(all)
                    .hasOnlyElementsOfTypes(
                            PaymentOutcome.Accepted.class, PaymentOutcome.Replayed.class);
            assertThat(payments()).isEqualTo(round);
        }
    }

    @Test
    void ofManyOrdersForOneQuoteAtOnceOneIsAPayment() throws Exception {
        for (int round = 1; round <= 5; round++) {
            RemittanceCommand order = world.order(customer, 200_00);
            String key = "key-" + order.quoteId();
            List<PaymentOutcome> all =
                    AtOnce.run(16, thread -> accept(Orders.withKey(order, key + thread)));

            assertThat(all.stream().filter(PaymentOutcome.Accepted.class::isInstance)).hasSize(1);
            assertThat(all)
                    .allMatch(outcome ->
                            outcome instanceof PaymentOutcome.Accepted
                                    || outcome.equals(
                                            new PaymentOutcome.Refused(Refusal.QUOTE_USED)));
            assertThat(payments()).isEqualTo(round);
        }
    }

    @Test
    void ofTwoAuthorisationsForOneQuoteAtOnceOneIsAPayment() throws Exception {
        RemittanceCommand first = world.order(customer, 200_00);
        PaymentSessionId second = new PaymentSessionId(Ids.next());
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO payment_sessions (id, user_id, quote_id,
                                            bank_account_id, binding_sha256, status, created_at,
                                            expires_at, authorised_at)
                                        SELECT :id, user_id, quote_id, bank_account_id,
                                            binding_sha256, status, created_at, expires_at,
                                            authorised_at
                                        FROM payment_sessions
                                        """)
                                .bind("id", second.value())
                                .execute());
        RemittanceCommand again = Orders.withKey(Orders.withSession(first, second), "another");

        List<PaymentOutcome> all = AtOnce.run(8, thread -> accept(thread % 2 == 0 ? first : again));

        assertThat(all.stream().filter(PaymentOutcome.Accepted.class::isInstance)).hasSize(1);
        assertThat(payments()).isEqualTo(1);
        assertThat(number("SELECT count(*) FROM payment_sessions WHERE status = 'authorised'"))
                .as("the other stays unused")
                .isEqualTo(1);
    }

    /// The outcome of an order while which is decided something else happens, once.
    private PaymentOutcome whileDeciding(RemittanceCommand order, Runnable other) {
        AtomicBoolean happened = new AtomicBoolean();
        return remittances.accept(
                DATABASE.app(),
                order,
                payment -> {
                    if (!happened.getAndSet(true)) {
                        other.run();
                    }
                    return answer(payment);
                },
                World.ORIGIN);
    }

    private static StoredAnswer answer(Payment payment) {
        return StoredAnswer.fresh(201, "{\"id\":\"" + payment.id() + "\"}");
    }

    private PaymentOutcome accept(RemittanceCommand order) {
        return remittances.accept(DATABASE.app(), order, RemittancesIT::answer, World.ORIGIN);
    }

    private void refused(RemittanceCommand order, Refusal refusal) {
        long before = payments();
        assertThat(accept(order)).isEqualTo(new PaymentOutcome.Refused(refusal));
        assertThat(payments()).isEqualTo(before);
    }

    private static PaymentId accepted(PaymentOutcome outcome) {
        return ((PaymentOutcome.Accepted) outcome).payment().id();
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
