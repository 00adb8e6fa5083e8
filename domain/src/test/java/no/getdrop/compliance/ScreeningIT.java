package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import no.getdrop.compliance.Screening.Finding;
import no.getdrop.compliance.Screening.Findings;
import no.getdrop.compliance.Screening.Subject;
import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchList.Outcome;
import no.getdrop.identity.UserId;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

class ScreeningIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final String RELEASED_ALERT =
            """
            INSERT INTO aml_alerts (id, user_id, screening_result_id, rule, severity, status,
                                    first_released_by, first_released_at, first_release_reason,
                                    decided_by, decided_at, decision_reason)
            VALUES (gen_random_uuid(), :userId, :resultId, 'sanctions_hit', 'high', 'released',
                    :first, now(), 'another person', :second, now(), 'another person')
            """;

    private static final String RESULTS =
            """
            SELECT kind || ' ' || outcome || ' ' || score || ' ' || list_version
            FROM screening_results ORDER BY id
            """;

    private final HandClock clock = new HandClock();
    private final Screening screening = new Screening(new WatchLists(), clock);
    private World world;
    private UserId user;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        user = world.user();
    }

    @Test
    void withoutAListNobodyIsClear() {
        assertThat(findings(named("Ana Petrović"))).isInstanceOf(Findings.NoList.class);
        assertThat(results()).isEmpty();
    }

    @Test
    void whoIsOnAListIsFoundAndTheResultTellsScoreAndVersion() {
        load("v1", Entry.of("eu:7", Kind.SANCTIONS, null, "Dragan Izmišljenović"));

        List<Finding> open = open(named("IZMIŠLJENOVIĆ Dragan"));

        assertThat(open).hasSize(1);
        assertThat(open.getFirst().result().outcome()).isEqualTo(Outcome.HIT);
        assertThat(open.getFirst().result().entryId()).isEqualTo("eu:7");
        assertThat(results())
                .containsExactlyInAnyOrder("sanctions hit 1.0000 v1", "pep clear 0.0000 v1");
    }

    @Test
    void aNameIsComparedOnceForEachVersionOfTheLists() {
        load("v1", Entry.of("eu:7", Kind.SANCTIONS, null, "Somebody Else"));
        Subject ana = named("Ana Petrović");
        open(ana);
        open(ana);
        assertThat(results()).hasSize(2);

        clock.advance(Duration.ofDays(1));
        load("v2", Entry.of("eu:8", Kind.SANCTIONS, null, "Ana Petrović"));

        assertThat(open(ana)).extracting(found -> found.result().entryId()).containsExactly("eu:8");
        assertThat(results()).hasSize(4);
    }

    @Test
    void anotherNameOfTheSameCustomerIsComparedAnew() {
        load("v1", Entry.of("eu:7", Kind.SANCTIONS, null, "Ana Petrović"));

        assertThat(open(named("Ana Marković"))).isEmpty();
        assertThat(open(named("Ana Petrović"))).hasSize(1);
        assertThat(open(named("Ana Marković"))).isEmpty();
    }

    @Test
    void whatSomebodyReleasedIsNotFoundAgainThoughTheListsChange() {
        Entry entry = Entry.of("eu:7", Kind.SANCTIONS, null, "Ana Petrović");
        load("v1", entry);
        Subject ana = named("Ana Petrović");
        release(open(ana).getFirst());
        assertThat(open(ana)).isEmpty();

        clock.advance(Duration.ofDays(1));
        load("v2", entry);
        assertThat(open(ana)).isEmpty();

        clock.advance(Duration.ofDays(1));
        load("v3", Entry.of("un:1", Kind.SANCTIONS, null, "Ana Petrović"));
        assertThat(open(ana)).hasSize(1);
    }

    @Test
    void aRecipientIsScreenedWithItsCustomer() {
        load("v1", Entry.of("eu:7", Kind.SANCTIONS, null, "Milica Petrović"));
        World.Customer customer = world.customer();

        DATABASE.app()
                .transaction(handle -> {
                    screening.screen(
                            handle,
                            customer.id(),
                            customer.recipientId().value(),
                            "Milica Petrović");
                    return true;
                });

        assertThat(results())
                .containsExactlyInAnyOrder(
                        "sanctions clear 0.0000 v1",
                        "pep clear 0.0000 v1",
                        "sanctions hit 1.0000 v1",
                        "pep clear 0.0000 v1");
    }

    @Test
    void aListIsReadAsItWasLoaded() {
        load(
                "v1",
                Entry.of("sample:1", Kind.SANCTIONS, null, "Dragan Izmišljenović", "Драган"),
                Entry.of("sample:5", Kind.PEP, null, "Łukasz Zmyślony"));
        WatchList read =
                DATABASE.app().call(handle -> new WatchLists().current(handle)).orElseThrow();

        assertThat(read.entries())
                .extracting(Entry::id, entry -> entry.names().getFirst().written())
                .containsExactly(
                        tuple("sample:1", "Dragan Izmišljenović"),
                        tuple("sample:5", "Łukasz Zmyślony"));
    }

    private Subject named(String name) {
        return new Subject(user, null, null, name, null);
    }

    private Findings findings(Subject... subjects) {
        return DATABASE.app()
                .transaction(handle -> screening.findings(handle, Arrays.asList(subjects)));
    }

    private List<Finding> open(Subject subject) {
        return ((Findings.Of) findings(subject)).open();
    }

    private void load(String version, Entry... entries) {
        DATABASE.app()
                .transaction(handle -> {
                    WatchLists.load(
                            handle,
                            new WatchList(version, List.of(entries)),
                            new WatchLists.Origin("test", clock.instant(), clock.instant()));
                    return true;
                });
    }

    private void release(Finding finding) {
        UserId first = world.user();
        UserId second = world.user();
        DATABASE.app()
                .call(handle ->
                        handle.createUpdate(RELEASED_ALERT)
                                .bind("userId", user.value())
                                .bind("resultId", finding.result().id())
                                .bind("first", first.value())
                                .bind("second", second.value())
                                .execute());
    }

    private static List<String> results() {
        return DATABASE.app()
                .call(handle -> handle.createQuery(RESULTS).mapTo(String.class).list());
    }
}
