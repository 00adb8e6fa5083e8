package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.AtOnce;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.WithBank;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

class StatusQueriesIT extends WithBank {
    @ParameterizedTest
    @ValueSource(strings = {"ACSC", "ACCC", "acsc"})
    void aSettledOrderCompletesItsPayment(String status) {
        PaymentId id = submitted();
        bank.moveAll(status, "");
        clock.advance(Duration.ofMinutes(2));

        assertThat(ask()).isEqualTo(new StatusQueries.Round(1, 1, 0));

        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.SETTLED);
        assertThat(payment(id).progress().completedAt()).isEqualTo(clock.instant());
        assertThat(payment(id).progress().failureCode()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"RJCT, AM04, AM04", "CANC, '', PAYMENT_REJECTED"})
    void aRejectedOrderFailsItsPaymentWithTheBanksReason(
            String status, String reason, String failureCode) {
        PaymentId id = submitted();
        bank.moveAll(status, reason);

        assertThat(ask()).isEqualTo(new StatusQueries.Round(1, 0, 1));

        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.REJECTED);
        assertThat(payment(id).progress().failureCode()).isEqualTo(failureCode);
        assertThat(payment(id).progress().completedAt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RCVD", "PDNG", "ACSP", "PART"})
    void anOrderOnItsWayIsAskedForAgainAfterAPause(String status) {
        PaymentId id = submitted();
        bank.moveAll(status, "");

        assertThat(ask()).isEqualTo(new StatusQueries.Round(1, 0, 0));
        assertThat(ask()).as("at once").isEqualTo(new StatusQueries.Round(0, 0, 0));
        aPausePasses();
        assertThat(ask()).isEqualTo(new StatusQueries.Round(1, 0, 0));

        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.SUBMITTED);
    }

    @Test
    void whatIsFinalIsNotAskedForAgain() {
        submitted();
        bank.moveAll("ACSC", "");
        ask();
        bank.moveAll("RJCT", "AM04");
        aPausePasses();

        assertThat(ask()).isEqualTo(new StatusQueries.Round(0, 0, 0));
    }

    @Test
    void whatTheBankDoesNotHaveYetIsNotAskedFor() {
        world.payment(customer, 200_00);

        assertThat(ask()).isEqualTo(new StatusQueries.Round(0, 0, 0));
        assertThat(bank.calls(Call.STATUS)).isZero();
    }

    @Test
    void aBankThatIsAwayKeepsNobodyFromAskingAboutOthers() {
        submitted();
        submitted();
        bank.moveAll("ACSC", "");
        bank.fail(Call.STATUS, Fault.UNAVAILABLE);

        assertThat(ask()).isEqualTo(new StatusQueries.Round(2, 1, 0));
    }

    @Test
    void aBankThatStaysAwayIsLeftAloneAndEachPaymentIsTakenUpOnce() {
        for (int i = 0; i < 12; i++) {
            submitted();
        }
        bank.fail(Call.STATUS, Collections.nCopies(12, Fault.UNAVAILABLE).toArray(Fault[]::new));

        assertThat(ask()).isEqualTo(new StatusQueries.Round(12, 0, 0));
        assertThat(bank.calls(Call.STATUS)).isBetween(5L, 10L);
    }

    @Test
    void severalLanesAskForEachPaymentOnce() {
        for (int i = 0; i < 8; i++) {
            submitted();
        }
        bank.moveAll("ACSC", "");

        assertThat(world.statusQueries().askDue(new Lanes(4), 100, clock.instant().plusSeconds(10)))
                .isEqualTo(new StatusQueries.Round(8, 8, 0));
        assertThat(bank.calls(Call.STATUS)).isEqualTo(8);
    }

    @Test
    void anUnknownStatusChangesNothing() {
        PaymentId id = submitted();
        bank.moveAll("WHAT", "");

        assertThat(ask()).isEqualTo(new StatusQueries.Round(1, 0, 0));
        assertThat(payment(id).stage()).isEqualTo(Payment.Stage.SUBMITTED);
    }

    @Test
    void aRefusedQuestionChangesNothingAndKeepsNoOtherWaiting() {
        PaymentId first = submitted();
        PaymentId second = submitted();
        bank.moveAll("ACSC", "");
        bank.fail(Call.STATUS, Fault.REFUSED);

        assertThat(ask()).isEqualTo(new StatusQueries.Round(2, 1, 0));
        assertThat(List.of(payment(first).stage(), payment(second).stage()))
                .containsExactlyInAnyOrder(Payment.Stage.SUBMITTED, Payment.Stage.SETTLED);
    }

    @Test
    void twoAtOnceMoveEachPaymentOnce() throws Exception {
        for (int i = 0; i < 8; i++) {
            submitted();
        }
        bank.moveAll("ACSC", "");

        List<StatusQueries.Round> rounds = AtOnce.run(4, thread -> ask());

        assertThat(rounds.stream().mapToInt(StatusQueries.Round::completed).sum()).isEqualTo(8);
        assertThat(bank.calls(Call.STATUS)).isEqualTo(8);
    }

    @Test
    void aRoundKeepsToItsLimitAndItsDeadline() {
        submitted();
        submitted();

        assertThat(world.statusQueries().askDue(new Lanes(1), 5, clock.instant()).asked()).isZero();
        assertThat(
                        world.statusQueries()
                                .askDue(new Lanes(1), 1, clock.instant().plusSeconds(10))
                                .asked())
                .isEqualTo(1);
    }

    private PaymentId submitted() {
        PaymentOutcome.Accepted accepted = world.accepted(customer, 200_00);
        assertThat(world.delivery().deliverOwn(accepted, payment -> accepted.answer()).done())
                .isTrue();
        return accepted.payment().id();
    }

    private StatusQueries.Round ask() {
        return world.statusQueries().askDue(new Lanes(1), 100, clock.instant().plusSeconds(10));
    }

    private Payment payment(PaymentId id) {
        return DATABASE.app().read(Payments.find(customer.id(), id)).orElseThrow();
    }

    /// What the clock of the database would bring about by itself.
    private static void aPausePasses() {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.execute(
                                """
                                UPDATE transactions
                                SET status_checked_at = status_checked_at - interval '11 s'
                                """));
    }
}
