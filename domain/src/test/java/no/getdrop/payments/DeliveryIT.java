package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.database.Database;
import no.getdrop.recipients.Corridor;
import no.getdrop.recipients.Recipient;
import no.getdrop.testing.FakeBank;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.WithBank;
import no.getdrop.testing.World;
import no.getdrop.testing.World.Customer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

class DeliveryIT extends WithBank {
    private record Waiting(int attempts, boolean claimed, long pauseMs, String error) {}

    @Test
    void aDuePaymentReachesTheBankOnce() {
        PaymentId id = world.payment(customer, 129_50);

        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        assertThat(round()).isEqualTo(new Delivery.Round(0, 0));

        FakeBank.Order order = bank.orders().getFirst();
        assertThat(order.requestId()).isEqualTo(id.value());
        assertThat(order.body().at("/instructedAmount/amount").asText()).isEqualTo("130.15");
        assertThat(order.body().at("/creditorAccount/iban").asText()).isEqualTo(World.SERBIAN_IBAN);
        assertThat(order.body().at("/creditorAddress/country").asText()).isEqualTo("RS");
        assertThat(order.body().path("requestedCurrency").asText()).isEqualTo("RSD");
        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.SUBMITTED);
        assertThat(payment(id).progress().bankReference()).isEqualTo(order.paymentId());
        assertThat(bank.calls(Call.ORDER)).isEqualTo(1);
        assertThat(bank.calls(Call.SEARCH)).isZero();
    }

    @Test
    void whatTheBankSettlesAtOnceIsCompletedAtOnce() {
        bank.firstStatus("ACSC");
        PaymentId id = world.payment(customer, 200_00);

        round();

        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.SETTLED);
        assertThat(payment(id).progress().completedAt()).isEqualTo(clock.instant());
        assertThat(DATABASE.app().read(Payments.history(customer.id(), id)).orElseThrow().events())
                .extracting(Payment.Event::stage)
                .containsExactly(
                        Payment.Stage.INSTRUCTED, Payment.Stage.SUBMITTED, Payment.Stage.SETTLED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SILENT_AFTERWARDS", "BAD_GATEWAY_AFTERWARDS"})
    void anOrderWhoseAnswerNeverCameIsFoundAndNotSentAgain(Fault fault) {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.ORDER, fault);

        assertThat(round()).isEqualTo(new Delivery.Round(0, 1));
        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.INSTRUCTED);
        timePasses();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));

        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.SUBMITTED);
        assertThat(bank.orders()).hasSize(1);
        assertThat(bank.calls(Call.ORDER)).isEqualTo(1);
        assertThat(bank.calls(Call.SEARCH)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SILENT", "UNAVAILABLE", "CONFLICT"})
    void anOrderThatNeverArrivedIsSentAgainWithTheSameId(Fault fault) {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.ORDER, fault);

        assertThat(round()).isEqualTo(new Delivery.Round(0, 1));
        assertThat(bank.orders()).isEmpty();
        timePasses();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));

        assertThat(bank.orders()).extracting(FakeBank.Order::requestId).containsExactly(id.value());
    }

    @Test
    void aPostponedPaymentWaitsLongerEachTimeUpToAQuarterOfAnHour() {
        world.payment(customer, 200_00);
        for (int attempt = 1; attempt <= 9; attempt++) {
            bank.fail(attempt == 1 ? Call.ORDER : Call.SEARCH, Fault.UNAVAILABLE);
            assertThat(round()).isEqualTo(new Delivery.Round(0, 1));

            Waiting waiting = waiting();
            long least = Math.min(5_000L << attempt, 900_000L);
            assertThat(waiting.attempts()).isEqualTo(attempt);
            assertThat(waiting.claimed()).isFalse();
            assertThat(waiting.error()).isEqualTo("the bank answered 503");
            assertThat(waiting.pauseMs()).isBetween(least - 2_000, least * 3 / 2);
            assertThat(round()).as("not due yet").isEqualTo(new Delivery.Round(0, 0));
            timePasses();
        }
        round();
    }

    @Test
    void aRefusalIsFinal() {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.ORDER, Fault.REFUSED);

        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        timePasses();
        assertThat(round()).isEqualTo(new Delivery.Round(0, 0));

        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.REJECTED);
        assertThat(payment(id).progress().failureCode()).isEqualTo("FORMAT_ERROR");
        assertThat(bank.orders()).isEmpty();
    }

    @Test
    void anOrderThatTheBankTakesAndRejectsIsRejectedWithItsReason() {
        bank.firstStatus("RJCT");
        PaymentId id = world.payment(customer, 200_00);

        round();

        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.REJECTED);
        assertThat(payment(id).progress().failureCode()).isEqualTo("PAYMENT_REJECTED");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"REFUSED", "FORBIDDEN", "TURNED_AWAY"})
    void aRefusedQuestionIsNoRefusalOfTheOrder(Fault fault) {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.ORDER, Fault.SILENT_AFTERWARDS);
        round();
        timePasses();
        bank.fail(Call.SEARCH, fault);
        if (fault == Fault.TURNED_AWAY) {
            // After the first a new token is tried.
            bank.fail(Call.SEARCH, fault);
        }

        assertThat(round()).isEqualTo(new Delivery.Round(0, 1));
        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.INSTRUCTED);

        timePasses();
        round();
        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.SUBMITTED);
        assertThat(bank.calls(Call.ORDER)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"REFUSED", "TURNED_AWAY", "UNAVAILABLE", "SILENT"})
    void aBankThatGivesDropNoTokenRefusesNoPayment(Fault fault) {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.TOKEN, fault);

        assertThat(round()).isEqualTo(new Delivery.Round(0, 1));
        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.INSTRUCTED);

        timePasses();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
    }

    @Test
    void aBankThatTurnsDropAwayAgainRefusesNoPayment() {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.ORDER, Fault.TURNED_AWAY, Fault.TURNED_AWAY);

        assertThat(round()).isEqualTo(new Delivery.Round(0, 1));

        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.INSTRUCTED);
        assertThat(waiting().error()).isEqualTo("the bank turned Drop away with TOKEN_INVALID");
    }

    @Test
    void aTokenThatTheBankForgotIsAskedForAnew() {
        Delivery delivery = world.delivery();
        world.payment(customer, 200_00);
        delivery.deliverDue(new Lanes(1), 10, soon());
        bank.forgetTokens();
        world.payment(customer, 300_00);

        assertThat(delivery.deliverDue(new Lanes(1), 10, soon()))
                .isEqualTo(new Delivery.Round(1, 0));
        assertThat(bank.calls(Call.TOKEN)).isEqualTo(2);
        assertThat(bank.orders()).hasSize(2);
    }

    @Test
    void aCrashBetweenTheBanksAnswerAndItsRecordLeavesOneOrder() {
        PaymentId id = world.payment(customer, 200_00);
        try (Database ownConnections = DATABASE.app(1)) {
            Delivery crashing = world.delivery(ownConnections);
            bank.afterNextOrder(ownConnections::close);
            assertThatThrownBy(() -> crashing.deliverDue(new Lanes(1), 10, soon()))
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(bank.orders()).hasSize(1);
        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.INSTRUCTED);
        assertThat(round()).as("the claim still runs").isEqualTo(new Delivery.Round(0, 0));

        theClaimRunsOut();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));

        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.SUBMITTED);
        assertThat(bank.calls(Call.ORDER)).isEqualTo(1);
        assertThat(bank.calls(Call.SEARCH)).isEqualTo(1);
    }

    @Test
    void aPayeeWhoseAccountWasChangedAfterTheAuthorisationIsNotPaid() {
        PaymentId id = world.payment(customer, 200_00);
        thePayeesAccountIsChanged();

        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));

        assertThat(bank.orders()).isEmpty();
        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.REJECTED);
        assertThat(payment(id).progress().failureCode()).isEqualTo("PAYEE_CHANGED");
    }

    @Test
    void anOrderThatTheBankHasIsRecordedEvenWhenThePayeesAccountWasChangedSince() {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.ORDER, Fault.SILENT_AFTERWARDS);
        round();
        thePayeesAccountIsChanged();
        timePasses();

        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.SUBMITTED);
    }

    @Test
    void aRemovedRecipientStillGetsWhatWasAccepted() {
        PaymentId id = world.payment(customer, 200_00);
        world.recipients().remove(customer.id(), customer.recipientId(), World.ORIGIN);

        round();

        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.SUBMITTED);
    }

    @Test
    void aNameThatIsTooLongForTheBankIsCut() {
        world.recipients()
                .replace(
                        customer.id(),
                        customer.recipientId(),
                        new Recipient.Draft(
                                "x".repeat(69) + "😀" + "y".repeat(60),
                                Corridor.RS,
                                null,
                                World.SERBIAN_IBAN),
                        World.ORIGIN);
        world.payment(customer, 200_00);

        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        assertThat(bank.orders().getFirst().body().path("creditorName").asText())
                .isEqualTo("x".repeat(69));
    }

    @Test
    void aRowThatCannotBeReadKeepsNoOtherWaiting() {
        PaymentId spoilt = world.payment(customer, 200_00);
        execute("UPDATE bank_accounts SET iban_encrypted = '\\x0102'");
        Customer other = world.customer();
        PaymentId sound = world.payment(other, 200_00);

        assertThat(round()).isEqualTo(new Delivery.Round(1, 1));

        assertThat(stage(other, sound)).isEqualTo(Payment.Stage.SUBMITTED);
        assertThat(payment(spoilt).stage()).isEqualTo(Payment.Stage.INSTRUCTED);
        assertThat(waiting().error()).isEqualTo("failed with IllegalArgumentException");
    }

    @Test
    void theApiDeliversItsOwnPaymentWithoutAClaim() {
        PaymentOutcome.Accepted accepted = world.accepted(customer, 200_00);

        assertThat(world.delivery().deliverOwn(accepted, payment -> accepted.answer()).done())
                .isTrue();

        assertThat(payment(accepted.payment().id()).stage()).isEqualTo(Payment.Stage.SUBMITTED);
        assertThat(round()).as("nothing is left to send").isEqualTo(new Delivery.Round(0, 0));
        assertThat(bank.calls(Call.ORDER)).isEqualTo(1);
    }

    @Test
    void anApiThatComesTooLateWithItsOwnPaymentChangesNothing() {
        PaymentOutcome.Accepted accepted = world.accepted(customer, 200_00);
        PaymentId id = accepted.payment().id();
        theClaimRunsOut();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        Payment before = payment(id);

        assertThat(world.delivery().deliverOwn(accepted, payment -> accepted.answer()).done())
                .isTrue();

        assertThat(payment(id)).isEqualTo(before);
        assertThat(bank.orders()).as("the second has the first one's id").hasSize(1);
    }

    private void thePayeesAccountIsChanged() {
        Recipient.Draft draft =
                new Recipient.Draft(
                        "Milica Petrović", Corridor.PL, null, "PL61109010140000071219812874");
        world.recipients().replace(customer.id(), customer.recipientId(), draft, World.ORIGIN);
    }

    private Delivery.Round round() {
        return world.delivery().deliverDue(new Lanes(1), 100, soon());
    }

    private Instant soon() {
        return clock.instant().plus(Duration.ofSeconds(10));
    }

    private Payment payment(PaymentId id) {
        return DATABASE.app().read(Payments.find(customer.id(), id)).orElseThrow();
    }

    private static Payment.Stage stage(Customer payer, PaymentId id) {
        Optional<Payment> payment = DATABASE.app().read(Payments.find(payer.id(), id));
        return payment.orElseThrow().stage();
    }

    /// What the clock of the database would bring about by itself.
    private static void timePasses() {
        execute("UPDATE outbox SET next_attempt_at = now() WHERE delivered_at IS NULL");
    }

    private static void theClaimRunsOut() {
        execute("UPDATE outbox SET claimed_until = now() - interval '1 ms'");
    }

    private static void execute(String sql) {
        DATABASE.owner().useHandle(handle -> handle.execute(sql));
    }

    private static Waiting waiting() {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT attempts, claimed_until IS NOT NULL AS claimed,
                                               extract(epoch FROM next_attempt_at - now()) * 1000
                                                   AS pause_ms, last_error
                                        FROM outbox WHERE delivered_at IS NULL
                                        """)
                                .map((row, context) ->
                                        new Waiting(
                                                row.getInt("attempts"),
                                                row.getBoolean("claimed"),
                                                row.getLong("pause_ms"),
                                                row.getString("last_error")))
                                .one());
    }
}
