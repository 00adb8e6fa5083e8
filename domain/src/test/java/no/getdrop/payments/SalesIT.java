package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.money.Money;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.FakeBank;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Shops;
import no.getdrop.testing.Shops.Shop;
import no.getdrop.testing.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.LocalDate;
import java.util.List;

class SalesIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private FakeBank bank;
    private World world;
    private Shops shops;
    private Shop shop;

    @BeforeEach
    void start() throws Exception {
        bank = FakeBank.start();
        world = new World(DATABASE.app(), clock, bank.url());
        shops = new Shops(world);
        shop = shops.open();
    }

    @AfterEach
    void stop() {
        bank.close();
    }

    @Test
    void aDaysTotalsAreTheSumsOfItsSales() {
        bank.firstStatus("ACSC");
        sell(10_50);
        sell(99_99);
        bank.firstStatus("RCVD");
        sell(7_00);
        bank.fail(Call.ORDER, Fault.REFUSED);
        sell(500_00);

        Sales.Day day = day(today(), new Sales.Page(null, 0, 50));

        assertThat(day.completed())
                .isEqualTo(new Sale.Total(2, Money.nok(110_49), Money.nok(11 + 1_00)));
        assertThat(day.processing()).isEqualTo(new Sale.Total(1, Money.nok(7_00), Money.nok(7)));
        assertThat(day.sales())
                .extracting(sale -> sale.stage().status(), sale -> sale.amount().amountMinor())
                .containsExactlyInAnyOrder(
                        tuple(Payment.Status.FAILED, 500_00L),
                        tuple(Payment.Status.PROCESSING, 7_00L),
                        tuple(Payment.Status.COMPLETED, 99_99L),
                        tuple(Payment.Status.COMPLETED, 10_50L));
    }

    @Test
    void theTotalsStandOnEveryPageAlsoOnAnEmptyOne() {
        bank.firstStatus("ACSC");
        for (int i = 1; i <= 3; i++) {
            sell(i * 1_00L);
        }

        Sales.Day first = day(today(), new Sales.Page(null, 0, 2));
        Sales.Day second = day(today(), new Sales.Page(first.sales().getLast().id(), 0, 2));
        Sales.Day beyond = day(today(), new Sales.Page(null, 10, 2));

        assertThat(first.sales()).hasSize(2);
        assertThat(second.sales()).hasSize(1);
        assertThat(beyond.sales()).isEmpty();
        assertThat(List.of(second.completed(), beyond.completed())).containsOnly(first.completed());
    }

    @Test
    void aDayBeginsAndEndsAtMidnightInNorway() {
        bank.firstStatus("ACSC");
        sell(1_00);
        sell(2_00);
        sell(4_00);
        // Summer time: midnight is 22:00 UTC.
        move(1_00, "2026-07-01T21:59:59.999Z");
        move(2_00, "2026-07-01T22:00:00Z");
        move(4_00, "2026-07-02T22:00:00Z");

        Sales.Page all = new Sales.Page(null, 0, 50);
        assertThat(day(LocalDate.parse("2026-07-01"), all).completed().amount())
                .isEqualTo(Money.nok(1_00));
        assertThat(day(LocalDate.parse("2026-07-02"), all).completed().amount())
                .isEqualTo(Money.nok(2_00));
        assertThat(settlements(null, 10))
                .extracting(Sales.Settlement::date)
                .containsExactly(
                        LocalDate.parse("2026-07-03"),
                        LocalDate.parse("2026-07-02"),
                        LocalDate.parse("2026-07-01"));
        assertThat(settlements(LocalDate.parse("2026-07-03"), 1))
                .containsExactly(
                        new Sales.Settlement(
                                LocalDate.parse("2026-07-02"),
                                new Sale.Total(1, Money.nok(2_00), Money.nok(2))));
        assertThat(settlements(null, 1).getFirst().finalFrom())
                .isEqualTo(LocalDate.parse("2026-07-04"));
    }

    @Test
    void oneMerchantNeverSeesAnothersSales() {
        bank.firstStatus("ACSC");
        sell(10_00);
        Shop other = shops.open();

        Sales.Day day =
                DATABASE.app()
                        .read(Sales.of(other.ownerId(), today(), new Sales.Page(null, 0, 50)))
                        .orElseThrow();
        assertThat(day.completed().count()).isZero();
        assertThat(day.sales()).isEmpty();
        assertThat(DATABASE.app().read(Sales.settlements(other.ownerId(), null, 0, 10))).isEmpty();
        assertThat(
                        DATABASE.app()
                                .read(Sales.of(world.user(), today(), new Sales.Page(null, 0, 50))))
                .isEmpty();
    }

    private void sell(long amountMinor) {
        world.delivery()
                .deliverOwn(
                        shops.accepted(shops.order(world.customer(), shop, amountMinor)),
                        payment -> StoredAnswer.fresh(201, payment.stage().text()));
    }

    private Sales.Day day(LocalDate date, Sales.Page page) {
        return DATABASE.app().read(Sales.of(shop.ownerId(), date, page)).orElseThrow();
    }

    private List<Sales.Settlement> settlements(@Nullable LocalDate before, int limit) {
        return DATABASE.app().read(Sales.settlements(shop.ownerId(), before, 0, limit));
    }

    private LocalDate today() {
        return clock.instant().atZone(Sales.OSLO).toLocalDate();
    }

    private static void move(long amountMinor, String at) {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        UPDATE transactions
                                        SET created_at = CAST(:at AS timestamptz),
                                            completed_at = CAST(:at AS timestamptz)
                                        WHERE amount_minor = :amount
                                        """)
                                .bind("at", at)
                                .bind("amount", amountMinor)
                                .execute());
    }
}
