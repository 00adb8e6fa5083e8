package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.AtOnce;
import no.getdrop.testing.FakeBank;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.WithBank;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

class SetAsidePaymentsIT extends WithBank {
    private SetAsidePayments setAside;

    @BeforeEach
    void start() throws Exception {
        setAside = new SetAsidePayments(DATABASE.app());
    }

    @Test
    void whatFailsByItselfIsSetAsideAfterTwentyTimesAndNoOtherWaits() {
        PaymentId spoilt = world.payment(customer, 200_00);
        spoil();
        for (int attempt = 1; attempt < 20; attempt++) {
            assertThat(round()).isEqualTo(new Delivery.Round(0, 1));
            timePasses();
        }
        assertThat(setAside.count(20)).isEqualTo(new SetAsidePayments.Count(0, 0));

        assertThat(round()).isEqualTo(new Delivery.Round(0, 1));

        assertThat(setAside.count(20)).isEqualTo(new SetAsidePayments.Count(1, 0));
        assertThat(text("SELECT last_error FROM outbox"))
                .isEqualTo("failed with IllegalArgumentException");
        PaymentId sound = world.payment(world.customer(), 300_00);
        assertThat(round()).as("nobody tries it any more").isEqualTo(new Delivery.Round(1, 0));
        assertThat(bank.orders())
                .extracting(FakeBank.Order::requestId)
                .containsExactly(sound.value());
        assertThat(world.delivery().backlog().due()).isZero();
        assertThat(stage(spoilt)).isEqualTo("instructed");
    }

    @Test
    void aBankThatIsAwayHoweverLongSetsNothingAside() {
        world.payment(customer, 200_00);
        for (int attempt = 1; attempt <= 30; attempt++) {
            bank.fail(attempt == 1 ? Call.ORDER : Call.SEARCH, Fault.UNAVAILABLE);
            round();
            timePasses();
        }
        assertThat(setAside.count(20).setAside()).isZero();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
    }

    @Test
    void onePaymentThatMayBeAtTheBankIsNeverGivenUp() {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.ORDER, Fault.SILENT_AFTERWARDS);
        round();
        String sound = spoil();
        for (int attempt = 1; attempt <= 25; attempt++) {
            timePasses();
            assertThat(round()).isEqualTo(new Delivery.Round(0, 1));
        }
        assertThat(setAside.count(20)).isEqualTo(new SetAsidePayments.Count(0, 1));

        mend(sound);
        timePasses();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        assertThat(stage(id)).isEqualTo("submitted");
        assertThat(bank.orders()).hasSize(1);
    }

    @Test
    void anAnswerThatCannotBeReadIsAFault() {
        bank.firstStatus("ODD");
        world.payment(customer, 200_00);

        round();

        assertThat(number("SELECT faults FROM outbox")).isEqualTo(1);
        assertThat(number("SELECT unsent_attempts FROM outbox"))
                .as("the bank may have taken it")
                .isZero();
    }

    @Test
    void whatIsMendedIsPutBackOnceAndDelivered() throws Exception {
        PaymentId id = world.payment(customer, 200_00);
        String sound = spoil();
        failUntilSetAside();
        mend(sound);

        List<Integer> replayed = AtOnce.run(4, thread -> setAside.replay(id, World.ORIGIN));

        assertThat(replayed.stream().mapToInt(each -> each).sum()).isEqualTo(1);
        assertThat(setAside.replay(null, World.ORIGIN)).isZero();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        assertThat(bank.orders()).hasSize(1);
        assertThat(
                        text(
                                """
                                SELECT resource_id || ' ' || (user_id IS NULL) FROM audit_log
                                WHERE action = 'transaction.replayed'
                                """))
                .isEqualTo(id + " true");
    }

    @Test
    void onlyTheOneThatIsMeantIsPutBack() {
        PaymentId id = world.payment(customer, 200_00);
        world.payment(customer, 300_00);
        spoil();
        failUntilSetAside();

        assertThat(setAside.replay(id, World.ORIGIN)).isEqualTo(1);
        assertThat(setAside.count(20).setAside()).isEqualTo(1);
        assertThat(setAside.replay(null, World.ORIGIN)).isEqualTo(1);
        assertThat(setAside.count(20).setAside()).isZero();
    }

    @Test
    void itsCustomerTakesItBackLikeAnyOtherThatWasNotSent() {
        PaymentId id = world.payment(customer, 200_00);
        spoil();
        failUntilSetAside();

        Cancellations.Outcome outcome =
                new Cancellations(DATABASE.app(), clock).cancel(customer.id(), id, World.ORIGIN);

        assertThat(outcome).isInstanceOf(Cancellations.Outcome.Cancelled.class);
        assertThat(setAside.count(20).setAside()).isZero();
        assertThat(setAside.replay(null, World.ORIGIN)).isZero();
    }

    private void failUntilSetAside() {
        for (int attempt = 1; attempt <= 20; attempt++) {
            round();
            timePasses();
        }
    }

    private Delivery.Round round() {
        return world.delivery().deliverDue(new Lanes(1), 100, clock.instant().plusSeconds(10));
    }

    /// @return what was there before
    private String spoil() {
        String sound = text("SELECT encode(iban_encrypted, 'hex') FROM bank_accounts");
        execute("UPDATE bank_accounts SET iban_encrypted = '\\x0102'");
        return sound;
    }

    private static void mend(String sound) {
        execute("UPDATE bank_accounts SET iban_encrypted = decode('" + sound + "', 'hex')");
    }

    private static void timePasses() {
        execute(
                """
                UPDATE outbox SET next_attempt_at = now()
                WHERE delivered_at IS NULL AND set_aside_at IS NULL
                """);
    }

    private static String stage(PaymentId id) {
        return text("SELECT stage FROM transactions WHERE id = '" + id.value() + "'");
    }

    private static void execute(String sql) {
        DATABASE.owner().useHandle(handle -> handle.execute(sql));
    }

    private static String text(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    private static long number(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
