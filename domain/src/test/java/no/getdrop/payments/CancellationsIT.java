package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.AtOnce;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.Shops;
import no.getdrop.testing.WithBank;
import no.getdrop.testing.World;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.util.List;

/// A payment is taken back only while it is certain that no order of it left Drop.
class CancellationsIT extends WithBank {
    @Test
    void whatWasNeverSentIsTakenBackForGood() {
        PaymentId id = world.payment(customer, 200_00);

        Cancellations.Outcome.Cancelled cancelled = (Cancellations.Outcome.Cancelled) cancel(id);

        assertThat(cancelled.payment().stage()).isEqualTo(Payment.Stage.CANCELLED);
        assertThat(cancelled.payment().progress().failureCode()).isEqualTo("CANCELLED");
        assertThat(events(id))
                .extracting(Payment.Event::stage)
                .containsExactly(Payment.Stage.INSTRUCTED, Payment.Stage.CANCELLED);
        assertThat(deliver(world)).isEqualTo(new Delivery.Round(0, 0));
        assertThat(bank.calls(Call.ORDER)).isZero();
        assertThat(cancel(id)).as("again").isEqualTo(cancelled);
        assertThat(events(id)).hasSize(2);
    }

    @Test
    void aPaymentThatSomebodyIsDeliveringIsNotTakenBack() {
        PaymentId id = world.accepted(customer, 200_00).payment().id();

        assertThat(cancel(id)).isEqualTo(new Cancellations.Outcome.TooLate());
        assertThat(stage(id)).isEqualTo(Payment.Stage.INSTRUCTED);
    }

    @Test
    void aPaymentThatTheBankHasIsNotTakenBack() {
        PaymentId id = world.payment(customer, 200_00);
        deliver(world);

        assertThat(cancel(id)).isEqualTo(new Cancellations.Outcome.TooLate());
        assertThat(stage(id)).isEqualTo(Payment.Stage.SUBMITTED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {
                "SILENT",
                "SILENT_AFTERWARDS",
                "UNAVAILABLE",
                "CONFLICT",
                "BAD_GATEWAY_AFTERWARDS"
            })
    void aPaymentThatMayHaveReachedTheBankIsNotTakenBack(Fault fault) {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.ORDER, fault);
        deliver(world);

        assertThat(cancel(id)).isEqualTo(new Cancellations.Outcome.TooLate());

        timePasses();
        bank.fail(Call.SEARCH, Fault.UNAVAILABLE);
        deliver(world);
        assertThat(cancel(id))
                .as("a later attempt that sent nothing says nothing of the first")
                .isEqualTo(new Cancellations.Outcome.TooLate());
    }

    @Test
    void aPaymentIsTakenBackWhileTheBankCannotBeReached() {
        World cutOff = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        PaymentId id = world.payment(customer, 200_00);
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(deliver(cutOff)).isEqualTo(new Delivery.Round(0, 1));
            timePasses();
        }

        assertThat(cancel(id)).isInstanceOf(Cancellations.Outcome.Cancelled.class);

        assertThat(deliver(world)).isEqualTo(new Delivery.Round(0, 0));
        assertThat(bank.orders()).isEmpty();
    }

    @Test
    void aPaymentIsTakenBackWhenTheBankGaveNoToken() {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.TOKEN, Fault.UNAVAILABLE);
        deliver(world);

        assertThat(cancel(id)).isInstanceOf(Cancellations.Outcome.Cancelled.class);
    }

    @Test
    void whoDiedWithAClaimMayHaveSentIt() {
        PaymentId id = world.accepted(customer, 200_00).payment().id();
        execute("UPDATE outbox SET claimed_until = now() - interval '1 second'");

        assertThat(cancel(id)).isEqualTo(new Cancellations.Outcome.TooLate());
    }

    @Test
    void anothersPaymentIsNotFound() {
        PaymentId id = world.payment(customer, 200_00);

        assertThat(
                        new Cancellations(DATABASE.app(), clock)
                                .cancel(world.customer().id(), id, World.ORIGIN))
                .isEqualTo(new Cancellations.Outcome.NotFound());
        assertThat(stage(id)).isEqualTo(Payment.Stage.INSTRUCTED);
    }

    @Test
    void ofCancellingAndDeliveringAtOnceOneHappens() throws Exception {
        int cancelled = 0;
        for (int round = 1; round <= 30; round++) {
            PaymentId id = world.payment(customer, 200_00 + round);
            long ordersBefore = bank.orders().size();

            AtOnce.run(4, thread -> thread % 2 == 0 ? cancel(id) : deliver(world));

            boolean sent = bank.orders().size() > ordersBefore;
            Payment.Stage stage = stage(id);
            assertThat(stage).isEqualTo(sent ? Payment.Stage.SUBMITTED : Payment.Stage.CANCELLED);
            cancelled += sent ? 0 : 1;
        }
        assertThat(cancelled).as("rounds that ended in a cancellation").isBetween(0, 30);
    }

    @Test
    void aCancellationThatMeetsADeliveryHalfWayWaitsForNothing() {
        PaymentId id = world.payment(customer, 200_00);
        bank.afterNextOrder(
                () -> assertThat(cancel(id)).isEqualTo(new Cancellations.Outcome.TooLate()));

        assertThat(deliver(world)).isEqualTo(new Delivery.Round(1, 0));
        assertThat(stage(id)).isEqualTo(Payment.Stage.SUBMITTED);
    }

    @Test
    void aRequestThatWasTakenBackCanBePaidByAnother() {
        Shops shops = new Shops(world);
        Shops.Shop shop = shops.open();
        var request = shops.request(shop, 129_00);
        PaymentId id = shops.accepted(shops.order(customer, shop, request, 129_00)).payment().id();
        execute("UPDATE outbox SET claimed_until = NULL, attempts = 0");

        assertThat(cancel(id)).isInstanceOf(Cancellations.Outcome.Cancelled.class);

        shops.accepted(shops.order(world.customer(), shop, request, 129_00));
    }

    private Cancellations.Outcome cancel(PaymentId id) {
        return new Cancellations(DATABASE.app(), clock).cancel(customer.id(), id, World.ORIGIN);
    }

    private Delivery.Round deliver(World by) {
        return by.delivery().deliverDue(new Lanes(1), 10, clock.instant().plusSeconds(10));
    }

    private Payment.Stage stage(PaymentId id) {
        return DATABASE.app().read(Payments.find(customer.id(), id)).orElseThrow().stage();
    }

    private List<Payment.Event> events(PaymentId id) {
        return DATABASE.app().read(Payments.history(customer.id(), id)).orElseThrow().events();
    }

    private static void timePasses() {
        execute("UPDATE outbox SET next_attempt_at = now()");
    }

    private static void execute(String sql) {
        DATABASE.owner().useHandle(handle -> handle.execute(sql));
    }
}
