package no.getdrop.compliance.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchListReading;
import no.getdrop.compliance.lists.SanctionsLists.Changes;
import no.getdrop.compliance.lists.SanctionsLists.Round;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.FakePublishers;
import no.getdrop.testing.HandClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class SanctionsListsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final Duration DAY = Duration.ofDays(1);

    private final HandClock clock = new HandClock();
    private FakePublishers publishers;

    @BeforeEach
    void start() throws IOException {
        publishers = FakePublishers.start();
        publishers.publish("/eu", Samples.eu("2026-01-01T00:00:00Z", 20));
    }

    @AfterEach
    void stop() {
        publishers.close();
    }

    @Test
    void theListsOfAllPublishersAreInForceTogether() {
        publishers.publish("/eu", Samples.bytes("eu.xml"));
        publishers.publish("/un", Samples.bytes("un.xml"));
        publishers.publish("/ofac", Samples.bytes("ofac.xml"));

        Round round = lists(ListSource.values()).loadDue(deadline());

        assertThat(round.failed()).isEmpty();
        assertThat(round.loaded())
                .containsEntry("eu", new Changes(7, 7, 0, 0))
                .containsEntry("un", new Changes(5, 5, 0, 0))
                .containsEntry("ofac", new Changes(4, 4, 0, 0));
        assertThat(version()).isEqualTo("eu-1+ofac-1+un-1");
        assertThat(entries()).hasSize(16);
        assertThat(entry("eu:13").names())
                .extracting(name -> name.written() + (name.weak() ? ", weak" : ""))
                .containsExactly("Saddam Hussein Al-Tikriti", "Abu Ali, weak", "Abou Ali, weak");
        assertThat(Samples.born(entry("eu:900001")))
                .containsExactly("1951-01-01/1960-12-31", "1961-08-01/1961-08-31");
    }

    @Test
    void aPublisherIsAskedOnceADay() {
        assertThat(load().loaded()).containsKey("eu");
        clock.advance(DAY.minusSeconds(1));
        assertThat(load()).isEqualTo(nothing(DAY.minusSeconds(1)));
        assertThat(publishers.calls()).isOne();

        clock.advance(Duration.ofSeconds(1));
        publishers.publish("/eu", Samples.eu("2026-01-02T00:00:00Z", 20));
        Round round = load();

        assertThat(round.confirmed()).containsExactly("eu");
        assertThat(round.loaded()).isEmpty();
        assertThat(version()).as("the same entries need no other screening").isEqualTo("eu-1");
    }

    @Test
    void anotherListIsStoredByWhatChangedAndTheOneBeforeCanStillBeRead() {
        load();
        String before = Samples.eu("2026-01-02T00:00:00Z", 21);
        publishers.publish(
                "/eu",
                before.replace(Samples.name(7) + "\"", "Somebody Else\"")
                        .replaceFirst("(?s)<sanctionEntity [^>]* logicalId=\"3\">.*?</s.*?y>", ""));
        clock.advance(DAY);

        assertThat(load().loaded()).containsEntry("eu", new Changes(20, 1, 1, 1));

        assertThat(version()).isEqualTo("eu-2");
        assertThat(count("SELECT count(*) FROM sanctions_list_entries")).isEqualTo(22);
        assertThat(entry("eu:7").names().getFirst().written()).isEqualTo("Somebody Else");
        assertThat(ids()).contains("eu:21").doesNotContain("eu:3");
        assertThat(
                        WatchListReading.entries(DATABASE.app(), "eu-1").stream()
                                .map(Entry::id)
                                .toList())
                .hasSize(20)
                .contains("eu:3")
                .doesNotContain("eu:21");
    }

    @Test
    void aListOfAnotherPublisherLeavesTheOthersInForce() {
        publishers.publish("/un", Samples.bytes("un.xml"));
        load();
        lists(ListSource.UN).loadDue(deadline());

        assertThat(version()).isEqualTo("eu-1+un-1");
        assertThat(ids()).contains("eu:1", "un:CDi.008");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<export", "<html>Maintenance</html>"})
    void whatIsNoListIsRefused(String document) {
        load();
        publishers.publish("/eu", document.isEmpty() ? " " : document);
        clock.advance(DAY);

        assertThat(load().failed()).containsKey("eu");
        assertThat(version()).isEqualTo("eu-1");
        assertThat(entries()).hasSize(20);
    }

    @Test
    void anEmptyListIsRefusedAndTheReasonIsKept() {
        publishers.publish("/eu", Samples.eu("2026-01-01T00:00:00Z", 0));

        assertThat(load().failed()).containsEntry("eu", "it has no entries");
        assertThat(text("SELECT failures || ' ' || failure FROM sanctions_list_sources"))
                .isEqualTo("1 it has no entries");
        assertThat(count("SELECT count(*) FROM sanctions_lists")).isZero();
    }

    @Test
    void aListThatShrankTooMuchIsRefusedAndOneThatShrankALittleIsNot() {
        load();
        clock.advance(DAY);
        publishers.publish("/eu", Samples.eu("2026-01-02T00:00:00Z", 17));
        assertThat(load().failed().get("eu"))
                .startsWith("it has 17 entries and the list in use 20, which is over 10 % more");
        assertThat(entries()).hasSize(20);

        clock.advance(DAY);
        publishers.publish("/eu", Samples.eu("2026-01-02T00:00:00Z", 18));
        assertThat(load().loaded()).containsEntry("eu", new Changes(18, 0, 0, 2));
    }

    @Test
    void aListThatIsOlderThanTheOneInUseIsRefused() {
        load();
        clock.advance(DAY);
        publishers.publish("/eu", Samples.eu("2025-12-31T00:00:00Z", 21));

        assertThat(load().failed().get("eu"))
                .isEqualTo(
                        "it was published 2025-12-31T00:00:00Z, before the list in use of"
                                + " 2026-01-01T00:00:00Z");
    }

    @Test
    void aPublisherThatFailsIsAskedAgainSoonAndEverMoreSeldom() {
        publishers.fail("/eu", 503);
        assertThat(load().failed()).containsEntry("eu", "its publisher answered 503");

        clock.advance(Duration.ofSeconds(299));
        assertThat(load().failed()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(load().failed()).hasSize(1);
        clock.advance(Duration.ofSeconds(599));
        assertThat(load().failed()).isEmpty();
        clock.advance(Duration.ofSeconds(1));

        publishers.publish("/eu", Samples.eu("2026-01-01T00:00:00Z", 20));
        assertThat(load().loaded()).hasSize(1);
        assertThat(count("SELECT failures FROM sanctions_list_sources")).isZero();
    }

    @Test
    void aPublisherThatNeverAnswersTakesNoMoreThanItsTimeAndKeepsNoOtherAway() {
        publishers.fallSilent("/eu");
        publishers.publish("/un", Samples.bytes("un.xml"));

        Round round = lists(ListSource.EU, ListSource.UN).loadDue(deadline());

        assertThat(round.failed().get("eu"))
                .isEqualTo("its publisher gave no whole answer in time: HttpTimeoutException");
        assertThat(round.loaded()).containsKey("un");
    }

    @Test
    void aRedirectIsFollowedOnTheSameHostOrToHttpsAlone() {
        publishers.redirect("/eu", "/files/list.xml?signature=1");
        publishers.publish("/files/list.xml", Samples.eu("2026-01-01T00:00:00Z", 3));
        assertThat(load().loaded()).containsEntry("eu", new Changes(3, 3, 0, 0));

        clock.advance(DAY);
        publishers.redirect("/eu", "http://127.0.0.2:9/list.xml");
        assertThat(load().failed())
                .containsEntry("eu", "its publisher redirects to what is not https");

        clock.advance(DAY);
        publishers.redirect("/eu", "/eu");
        assertThat(load().failed()).containsEntry("eu", "its publisher redirects in circles");
    }

    @Test
    void twoWorkersAtOnceLoadAListOnce() throws Exception {
        List<Round> rounds = AtOnce.run(4, number -> load());

        assertThat(rounds.stream().filter(round -> round.loaded().containsKey("eu"))).hasSize(1);
        assertThat(count("SELECT count(*) FROM sanctions_lists")).isOne();
        assertThat(publishers.calls()).isOne();
    }

    /// Whoever reads meanwhile sees the list before or the list after, never a part of one; and a
    /// worker that dies in the middle leaves the list before.
    @Test
    void aListIsThereWholeOrNotAtAll() {
        load();
        clock.advance(DAY);
        publishers.publish("/eu", Samples.eu("2026-01-02T00:00:00Z", 3_000));
        DATABASE.owner()
                .useHandle(handle ->
                        handle.execute(
                                """
                                CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$
                                BEGIN RAISE EXCEPTION 'broken off'; END $$;
                                CREATE TRIGGER break_off BEFORE INSERT ON sanctions_list_entries
                                FOR EACH ROW WHEN (NEW.entry_id = 'eu:2500')
                                EXECUTE FUNCTION break_off();
                                """));
        try {
            assertThatThrownBy(this::load).hasMessageContaining("broken off");
        } finally {
            DATABASE.owner().useHandle(handle -> handle.execute("DROP FUNCTION break_off CASCADE"));
        }
        assertThat(version()).isEqualTo("eu-1");
        assertThat(entries()).hasSize(20);

        clock.advance(Duration.ofMinutes(3));
        assertThat(load().loaded()).containsEntry("eu", new Changes(3_000, 2_980, 0, 0));
        assertThat(entries()).hasSize(3_000);
    }

    /// The real lists have some 26,000 entries together; a worker's part of a run is 20 s.
    @Test
    void twentyThousandEntriesAreLoadedInAPartOfARun() {
        String document = Samples.eu("2026-01-02T00:00:00Z", 20_000);
        publishers.publish("/eu", document);

        long begun = System.nanoTime();
        assertThat(load().loaded()).containsEntry("eu", new Changes(20_000, 20_000, 0, 0));
        long loadedMs = (System.nanoTime() - begun) / 1_000_000;
        clock.advance(DAY);
        publishers.publish(
                "/eu",
                Samples.eu("2026-01-03T00:00:00Z", 20_000)
                        .replace(Samples.name(7) + "\"", "Somebody Else\""));
        begun = System.nanoTime();
        assertThat(load().loaded()).containsEntry("eu", new Changes(20_000, 0, 1, 0));
        long changedMs = (System.nanoTime() - begun) / 1_000_000;
        begun = System.nanoTime();
        assertThat(entries()).hasSize(20_000);
        long readMs = (System.nanoTime() - begun) / 1_000_000;

        System.out.printf(
                "20000 entries, %d bytes: first load %d ms, a change %d ms, reading and indexing %d"
                        + " ms%n",
                document.getBytes(StandardCharsets.UTF_8).length, loadedMs, changedMs, readMs);
        assertThat(loadedMs).isLessThan(20_000);
    }

    private Round load() {
        return lists(ListSource.EU).loadDue(deadline());
    }

    private Instant deadline() {
        return clock.instant().plusSeconds(40);
    }

    private SanctionsLists lists(ListSource... sources) {
        Map<ListSource, URI> addresses = new HashMap<>();
        for (ListSource source : sources) {
            addresses.put(source, publishers.address("/" + source.text()));
        }
        return new SanctionsLists(
                DATABASE.app(), new ListSettings(addresses, 3_000, DAY, 10), clock);
    }

    private static Round nothing(Duration age) {
        return new Round(Map.of(), List.of(), Map.of(), Map.of("eu", age.toMillis()));
    }

    private static String version() {
        return WatchListReading.version(DATABASE.app());
    }

    private static List<Entry> entries() {
        return WatchListReading.entries(DATABASE.app(), version());
    }

    private static List<String> ids() {
        return entries().stream().map(Entry::id).toList();
    }

    private static Entry entry(String id) {
        return entries().stream().filter(entry -> entry.id().equals(id)).findFirst().orElseThrow();
    }

    private static long count(String query) {
        return DATABASE.app().call(handle -> handle.createQuery(query).mapTo(Long.class).one());
    }

    private static String text(String query) {
        return DATABASE.app().call(handle -> handle.createQuery(query).mapTo(String.class).one());
    }
}
