package no.getdrop.compliance.lists;

import no.getdrop.compliance.lists.ListStore.Fetched;
import no.getdrop.compliance.lists.ListStore.Outcome;
import no.getdrop.database.Database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Keeps the sanctions lists as their publishers have them.
///
/// Each publisher is asked once a day, and sooner again after a failure. Its document is read
/// whole, then put in force in one transaction: whoever screens sees the list before or the list
/// after. What fails or is refused leaves the list in use as it is.
public final class SanctionsLists {
    private static final Logger log = LoggerFactory.getLogger(SanctionsLists.class);

    /// Nobody else asks that publisher meanwhile; who died asks again after it.
    private static final Duration CLAIM = Duration.ofMinutes(3);

    /// Kept of a round for reading a document and storing it.
    private static final Duration STORING = Duration.ofSeconds(6);

    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(2);
    private static final int REASON_LETTERS_MAX = 500;

    private static final String ENROL =
            """
            INSERT INTO sanctions_list_sources (source, next_at, added_at)
            SELECT unnest(CAST(:sources AS text[])), :now, :now
            ON CONFLICT DO NOTHING
            """;

    private static final String CLAIM_DUE =
            """
            UPDATE sanctions_list_sources SET next_at = :until
            WHERE source = (SELECT source FROM sanctions_list_sources
                            WHERE source = ANY (:sources) AND next_at <= :now
                            ORDER BY next_at
                            LIMIT 1
                            FOR UPDATE SKIP LOCKED)
            RETURNING source
            """;

    private static final String CONFIRM =
            """
            UPDATE sanctions_list_sources
            SET next_at = :next, confirmed_at = :now, failures = 0, failure = NULL
            WHERE source = :source
            """;

    private static final String FAIL =
            """
            UPDATE sanctions_list_sources
            SET failures = failures + 1, failure = :reason,
                next_at = CAST(:now AS timestamptz)
                          + least(power(2, least(failures, 10)) * :firstSeconds, :longestSeconds)
                            * interval '1 second'
            WHERE source = :source
            """;

    private static final String AGES =
            """
            SELECT source, coalesce(confirmed_at, added_at) AS since FROM sanctions_list_sources
            WHERE source = ANY (:sources)
            """;

    private final Database database;
    private final ListSettings settings;
    private final ListDownload download;
    private final ListStore store;
    private final InstantSource clock;

    /// What one round did.
    ///
    /// @param loaded lists that are in force since, by source
    /// @param confirmed sources that published nothing new
    /// @param failed why the others could not be taken, by source
    /// @param agesMs since each list was last known to be the newest, in milliseconds
    public record Round(
            Map<String, Changes> loaded,
            List<String> confirmed,
            Map<String, String> failed,
            Map<String, Long> agesMs) {
        public Round {
            loaded = Map.copyOf(loaded);
            confirmed = List.copyOf(confirmed);
            failed = Map.copyOf(failed);
            agesMs = Map.copyOf(agesMs);
        }
    }

    /// What differs from the list before.
    ///
    /// @param entries in the list now
    public record Changes(int entries, int added, int changed, int removed) {}

    /// The lists behind `settings`.
    public SanctionsLists(Database database, ListSettings settings, InstantSource clock) {
        this.database = database;
        this.settings = settings;
        this.download = new ListDownload(Duration.ofMillis(settings.timeoutMs()));
        this.store = new ListStore(settings.shrinkMaxPercent());
        this.clock = clock;
    }

    /// Asks the publishers that are due, one after the other while there is time before `deadline`.
    public Round loadDue(Instant deadline) {
        Map<String, Changes> loaded = new TreeMap<>();
        List<String> confirmed = new ArrayList<>();
        Map<String, String> failed = new TreeMap<>();
        enrol();
        while (timeToFetch(deadline).compareTo(LEAST) > 0) {
            Optional<ListSource> due = claim();
            if (due.isEmpty()) {
                break;
            }
            String source = due.get().text();
            switch (load(due.get(), timeToFetch(deadline))) {
                case Outcome.Loaded(Changes changes) -> loaded.put(source, changes);
                case Outcome.Confirmed() -> confirmed.add(source);
                case Outcome.Refused(String reason) -> failed.put(source, reason);
            }
        }
        return new Round(loaded, confirmed, failed, agesMs());
    }

