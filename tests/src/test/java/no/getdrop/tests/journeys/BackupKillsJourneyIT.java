package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.LocalHost;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.providers.http.CallJournal;
import no.getdrop.local.providers.http.CallJournal.Moment;
import no.getdrop.local.providers.http.Switch;
import no.getdrop.local.providers.rds.HandClock;
import no.getdrop.local.providers.rds.Timing;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Wherever the backup function dies, the next ticks come to the same end; and what a tick asks
/// for. Profile restores runs it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackupKillsJourneyIT {
    private static final String FUNCTION = "BackupFunction";
    private static final String OWNER = "drop";

    /// One more than the SDK's attempts.
    private static final int REFUSALS = 4;

    private static final String CLUSTER = "arn:aws:rds:eu-west-1:000000000000:cluster:drop";

    private final HandClock clock = new HandClock(Instant.now());
    private LocalHost host;
    private Suite.Drop drop;
    private Backups backups;

    @BeforeAll
    void start() {
        Path data = Repository.ROOT.resolve("tests/target/backups");
        Suite.delete(data);
        host =
                LocalHost.builder(Repository.ROOT)
                        .data(data)
                        .only(FUNCTION)
                        .environment(FUNCTION, Map.of("BACKUP_OWNER", OWNER))
                        .rds(clock, Timing.brief())
                        .withoutSchedules()
                        .start();
        drop = new Suite.Drop(host, data);
        backups = new Backups(host, clock);
    }

    @AfterAll
    void stop() {
        host.close();
    }

    /// Describing calls that are two ticks behind, and every write refused for once: throttled more
    /// often than the SDK tries again, or for a state that passes.
    @Test
    void behindAndRefusedTheNextTicksComeToTheSameEnd() throws Exception {
        List<String> end = undisturbed();
        begin();
        host.rds().timing(Timing.brief().lagging(Backups.TICK.multipliedBy(2)));
        Map<String, String> refusals =
                Map.of(
                        "CreateDBClusterSnapshot", "InvalidDBClusterStateFault",
                        "RestoreDBClusterFromSnapshot", "Throttling",
                        "CreateDBInstance", "InvalidDBClusterStateFault",
                        "EnableHttpEndpoint", "Throttling",
                        "ModifyDBCluster", "InvalidDBClusterStateFault",
                        "AddTagsToResource", "Throttling",
                        "CopyDBClusterSnapshot", "InternalFailure",
                        "DeleteDBInstance", "InvalidDBInstanceState",
                        "DeleteDBCluster", "InvalidDBClusterStateFault");
        refusals.forEach((action, error) ->
                host.rds().switches().add(Switch.on(action).causing(error).times(REFUSALS)));
        try {
            backups.night();
            // What is behind may not show yet what there is to do.
            backups.settle(4);
            assertThat(backups.state()).isEqualTo(end);
            assertThat(host.rds().switches().pending()).as("refusals that never came").isEmpty();
        } finally {
            host.rds().timing(Timing.brief());
        }
    }

    /// One way to die: at that call, before or after it is done.
    private record Kill(int number, String operation, Moment moment) {}

    @Test
    void killedAtAnyCallTheNextTicksComeToTheSameEnd() throws Exception {
        List<String> end = undisturbed();
        assertThat(end).anyMatch(line -> line.contains("drop:verdict=verified"));
        List<CallJournal.Call> calls = backups.calls().calls();
        List<Kill> kills = kills(calls);
        for (Kill kill : kills) {
            killed(kill, end);
        }
        System.out.printf(
                "backup: %d calls from the night to the end, %d of them writes; killed %d times, to"
                        + " the same end%n",
                calls.size(), calls.stream().filter(Backups::writes).count(), kills.size());
    }

    /// At a write before and after it is done. A read changes nothing: of those between two writes
    /// one stands for all, unless `-Ddrop.kills=all` asks for each.
    private static List<Kill> kills(List<CallJournal.Call> calls) {
        boolean all = "all".equals(System.getProperty("drop.kills"));
        List<Kill> kills = new ArrayList<>();
        boolean read = false;
        for (CallJournal.Call call : calls) {
            if (Backups.writes(call)) {
                kills.add(new Kill(call.number(), call.operation(), Moment.BEFORE));
                kills.add(new Kill(call.number(), call.operation(), Moment.AFTER));
                read = false;
            } else if (all || !read) {
                kills.add(new Kill(call.number(), call.operation(), Moment.AFTER));
                read = true;
            }
        }
        return kills;
    }

    private void killed(Kill kill, List<String> end) throws Exception {
        begin();
        AtomicBoolean killed = new AtomicBoolean();
        backups.calls()
                .interrupt(
                        kill.number(),
                        kill.moment(),
                        () -> {
                            killed.set(true);
                            host.function(FUNCTION).kill();
                        });
        backups.night();
        backups.settle();
        assertThat(killed).as("%s came", kill).isTrue();
        assertThat(backups.state()).as("killed at %s", kill).isEqualTo(end);
        assertThat(
                        drop.query(
                                """
                                SELECT count(*) || ' ' || count(verified_at) FROM backup_fences
                                """))
                .as("fences and verified ones, killed at %s", kill)
                .containsExactly("1 1");
    }

    /// A plain instance has no Data API: its clone is asked over the network, with the password
    /// that RDS keeps for it.
    @Test
    void aPlainInstanceIsProvedToo(@TempDir Path data) throws Exception {
        HandClock time = new HandClock(Instant.now());
        try (LocalHost plain =
                LocalHost.builder(Repository.ROOT)
                        .data(data)
                        .only(FUNCTION)
                        .environment(
                                FUNCTION,
                                Map.of(
                                        "DATABASE_KIND", "instance",
                                        "BACKUP_DATABASES", "drop-plain"))
                        .rds(time, Timing.brief())
                        .withoutSchedules()
                        .start()) {
            Backups its = new Backups(plain, time);
            assertThat(its.night()).isInstanceOf(Outcome.Succeeded.class);
            its.settle();
            assertThat(its.state())
                    .as("%s", its.state())
                    .anyMatch(line ->
                            line.contains("eu-west-1")
                                    && line.contains(":snapshot:drop-plain-nightly")
                                    && line.contains("drop:verdict=verified"))
                    .anyMatch(line -> line.contains("eu-north-1") && line.contains(" available"))
                    .noneMatch(line -> line.contains(":db:drop-verify"));
        }
    }

    /// A tick reads all snapshots in pages of a hundred, and asks for nothing one by one.
    @Test
    void aQuietTickAsksAsOftenForAHundredSnapshotsAsForOne() throws Exception {
        Map<Integer, List<String>> calls = new TreeMap<>();
        for (int snapshots : new int[] {1, 10, 100}) {
            begin();
            for (int night = 0; night < snapshots; night++) {
                addNight(night);
            }
            backups.settle();
            int before = backups.calls().calls().size();
            assertThat(backups.tick()).isInstanceOf(Outcome.Succeeded.class);
            calls.put(
                    snapshots,
                    backups.calls().calls().stream()
                            .skip(before)
                            .map(CallJournal.Call::operation)
                            .toList());
        }
        System.out.println("backup: calls of a quiet tick by number of snapshots: " + calls);
        assertThat(calls.get(10)).isEqualTo(calls.get(1));
        // One snapshot more than a page would be one call more.
        assertThat(calls.get(100))
                .hasSizeLessThanOrEqualTo(Objects.requireNonNull(calls.get(1)).size() + 2);
    }

    /// A snapshot of an earlier night, proved, that nobody may delete.
    private void addNight(int ago) {
        Instant at = Backups.lastNight().minus(Duration.ofDays(ago));
        String slot =
                DateTimeFormatter.ofPattern("uuuuMMdd't'HHmm'z'", Locale.ROOT)
                        .format(at.atOffset(ZoneOffset.UTC));
        String id = "drop-nightly-" + slot;
        Map<String, String> tags = new HashMap<>();
        tags.put("drop:owner", OWNER);
        tags.put("drop:id", id);
        tags.put("drop:kind", "nightly");
        tags.put("drop:slot", slot);
        tags.put("drop:run", id);
        tags.put("drop:fenced-at", at.toString());
        tags.put("drop:verdict", "verified");
        tags.put("drop:verdict-at", at.plusSeconds(1200).toString());
        tags.put("drop:marked", "true");
        tags.put("drop:hold", "true");
        host.rds().addSnapshot(CLUSTER, id, "manual", at, tags);
    }

    private List<String> undisturbed() throws Exception {
        begin();
        assertThat(backups.night()).isInstanceOf(Outcome.Succeeded.class);
        backups.settle();
        return backups.state();
    }

    private void begin() {
        backups.clear();
        drop.update("DELETE FROM backup_fences");
    }
}
