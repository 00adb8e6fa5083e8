package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.WithBank;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A bank that takes an order and says something of it that no database keeps: the order is looked
/// for until it says it better, and is neither lost nor sent again.
class UnkeptAnswersIT extends WithBank {
    @ParameterizedTest
    @ValueSource(strings = {"p-1\0", ".."})
    void anOrderWithAnIdThatCannotBeKeptIsLookedForAgain(String paymentId) {
        PaymentId id = world.payment(customer, 200_00);
        bank.afterNextOrder(() -> bank.rename(paymentId));
        bank.fail(Call.ORDER, Fault.SILENT_AFTERWARDS);
        assertThat(round()).isEqualTo(new Delivery.Round(0, 1));
        timePasses();

        assertThat(round()).isEqualTo(new Delivery.Round(0, 1));
        assertThat(stage(id)).isEqualTo("instructed");
        assertThat(text("SELECT last_error FROM outbox"))
                .isEqualTo("the bank's answer lacks paymentId");

        bank.rename("p-1");
        timePasses();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        assertThat(stage(id)).isEqualTo("submitted");
        assertThat(bank.calls(Call.ORDER)).isEqualTo(1);
    }

    @Test
    void aStatusThatCannotBeKeptKeepsNobodyWaiting() {
        PaymentId id = world.payment(customer, 200_00);
        bank.firstStatus("RC\0VD");

        assertThat(round()).isEqualTo(new Delivery.Round(0, 1));

        bank.moveAll("RCVD", "");
        timePasses();
        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        assertThat(stage(id)).isEqualTo("submitted");
        assertThat(bank.calls(Call.ORDER)).isEqualTo(1);
    }

    /// What counts is that the bank refused it.
    @Test
    void aReasonThatCannotBeKeptIsNone() {
        PaymentId id = world.payment(customer, 200_00);
        bank.fail(Call.ORDER, Fault.SILENT_AFTERWARDS);
        round();
        bank.moveAll("RJCT", "AC\00004");
        timePasses();

        assertThat(round()).isEqualTo(new Delivery.Round(1, 0));
        assertThat(stage(id)).isEqualTo("rejected");
        assertThat(text("SELECT failure_code FROM transactions")).isEqualTo("PAYMENT_REJECTED");
    }

    private Delivery.Round round() {
        return world.delivery().deliverDue(new Lanes(1), 100, clock.instant().plusSeconds(10));
    }

    private static void timePasses() {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.execute(
                                """
                                UPDATE outbox SET next_attempt_at = now()
                                WHERE delivered_at IS NULL AND set_aside_at IS NULL
                                """));
    }

    private static String stage(PaymentId id) {
        return text("SELECT stage FROM transactions WHERE id = '" + id.value() + "'");
    }

    private static String text(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
