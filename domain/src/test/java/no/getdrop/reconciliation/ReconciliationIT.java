package no.getdrop.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.payments.Lanes;
import no.getdrop.payments.PaymentId;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.WithBank;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

class ReconciliationIT extends WithBank {
    private final Books books = new Books(DATABASE);

    @Test
    void whatAgreesIsNoNewsHoweverManyPagesItHas() {
        bank.list().pageSize(2);
        for (int i = 0; i < 5; i++) {
            ordered(200_00 + i);
        }

        assertThat(run()).isEqualTo(new Reconciliation.Round(4, 5, 0));

        assertThat(books.open()).isEmpty();
        assertThat(bank.calls(Call.LIST)).as("three pages of today").isEqualTo(6);
        assertThat(books.text("SELECT totals::text FROM reconciliations WHERE totals <> '{}'"))
                .isEqualTo(
                        "{\"NOK\": {\"ours\": {\"count\": 5, \"amountMinor\": 100510}, \"theirs\":"
                                + " {\"count\": 5, \"amountMinor\": 100510}}}");
        assertThat(run()).as("nothing is due").isEqualTo(new Reconciliation.Round(0, 0, 0));
        assertThat(reconciliation().standing()).isEqualTo(new Reconciliation.Standing(0, 0));
    }

    @Test
    void anOrderThatDropDoesNotKnowIsFoundAndClosedOnceItIsGone() {
        ordered(200_00);
        bank.list().spoil(ReconciliationIT::addUnknown);

        assertThat(run().found()).isEqualTo(2);

        assertThat(books.open()).containsExactly("total NOK", "unknown_here alien");
        assertThat(
                        books.text(
                                """
                                SELECT theirs ->> 'amountMinor' FROM discrepancies
                                WHERE kind = 'unknown_here' AND ours IS NULL
                                """))
                .isEqualTo("99900");
        books.dueAgain();
        assertThat(run().found()).as("known by now").isZero();
        assertThat(reconciliation().standing().open()).isEqualTo(2);

        bank.list().spoil(entries -> {});
        books.dueAgain();
        run();
        assertThat(books.open()).isEmpty();
        assertThat(books.number("SELECT count(*) FROM discrepancies WHERE resolved_at IS NOT NULL"))
                .isEqualTo(2);
    }

    @Test
    void anOrderThatTheBankDoesNotListIsMissing() {
        PaymentId id = ordered(200_00);
        books.anHourAgo();
        bank.list().spoil(List::clear);
        run();
        assertThat(books.open()).as("the day before was not looked at yet").isEmpty();

        books.dueAgain();
        run();

        assertThat(books.open()).containsExactly("missing_there " + id.value(), "total NOK");
        assertThat(books.stage(id)).as("and nothing is done to it").isEqualTo("submitted");
    }

    @Test
    void anOrderOfTheLastMinutesIsNotMissedYet() {
        ordered(200_00);
        bank.list().spoil(List::clear);
        run();
        books.dueAgain();
        run();
        assertThat(books.open()).isEmpty();
    }

    @Test
    void anOrderThatTheBankTookOnTheDayBeforeIsNotMissing() {
        PaymentId id = ordered(200_00);
        books.anHourAgo();
        bank.list().took(id.value(), LocalDate.now(ZoneOffset.UTC).minusDays(1));
        run();
        books.dueAgain();
        run();
        assertThat(books.open()).isEmpty();
    }

    @Test
    void anotherAmountIsFound() {
        ordered(200_00);
        bank.list()
                .spoil(entries ->
                        entries.forEach(entry ->
                                ((ObjectNode) entry.path("instructedAmount"))
                                        .put("amount", "201.01")));

        run();

        assertThat(books.open()).containsExactly("amount " + bankPaymentId(), "total NOK");
        assertThat(
                        books.text(
                                """
                                SELECT (ours ->> 'amountMinor') || ' ' || (theirs ->> 'amountMinor')
                                FROM discrepancies WHERE kind = 'amount'
                                """))
                .isEqualTo("20100 20101");
    }

