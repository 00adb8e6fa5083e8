package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import no.getdrop.openbanking.OpenBanking;
import no.getdrop.openbanking.OpenBanking.Status;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.FakeBank;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.WithBank;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Who may take which payment, and which moves a payment makes.
class DeliveryClaimsIT extends WithBank {
    @Test
    void aRowThatAnotherHoldsIsPassedOverWithoutWaiting() {
        PaymentId held = world.payment(customer, 200_00);
        PaymentId free = world.payment(customer, 300_00);

        DATABASE.owner()
                .useTransaction(handle -> {
                    handle.createQuery(
                                    """
                                    SELECT id FROM outbox WHERE transaction_id = :id FOR UPDATE
                                    """)
                            .bind("id", held.value())
                            .mapToMap()
                            .one();
                    assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
                });

        assertThat(bank.orders())
                .extracting(FakeBank.Order::requestId)
                .containsExactly(free.value());
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
    }

    @Test
    void aPaymentThatIsBeingDeliveredIsNotTakenByAnother() {
        world.payment(customer, 200_00);
        List<Delivery.Round> meanwhile = new ArrayList<>();
        bank.afterNextOrder(() -> meanwhile.add(round()));

        assertThat(world.delivery().deliverDue(new Lanes(1), 1, soon()))
                .isEqualTo(new Delivery.Round(1, 0));

        assertThat(meanwhile).containsExactly(new Delivery.Round(0, 0));
        assertThat(bank.calls(Call.ORDER)).isEqualTo(1);
    }

    @Test
    void aPaymentMovesForwardOnlyAndOnce() {
        PaymentId id = world.payment(customer, 200_00);
        round();

        assertThat(take(id, Status.PENDING)).as("a second time").isFalse();
        assertThat(take(id, Status.SETTLED)).isTrue();
        assertThat(take(id, Status.SETTLED)).as("a second time").isFalse();
        assertThat(take(id, Status.REJECTED)).as("after the end").isFalse();
        assertThat(reject(id)).as("after the end").isFalse();
        assertThat(take(id, Status.PENDING)).as("back").isFalse();
        assertThat(events(id))
                .extracting(Payment.Event::stage)
                .containsExactly(
                        Payment.Stage.INSTRUCTED, Payment.Stage.SUBMITTED, Payment.Stage.SETTLED);
    }

    @Test
    void aPaymentThatIsSettledAtOnceWasSubmittedToo() {
        PaymentId id = world.payment(customer, 200_00);

        assertThat(take(id, Status.SETTLED)).isTrue();

        assertThat(events(id))
                .extracting(Payment.Event::sequence, Payment.Event::stage)
                .containsExactly(
                        tuple(1, Payment.Stage.INSTRUCTED),
                        tuple(2, Payment.Stage.SUBMITTED),
                        tuple(3, Payment.Stage.SETTLED));
        assertThat(round()).as("nothing is left to send").isEqualTo(new Delivery.Round(0, 0));
    }

    @Test
    void theSameNewsFromManyMovesAPaymentOnce() throws Exception {
        for (int time = 0; time < 15; time++) {
            PaymentId id = world.payment(customer, 200_00);

            List<Boolean> moved =
                    AtOnce.run(
                            8,
                            thread -> take(id, thread % 2 == 0 ? Status.PENDING : Status.SETTLED));

            assertThat(moved.stream().filter(Boolean::booleanValue).count()).isBetween(1L, 2L);
            assertThat(events(id))
                    .extracting(Payment.Event::sequence, Payment.Event::stage)
                    .containsExactly(
                            tuple(1, Payment.Stage.INSTRUCTED),
                            tuple(2, Payment.Stage.SUBMITTED),
                            tuple(3, Payment.Stage.SETTLED));
        }
    }

    @Test
    void aRejectedPaymentStaysSo() {
        PaymentId id = world.payment(customer, 200_00);
        round();

        assertThat(take(id, Status.REJECTED)).isTrue();
        assertThat(take(id, Status.REJECTED)).isFalse();
        assertThat(reject(id)).isFalse();
        assertThat(take(id, Status.SETTLED)).isFalse();
        assertThat(take(id, Status.PENDING)).isFalse();
    }

    @Test
    void twoAtOnceDeliverEachPaymentOnce() throws Exception {
        for (int i = 0; i < 12; i++) {
            world.payment(customer, 200_00 + i);
        }

        List<Delivery.Round> rounds = AtOnce.run(4, thread -> round());

        assertThat(rounds.stream().mapToInt(Delivery.Round::delivered).sum()).isEqualTo(12);
        assertThat(bank.calls(Call.ORDER)).isEqualTo(12);
        assertThat(bank.orders()).hasSize(12);
    }

    @Test
    void aRoundKeepsToItsLimitAndItsDeadline() {
        for (int i = 0; i < 3; i++) {
            world.payment(customer, 200_00 + i);
        }

        assertThat(world.delivery().deliverDue(new Lanes(1), 2, soon()))
                .isEqualTo(new Delivery.Round(2, 0));
        assertThat(world.delivery().deliverDue(new Lanes(1), 2, clock.instant()))
                .isEqualTo(new Delivery.Round(0, 0));
        assertThat(world.delivery().backlog().due()).isEqualTo(1);
        assertThat(world.delivery().backlog().oldestAgeMs()).isBetween(0L, 60_000L);
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        assertThat(world.delivery().backlog()).isEqualTo(new Delivery.Backlog(0, 0));
    }

    @Test
    void aSlowAnswerHoldsUpItsOwnLaneAlone() {
        for (int i = 0; i < 12; i++) {
            world.payment(customer, 200_00 + i);
        }
        CountDownLatch another = new CountDownLatch(1);
        List<Boolean> overtaken = new CopyOnWriteArrayList<>();
        bank.afterNextOrder(() -> {
            bank.afterNextOrder(another::countDown);
            overtaken.add(awaited(another));
        });

        assertThat(world.delivery().deliverDue(new Lanes(4), 100, soon()))
                .isEqualTo(new Delivery.Round(12, 0));

        assertThat(overtaken).containsExactly(true);
        assertThat(bank.calls(Call.ORDER)).isEqualTo(12);
        assertThat(bank.orders()).hasSize(12);
    }

    @Test
    void allLanesTogetherKeepToTheLimit() {
        for (int i = 0; i < 6; i++) {
            world.payment(customer, 200_00 + i);
        }

        assertThat(world.delivery().deliverDue(new Lanes(4), 5, soon()))
                .isEqualTo(new Delivery.Round(5, 0));
        assertThat(world.delivery().backlog().due()).isEqualTo(1);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean take(PaymentId id, Status status) {
        OpenBanking.PaymentState state = new OpenBanking.PaymentState("bank-" + id, status, null);
        return DATABASE.app().call(handle -> new Moves(clock).take(handle, id, state));
    }

    private boolean reject(PaymentId id) {
        Moves.Step step = Moves.Step.rejected("AM04", clock.instant());
        return DATABASE.app().call(handle -> new Moves(clock).make(handle, id, step, null));
    }

    private List<Payment.Event> events(PaymentId id) {
        return DATABASE.app().read(Payments.history(customer.id(), id)).orElseThrow().events();
    }

    private Delivery.Round round() {
        return world.delivery().deliverDue(new Lanes(1), 100, soon());
    }

    private Instant soon() {
        return clock.instant().plus(Duration.ofSeconds(10));
    }
}
