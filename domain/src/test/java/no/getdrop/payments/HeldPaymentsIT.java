package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.compliance.AmlRules;
import no.getdrop.compliance.Verdict;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.WithBank;
import no.getdrop.testing.World;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;

class HeldPaymentsIT extends WithBank {
    @Test
    void nothingOfItGoesToTheBankBeforeItIsReleased() {
        PaymentId id = world.held(customer, 200_00);

        assertThat(round()).isEqualTo(new Delivery.Round(0, 0));
        assertThat(bank.orders()).isEmpty();

        assertThat(release(id)).isTrue();
        assertThat(release(id)).as("again").isFalse();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        assertThat(bank.orders()).hasSize(1);
        assertThat(bank.calls(Call.ORDER)).isOne();
    }

    @Test
    void toItsCustomerItIsAsAnyThatTheBankDoesNotHaveYet() {
        PaymentId held = world.held(customer, 200_00);
        assertThat(history(held).payment().stage()).isEqualTo(Payment.Stage.INSTRUCTED);
        assertThat(history(held).events())
                .containsExactly(new Payment.Event(1, Payment.Stage.INSTRUCTED, clock.instant()));

        release(held);
        round();
        assertThat(history(held).events())
                .containsExactly(
                        new Payment.Event(1, Payment.Stage.INSTRUCTED, clock.instant()),
                        new Payment.Event(2, Payment.Stage.SUBMITTED, clock.instant()));
    }

    @Test
    void oneThatIsRejectedLooksLikeOneThatTheBankDidNotTake() {
        PaymentId id = world.held(customer, 200_00);

        DATABASE.app().call(handle -> new HeldPayments(clock).reject(handle, id.value()));
        decideAlerts("rejected");

        assertThat(history(id).payment().progress().failureCode()).isEqualTo("PAYMENT_REJECTED");
        assertThat(history(id).events())
                .extracting(Payment.Event::stage)
                .containsExactly(Payment.Stage.INSTRUCTED, Payment.Stage.REJECTED);
        assertThat(bank.orders()).isEmpty();
    }

    @Test
    void itsCustomerTakesItBackLikeAnyOther() {
        PaymentId id = world.held(customer, 200_00);

        Cancellations.Outcome outcome =
                new Cancellations(DATABASE.app(), clock).cancel(customer.id(), id, World.ORIGIN);

        assertThat(outcome).isInstanceOf(Cancellations.Outcome.Cancelled.class);
        assertThat(release(id)).as("there is nothing left to release").isFalse();
        assertThat(bank.orders()).isEmpty();
    }

    @Test
    void itsAuditTrailIsAsOfAnyOther() {
        world.held(customer, 200_00);

        assertThat(texts("SELECT action FROM audit_log"))
                .containsExactlyInAnyOrder("recipient.created", "transaction.created");
    }

    @Test
    void aboveALimitNothingIsDoneAndTheLimitIsTold() {
        execute("UPDATE users SET risk_level = 'high'");
        RemittanceCommand order = world.order(customer, 50_000_00);
        assertThat(accept(order)).isInstanceOf(PaymentOutcome.Held.class);
        RemittanceCommand next = world.order(customer, 100_00);

        PaymentOutcome outcome = accept(next);

        assertThat(outcome).isInstanceOf(PaymentOutcome.OverLimit.class);
        Verdict.Refuse limit = ((PaymentOutcome.OverLimit) outcome).limit();
        assertThat(limit.of()).isEqualTo(Verdict.Measure.AMOUNT);
        assertThat(limit.limit().window()).isEqualTo(AmlRules.Window.HOURS_24);
        assertThat(texts("SELECT id::text FROM transactions")).hasSize(1);
        assertThat(
                        texts(
                                "SELECT status FROM payment_sessions WHERE id = '"
                                        + Objects.requireNonNull(next.paymentSessionId()).value()
                                        + "'"))
                .containsExactly("authorised");
    }

    @Test
    void ofTwoPaymentsAtOnceOnlyOneFitsUnderALimit() throws Exception {
        execute("UPDATE users SET risk_level = 'high'");
        List<RemittanceCommand> orders =
                List.of(world.order(customer, 30_000_00), world.order(customer, 30_000_00));

        List<PaymentOutcome> outcomes = AtOnce.run(2, index -> accept(orders.get(index)));

        assertThat(outcomes).filteredOn(PaymentOutcome.Held.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(PaymentOutcome.OverLimit.class::isInstance).hasSize(1);
    }

    @Test
    void whatNobodyCouldScreenIsHeld() {
        RemittanceCommand order = world.order(customer, 200_00);
        DATABASE.owner().useHandle(handle -> handle.execute("DELETE FROM watch_lists"));

        assertThat(accept(order)).isInstanceOf(PaymentOutcome.Held.class);
        assertThat(texts("SELECT rule FROM aml_alerts")).containsExactly("not_screened");
    }

    @Test
    void aRepeatOfAHeldOrderGetsItsAnswer() {
        execute("UPDATE users SET risk_level = 'high'");
        RemittanceCommand order = world.order(customer, 30_000_00);
        PaymentOutcome.Held held = (PaymentOutcome.Held) accept(order);

        assertThat(accept(order))
                .isEqualTo(
                        new PaymentOutcome.Replayed(
                                new StoredAnswer(201, held.answer().body(), true)));
        assertThat(texts("SELECT id::text FROM aml_alerts")).hasSize(1);
    }

    private PaymentOutcome accept(RemittanceCommand order) {
        return world.remittances()
                .accept(
                        DATABASE.app(),
                        order,
                        payment -> StoredAnswer.fresh(201, payment.id().toString()),
                        World.ORIGIN);
    }

    private Delivery.Round round() {
        return world.delivery().deliverDue(new Lanes(1), 10, clock.instant().plusSeconds(10));
    }

    private boolean release(PaymentId id) {
        boolean released =
                DATABASE.app().call(handle -> new HeldPayments(clock).release(handle, id.value()));
        decideAlerts("released");
        return released;
    }

    private void decideAlerts(String status) {
        execute(
                "UPDATE aml_alerts SET status = '"
                        + status
                        + "', decided_at = now(), decision_reason = 'r', decided_by = '"
                        + world.user().value()
                        + "', first_released_at = now(), first_release_reason = 'r',"
                        + " first_released_by = '"
                        + world.user().value()
                        + "' WHERE status = 'open'");
    }

    private Payments.History history(PaymentId id) {
        return DATABASE.app().read(Payments.history(customer.id(), id)).orElseThrow();
    }

    private static void execute(String sql) {
        DATABASE.app().call(handle -> handle.execute(sql));
    }

    private static List<String> texts(String sql) {
        return DATABASE.app().call(handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