    private Duration timeToFetch(Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline).minus(STORING);
        Duration most = Duration.ofMillis(settings.timeoutMs());
        return left.compareTo(most) < 0 ? left : most;
    }

    private Outcome load(ListSource source, Duration limit) {
        Outcome outcome = fetched(source, limit);
        switch (outcome) {
            case Outcome.Refused(String reason) -> fail(source, reason);
            case Outcome.Loaded(Changes changes) ->
                    log.atInfo()
                            .addKeyValue("source", source.text())
                            .addKeyValue("entries", changes.entries())
                            .addKeyValue("added", changes.added())
                            .addKeyValue("changed", changes.changed())
                            .addKeyValue("removed", changes.removed())
                            .log("another sanctions list is in force");
            case Outcome.Confirmed() -> {}
        }
        return outcome;
    }

    private Outcome fetched(ListSource source, Duration limit) {
        try {
            byte[] bytes = download.fetch(source, address(source), limit);
            Fetched fetched =
                    new Fetched(
                            source.parse(new ByteArrayInputStream(bytes)),
                            ListDocument.sha256(bytes));
            return database.transaction(handle -> {
                Outcome outcome = store.store(handle, source, fetched, clock.instant());
                if (!(outcome instanceof Outcome.Refused)) {
                    handle.createUpdate(CONFIRM)
                            .bind("source", source.text())
                            .bind("now", clock.instant())
                            .bind("next", clock.instant().plus(settings.maxAge()))
                            .execute();
                }
                return outcome;
            });
        } catch (ListRefusedException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            // The address may be told by the cause, and has a token in it.
            return new Outcome.Refused(
                    "its publisher gave no whole answer in time: " + e.getClass().getSimpleName());
        }
    }

    private URI address(ListSource source) {
        return Objects.requireNonNull(settings.addresses().get(source), "only those are claimed");
    }

    private void enrol() {
        database.call(handle ->
                handle.createUpdate(ENROL)
                        .bindArray("sources", String.class, sources())
                        .bind("now", clock.instant())
                        .execute());
    }

    private Optional<ListSource> claim() {
        return database.call(handle ->
                handle.createQuery(CLAIM_DUE)
                        .bindArray("sources", String.class, sources())
                        .bind("now", clock.instant())
                        .bind("until", clock.instant().plus(CLAIM))
                        .mapTo(String.class)
                        .findOne()
                        .map(ListSource::parse));
    }

    private void fail(ListSource source, String reason) {
        log.atWarn()
                .addKeyValue("source", source.text())
                .addKeyValue("reason", reason)
                .log("a sanctions list was not taken, the one in use stays");
        database.call(handle ->
                handle.createUpdate(FAIL)
                        .bind("source", source.text())
                        .bind(
                                "reason",
                                reason.substring(0, Math.min(reason.length(), REASON_LETTERS_MAX)))
                        .bind("now", clock.instant())
                        .bind("firstSeconds", FIRST_PAUSE.toSeconds())
                        .bind("longestSeconds", LONGEST_PAUSE.toSeconds())
                        .execute());
    }

    private Map<String, Long> agesMs() {
        Instant now = clock.instant();
        Map<String, Long> ages = new TreeMap<>();
        database.call(handle ->
                        handle.createQuery(AGES)
                                .bindArray("sources", String.class, sources())
                                .map((row, context) ->
                                        Map.entry(
                                                row.getString("source"),
                                                row.getTimestamp("since").toInstant()))
                                .list())
                .forEach(known ->
                        ages.put(
                                known.getKey(),
                                Math.max(0, Duration.between(known.getValue(), now).toMillis())));
        return ages;
    }

    private List<String> sources() {
        return settings.addresses().keySet().stream().map(ListSource::text).sorted().toList();
    }
}