    @Test
    void aSecondOrderForOnePaymentIsFound() {
        ordered(200_00);
        bank.list()
                .spoil(entries -> {
                    if (!entries.isEmpty()) {
                        entries.add(entries.getFirst().deepCopy().put("paymentId", "second"));
                    }
                });

        run();

        assertThat(books.open()).containsExactly("total NOK", "twice second");
    }

    @Test
    void aBankThatHasSettledWhatIsUnderWayHereIsAskedForItFirst() {
        PaymentId id = ordered(200_00);
        world.statusQueries().askDue(new Lanes(1), 10, clock.instant().plusSeconds(10));
        bank.moveAll("ACSC", "");

        run();

        assertThat(books.open()).as("it may have settled this moment").isEmpty();
        assertThat(
                        books.number(
                                "SELECT count(*) FROM transactions WHERE status_checked_at IS"
                                        + " NULL"))
                .as("asked for at once")
                .isEqualTo(1);
        world.statusQueries().askDue(new Lanes(1), 10, clock.instant().plusSeconds(10));
        assertThat(books.stage(id)).isEqualTo("settled");
        books.dueAgain();
        run();
        assertThat(books.open()).isEmpty();
    }

    @Test
    void aBankThatListsOtherThanItAnswersIsFound() {
        ordered(200_00);
        bank.list().spoil(status("ACSC"));
        run();
        world.statusQueries().askDue(new Lanes(1), 10, clock.instant().plusSeconds(10));
        assertThat(books.open()).isEmpty();

        // The bank was asked after it had listed the end, a minute ago.
        books.execute(
                """
                UPDATE transactions SET status_checked_at = now() - interval '1 minute',
                    updated_at = now() - interval '1 hour'
                """,
                "UPDATE bank_orders SET final_at = now() - interval '2 minutes'");
        books.dueAgain();
        run();

        assertThat(books.open()).containsExactly("status " + bankPaymentId());
    }

    @Test
    void whatDropHoldsToBeOverAndTheBankDoesNotIsFound() {
        bank.firstStatus("ACSC");
        PaymentId id = ordered(200_00);
        books.execute("UPDATE transactions SET updated_at = now() - interval '1 minute'");
        bank.list().spoil(status("RJCT"));

        run();

        assertThat(books.open()).containsExactly("status " + bankPaymentId(), "total NOK");
        assertThat(books.stage(id)).isEqualTo("settled");
    }

    @Test
    void whatMovedWhileTheListWasReadIsNotHeldAgainstIt() {
        bank.firstStatus("ACSC");
        ordered(200_00);
        books.execute("UPDATE transactions SET updated_at = now() + interval '1 minute'");
        bank.list().spoil(status("RCVD"));
        run();
        assertThat(books.open()).isEmpty();
    }

    @Test
    void aStatusThatNobodyKnowsIsFoundAndStopsNothing() {
        ordered(200_00);
        books.execute("UPDATE transactions SET updated_at = now() - interval '1 minute'");
        bank.list().spoil(status("ODDS"));
        assertThat(run().finished()).isEqualTo(4);
        assertThat(books.open()).containsExactly("status " + bankPaymentId());
    }

    @Test
    void aRunGoesOnWhereTheOneBeforeEnded() {
        bank.list().pageSize(1);
        for (int i = 0; i < 4; i++) {
            ordered(200_00 + i);
        }
        assertThat(reconciliation().run(2, soon()).finished()).isZero();
        assertThat(reconciliation().run(2, soon()).finished()).isEqualTo(1);
        assertThat(bank.calls(Call.LIST)).isEqualTo(4);
        assertThat(books.open()).isEmpty();
        assertThat(run().finished()).isEqualTo(3);
    }

    @Test
    void whoDiesInTheMiddleLeavesTheDayToTheNext() {
        bank.list().pageSize(1);
        ordered(200_00);
        ordered(300_00);
        assertThat(reconciliation().run(1, soon()).finished()).isZero();
        // As if it had died between two pages: the claim is still there.
        books.execute(
                """
                UPDATE reconciliations SET claimed_until = now() + interval '60 seconds'
                WHERE next_page IS NOT NULL
                """);
        assertThat(run().finished()).as("the other days").isEqualTo(3);

        books.execute("UPDATE reconciliations SET claimed_until = now() - interval '1 second'");
        assertThat(run().finished()).isEqualTo(1);

        assertThat(books.open()).isEmpty();
    }

