package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.compliance.Rescreening.Round;
import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.identity.UserId;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;
import no.getdrop.testing.World.Customer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

class RescreeningIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final Entry MILICA = Entry.of("eu:7", Kind.SANCTIONS, null, "Milica Petrović");

    private static final String ALERTS =
            """
            SELECT aml_alerts.rule || ' ' || (aml_alerts.details->>'of')
                   || ' ' || (aml_alerts.details->>'name')
                   || ' ' || coalesce(aml_alerts.details->>'entryId', '-')
                   || ' ' || (aml_alerts.details->>'listVersion')
            FROM aml_alerts ORDER BY id
            """;

    private final HandClock clock = new HandClock();
    private World world;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
    }

    @Test
    void withoutAListNobodyIsScreened() {
        world.user();

        assertThat(round()).isEqualTo(new Round(0, 0, 0, 0, 0));
        assertThat(count("SELECT count(*) FROM screening_results")).isZero();
    }

    @Test
    void anotherListRaisesAnAlertAboutWhoeverGotOnIt() {
        Customer customer = world.customer();
        load("v2", Entry.of("eu:6", Kind.SANCTIONS, null, "Somebody Else"));
        assertThat(round()).isEqualTo(new Round(1, 0, 0, 0, 0));
        assertThat(texts(ALERTS)).isEmpty();

        clock.advance(Duration.ofHours(1));
        load("v3", MILICA);
        assertThat(round().alerts()).isOne();

        assertThat(texts(ALERTS))
                .containsExactly("sanctions_hit recipient Milica Petrović eu:7 v3");
        assertThat(count("SELECT count(*) FROM aml_alerts WHERE transaction_id IS NULL")).isOne();
        assertThat(texts("SELECT user_id::text FROM aml_alerts"))
                .containsExactly(customer.id().value().toString());
        assertThat(
                        texts(
                                """
                                SELECT outcome || ' ' || score FROM screening_results
                                WHERE list_version = 'v3' AND outcome <> 'clear'
                                """))
                .containsExactly("hit 1.0000");
    }

    @Test
    void whatIsFoundIsToldOnceHoweverOftenItIsFound() {
        world.customer();
        load("v2", MILICA);
        assertThat(round().alerts()).isOne();

        clock.advance(Duration.ofHours(25));
        assertThat(round().alerts()).isZero();
        clock.advance(Duration.ofHours(1));
        load("v3", MILICA, Entry.of("eu:9", Kind.SANCTIONS, null, "Quite Different"));
        assertThat(round().alerts()).isZero();

        load("v4", MILICA, Entry.of("un:1", Kind.SANCTIONS, null, "Milica Petrovic"));
        assertThat(round().alerts()).as("somebody else of that name").isOne();
        assertThat(texts(ALERTS)).hasSize(2);
    }

    @Test
    void whatSomebodyReleasedIsNotToldAgainUntilAnotherEntryIsAlike() {
        world.customer();
        load("v2", MILICA);
        round();
        decide("released");
        load("v3", MILICA);
        assertThat(round().alerts()).isZero();

        load("v4", MILICA, Entry.of("un:1", Kind.SANCTIONS, null, "Milica Petrovich"));
        assertThat(round().alerts()).isOne();
    }

    @Test
    void theNextPaymentOfWhoeverWasFoundIsHeld() {
        Customer customer = world.customer();
        var _ = world.held(customer, 200_00);
        Round round = round();

        assertThat(round.screened()).isOne();
        assertThat(round.alerts()).as("the payment's alert says it already").isZero();
    }

    @Test
    void everybodyIsScreenedAgainAfterADayAndNobodyBefore() {
        world.customer();
        round();
        clock.advance(Rescreening.GOOD_FOR);
        assertThat(round().screened()).isZero();

        clock.advance(Duration.ofMillis(1));
        assertThat(round().screened()).isOne();
        assertThat(count("SELECT count(*) FROM screening_results"))
                .as("the same lists need no other results")
                .isEqualTo(4);
    }

    @Test
    void anotherNameIsScreenedWithoutAnotherList() {
        world.customer();
        load("v2", Entry.of("eu:8", Kind.SANCTIONS, null, "Dragan Izmišljenović"));
        round();
        execute("UPDATE users SET first_name = 'Dragan', last_name = 'Izmišljenović'");
        clock.advance(Duration.ofHours(25));

        round();

        assertThat(texts(ALERTS))
                .containsExactly("sanctions_hit customer Dragan Izmišljenović eu:8 v2");
    }

    @Test
    void whoHasLeftIsNotScreened() {
        world.customer();
        load("v2", MILICA);
        execute("UPDATE users SET deleted_at = now()");

        assertThat(round()).isEqualTo(new Round(0, 0, 0, 0, 0));
        assertThat(texts(ALERTS)).isEmpty();
    }

    @Test
    void aRoundIsBoundedAndTheNextOneGoesOnWithThoseWhoWaitedLongest() {
        users(25);
        load("v1");

        Round first = rescreening().screenDue(12, clock.instant().plusSeconds(60));
        assertThat(first.screened()).isEqualTo(12);
        assertThat(first.due()).isEqualTo(13);
        clock.advance(Duration.ofSeconds(1));
        assertThat(rescreening().screenDue(50, clock.instant()).screened())
                .as("nothing is begun after the deadline")
                .isZero();
        assertThat(round()).isEqualTo(new Round(13, 0, 0, 0, 0));
    }

    @Test
    void whoCouldNotBeScreenedKeepsNobodyWaiting() {
        List<UserId> users = users(12);
        load("v1", Entry.of("eu:1", Kind.SANCTIONS, null, "Ola Nordmann"));
        String poor = users.get(3).value().toString();
        DATABASE.owner()
                .useHandle(handle ->
                        handle.execute(
                                """
                                ALTER TABLE aml_alerts ADD CONSTRAINT aml_alerts_test_ck
                                CHECK (user_id <> '%s') NOT VALID
                                """
                                        .formatted(poor)));
        try {
            Round round = round();

            assertThat(round.screened()).isEqualTo(11);
            assertThat(round.alerts()).isEqualTo(11);
            assertThat(round.failed()).isOne();
            assertThat(round.due()).isOne();
        } finally {
            DATABASE.owner()
                    .useHandle(handle ->
                            handle.execute(
                                    "ALTER TABLE aml_alerts DROP CONSTRAINT aml_alerts_test_ck"));
        }
        assertThat(round()).isEqualTo(new Round(1, 1, 0, 0, 0));
        assertThat(count("SELECT count(*) FROM aml_alerts")).isEqualTo(12);
    }

    @Test
    void twoWorkersAtOnceTakeDifferentCustomers() throws Exception {
        users(60);
        load("v1", Entry.of("eu:1", Kind.SANCTIONS, null, "Ola Nordmann"));
        DATABASE.app()
                .call(handle ->
                        handle.execute("INSERT INTO rescreenings (user_id) SELECT id FROM users"));

        List<Round> rounds = AtOnce.run(4, number -> round());

        assertThat(rounds.stream().mapToInt(Round::screened).sum()).isEqualTo(60);
        assertThat(count("SELECT count(*) FROM aml_alerts")).isEqualTo(60);
        assertThat(count("SELECT count(*) FROM screening_results")).isEqualTo(120);
    }

    @Test
    void theLagIsThatOfWhoWaitedLongest() {
        users(3);
        load("v1");
        round();
        clock.advance(Duration.ofHours(2));
        load("v2");

        Round none = rescreening().screenDue(1, clock.instant());

        assertThat(none.due()).isEqualTo(3);
        assertThat(none.lagMs()).isEqualTo(Duration.ofHours(2).toMillis() + 1);
    }

    private Round round() {
        return rescreening().screenDue(1_000, clock.instant().plusSeconds(60));
    }

    private Rescreening rescreening() {
        WatchLists lists = new WatchLists();
        return new Rescreening(DATABASE.app(), lists, new Screening(lists, clock), clock);
    }

    private List<UserId> users(int count) {
        return IntStream.range(0, count).mapToObj(number -> world.user()).toList();
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

    private void decide(String status) {
        UserId first = world.user();
        UserId second = world.user();
        DATABASE.app()
                .call(handle ->
                        handle.createUpdate(
                                        """
                                        UPDATE aml_alerts
                                        SET status = :status, first_released_by = :first,
                                            first_released_at = now(),
                                            first_release_reason = 'test',
                                            decided_by = :second, decided_at = now(),
                                            decision_reason = 'test'
                                        """)
                                .bind("status", status)
                                .bind("first", first.value())
                                .bind("second", second.value())
                                .execute());
    }

    private static void execute(String statement) {
        DATABASE.app().call(handle -> handle.execute(statement));
    }

    private static long count(String query) {
        return DATABASE.app().call(handle -> handle.createQuery(query).mapTo(Long.class).one());
    }

    private static List<String> texts(String query) {
        return DATABASE.app().call(handle -> handle.createQuery(query).mapTo(String.class).list());
    }
}
