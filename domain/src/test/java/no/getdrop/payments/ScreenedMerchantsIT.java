package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.compliance.AlertId;
import no.getdrop.compliance.Alerts;
import no.getdrop.compliance.Reports;
import no.getdrop.compliance.Rescreening;
import no.getdrop.compliance.Screening;
import no.getdrop.compliance.WatchList;
import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchLists;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.UserId;
import no.getdrop.testing.Administrators;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Shops;
import no.getdrop.testing.Shops.Shop;
import no.getdrop.testing.World;
import no.getdrop.testing.World.Customer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// Shops are screened as payees, by the name they trade under and by the registered one.
class ScreenedMerchantsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final String ALERTS =
            """
            SELECT (details->>'of') || ' ' || (details->>'name') || ' ' || (details->>'entryId')
            FROM aml_alerts ORDER BY id
            """;

    private final HandClock clock = new HandClock();
    private World world;
    private Shops shops;
    private Customer payer;
    private Shop shop;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        shops = new Shops(world);
        payer = world.customer();
        shop = shops.open();
    }

    @Test
    void aShopOnAListIsNotPaidBeforeSomebodyLooked() {
        load("v2", Entry.of("eu:7", Kind.SANCTIONS, null, "Lies Kaffebar"));

        assertThat(pay()).isInstanceOf(PaymentOutcome.Held.class);
        assertThat(texts(ALERTS)).containsExactly("merchant Lies Kaffebar eu:7");
    }

    @Test
    void theRegisteredNameCountsToo() {
        execute("UPDATE merchants SET legal_name = 'IZMISLJENA BANKA AD'");
        load("v2", Entry.of("eu:8", Kind.SANCTIONS, null, "Izmišljena Banka a.d."));

        assertThat(pay()).isInstanceOf(PaymentOutcome.Held.class);
        assertThat(texts(ALERTS)).containsExactly("merchant IZMISLJENA BANKA AD eu:8");
    }

    @Test
    void aShopWithoutARegisteredNameIsScreenedByTheOtherOne() {
        execute("UPDATE merchants SET legal_name = NULL");
        assertThat(pay()).isInstanceOf(PaymentOutcome.Accepted.class);
        assertThat(results()).isEqualTo(2);
        assertThat(pay()).isInstanceOf(PaymentOutcome.Accepted.class);
        assertThat(results()).isEqualTo(2);
    }

    @Test
    void aShopThatIsClearIsComparedOnceForAllWhoPayIt() {
        assertThat(pay()).isInstanceOf(PaymentOutcome.Accepted.class);
        assertThat(results()).as("two names, two kinds").isEqualTo(4);

        payer = world.customer();
        assertThat(pay()).isInstanceOf(PaymentOutcome.Accepted.class);
        assertThat(results()).isEqualTo(4);
    }

    @Test
    void whatSomebodyReleasedHoldsForAllWhoPayIt() {
        execute("UPDATE merchants SET legal_name = NULL");
        load("v2", Entry.of("eu:7", Kind.SANCTIONS, null, "Lies Kaffebar"));
        assertThat(pay()).isInstanceOf(PaymentOutcome.Held.class);
        release();

        payer = world.customer();
        assertThat(pay()).isInstanceOf(PaymentOutcome.Accepted.class);
    }

    @Test
    void everyShopIsScreenedAnewWithItsOwner() {
        load("v2", Entry.of("eu:7", Kind.SANCTIONS, null, "Lies Kaffebar"));
        WatchLists lists = new WatchLists();

        Rescreening.Round round =
                new Rescreening(DATABASE.app(), lists, new Screening(lists, clock), clock)
                        .screenDue(100, clock.instant().plusSeconds(60));

        assertThat(round.failed()).isZero();
        assertThat(texts(ALERTS))
                .containsExactlyInAnyOrder(
                        "merchant Lies Kaffebar eu:7", "merchant LIES KAFFEBAR AS eu:7");
        assertThat(texts("SELECT DISTINCT user_id::text FROM aml_alerts"))
                .containsExactly(shop.ownerId().value().toString());
    }

    private PaymentOutcome pay() {
        return world.qrPayments()
                .accept(
                        DATABASE.app(),
                        shops.order(payer, shop, 100_00),
                        payment -> StoredAnswer.fresh(201, payment.id().toString()),
                        World.ORIGIN);
    }

    private void release() {
        Administrators made = new Administrators(world);
        List<UserId> administrators = List.of(made.next(), made.next());
        Alerts alerts = new Alerts(new HeldPayments(clock), new Reports(clock), clock);
        List<UUID> open =
                DATABASE.app()
                        .call(handle ->
                                handle.createQuery("SELECT id FROM aml_alerts")
                                        .mapTo(UUID.class)
                                        .list());
        for (UUID alert : open) {
            for (UserId administrator : administrators) {
                DATABASE.app()
                        .transaction(handle ->
                                alerts.decide(
                                        handle,
                                        new Alerts.Decision(
                                                new AlertId(alert),
                                                administrator,
                                                Alerts.Verb.RELEASE,
                                                "another shop"),
                                        World.ORIGIN));
            }
        }
    }

    private void load(String version, Entry... entries) {
        clock.advance(Duration.ofMillis(1));
        DATABASE.app()
                .transaction(handle -> {
                    WatchLists.load(
                            handle,
                            new WatchList(version, List.of(entries)),
                            new WatchLists.Origin("test", clock.instant(), clock.instant()));
                    return true;
                });
    }

    private static long results() {
        return DATABASE.app()
                .call(handle ->
                        handle.createQuery(
                                        """
                                        SELECT count(*) FROM screening_results
                                        WHERE merchant_id IS NOT NULL
                                        """)
                                .mapTo(Long.class)
                                .one());
    }

    private static void execute(String statement) {
        DATABASE.app().call(handle -> handle.execute(statement));
    }

    private static List<String> texts(String query) {
        return DATABASE.app().call(handle -> handle.createQuery(query).mapTo(String.class).list());
    }
}