    @Test
    void aReadingThatWasLeftForLongBeginsAnew() {
        bank.list().pageSize(1);
        ordered(200_00);
        ordered(300_00);
        reconciliation().run(1, soon());
        books.execute("UPDATE reconciliations SET begun_at = begun_at - interval '2 hours'");
        run();
        assertThat(bank.calls(Call.LIST)).as("1, and 2 anew, and 3 days").isEqualTo(6);
        assertThat(books.open()).isEmpty();
    }

    @Test
    void aBankThatGivesNoListIsAskedAgainLater() {
        ordered(200_00);
        bank.fail(Call.LIST, Fault.UNAVAILABLE);

        assertThat(run()).isEqualTo(new Reconciliation.Round(0, 0, 0));
        assertThat(run().finished()).as("the other days").isEqualTo(3);
        books.execute("UPDATE reconciliations SET due_at = now() - interval '1 second'");
        assertThat(run().finished()).isEqualTo(4);
        assertThat(books.open()).isEmpty();
    }

    @Test
    void twoWorkersAtOnceCompareEachDayOnce() throws Exception {
        for (int i = 0; i < 5; i++) {
            ordered(200_00 + i);
        }
        bank.list().pageSize(2);
        bank.list().spoil(ReconciliationIT::addUnknown);

        List<Reconciliation.Round> rounds = AtOnce.run(2, thread -> run());

        assertThat(rounds.stream().mapToInt(Reconciliation.Round::finished).sum()).isEqualTo(4);
        assertThat(rounds.stream().mapToInt(Reconciliation.Round::found).sum()).isEqualTo(2);
        assertThat(books.open()).containsExactly("total NOK", "unknown_here alien");
    }

    @Test
    void aDayWithADifferenceIsComparedUntilThereIsNone() {
        LocalDate old = LocalDate.now(ZoneOffset.UTC).minusDays(3);
        PaymentId id = ordered(200_00);
        bank.list().took(id.value(), old);
        bank.list().spoil(status("ODDS"));
        books.execute("UPDATE transactions SET updated_at = now() - interval '1 minute'");
        run();
        assertThat(books.open()).hasSize(1);

        // Another three days later.
        books.execute(
                "SET session_replication_role = replica;"
                        + " UPDATE reconciliations SET day = day - 30;"
                        + " UPDATE discrepancies SET day = day - 30;"
                        + " UPDATE bank_orders SET day = day - 30");
        bank.list().took(id.value(), old.minusDays(30));
        bank.list().spoil(entries -> {});
        books.execute("UPDATE reconciliations SET due_at = now()");
        run();

        assertThat(books.open()).isEmpty();
    }

    private PaymentId ordered(long amountMinor) {
        PaymentId id = world.payment(customer, amountMinor);
        assertThat(world.delivery().deliverDue(new Lanes(1), 1, soon()).delivered()).isEqualTo(1);
        return id;
    }

    private Reconciliation reconciliation() {
        return new Reconciliation(DATABASE.app(), world.openBanking(), clock, 3);
    }

    private Reconciliation.Round run() {
        return reconciliation().run(100, soon());
    }

    private Instant soon() {
        return clock.instant().plusSeconds(30);
    }

    private static void addUnknown(List<ObjectNode> entries) {
        if (!entries.isEmpty()) {
            ObjectNode alien = entries.getFirst().deepCopy();
            alien.put("paymentId", "alien").put("requestId", UUID.randomUUID().toString());
            ((ObjectNode) alien.path("instructedAmount")).put("amount", "999.00");
            entries.add(alien);
        }
    }

    private static Consumer<List<ObjectNode>> status(String code) {
        return entries -> entries.forEach(entry -> entry.put("transactionStatus", code));
    }

    private String bankPaymentId() {
        return bank.orders().getFirst().paymentId();
    }
}
