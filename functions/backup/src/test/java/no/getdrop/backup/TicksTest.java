package no.getdrop.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Source;
import no.getdrop.backup.plan.Stock;
import no.getdrop.backup.plan.Tags;
import no.getdrop.backup.run.CloudException;
import no.getdrop.backup.run.FakeCloud;
import no.getdrop.backup.run.FakeFences;
import no.getdrop.backup.run.Outcome;
import no.getdrop.backup.run.Proofs;
import no.getdrop.backup.run.Reconciler;
import no.getdrop.runtime.Json;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

class TicksTest {
    private static final Instant NOW = Instant.parse("2026-11-25T02:05:00Z");
    private static final Request.Reconcile TICK = new Request.Reconcile("tick", NOW);

    private final FakeCloud cloud = new FakeCloud(NOW);
    private final FakeFences fences = new FakeFences(NOW);

    @Test
    void aTickDoesWhatItPlanned() throws Exception {
        Ticks ticks = ticks(TestSettings.settings());
        Answer.Planned planned = ticks.plan(new Request.ShowPlan(NOW));

        Answer.Ticked answer = ticks.run(TICK, () -> 300_000);

        assertThat(planned.databases().values().iterator().next().wouldDo())
                .containsExactly("take drop-production-nightly-20261125t0200z of drop-production");
        assertThat(answer.databases().getFirst().outcomes())
                .extracting(Outcome::action, Outcome::result)
                .containsExactly(
                        tuple(
                                "take drop-production-nightly-20261125t0200z of drop-production",
                                Outcome.Result.DONE));
        assertThat(Ticks.failures(answer)).isEmpty();
        assertThat(Json.mapper().writeValueAsString(answer))
                .contains("\"slot\":\"20261125t0200z\"", "\"ClonesAlive\":0");
        assertThat(Json.mapper().writeValueAsString(planned)).contains("\"wouldDo\":[\"take ");
    }

    @Test
    void whatFailsForOneDatabaseDoesNotKeepTheNextFromBeingBackedUp() {
        Ticks ticks = ticks(TestSettings.settings(List.of("drop-missing", Stock.DATABASE)));

        Answer.Ticked answer = ticks.run(TICK, () -> 300_000);

        assertThat(Ticks.failures(answer))
                .isEqualTo("drop-missing: drop-missing: there is no such database");
        assertThat(cloud.snapshots).hasSize(1);
    }

    @Test
    void whatFailsForOneSnapshotDoesNotKeepTheNextFromBeingDone() {
        Snapshot first = Stock.nightly("2026-11-24", Tags.VERDICT, "verified");
        Snapshot second = Stock.nightly("2026-11-25", Tags.VERDICT, "verified");
        cloud.put(first);
        cloud.put(second);
        cloud.fails(CloudException.Kind.DENIED);

        Answer.Ticked answer = ticks(TestSettings.settings()).run(TICK, () -> 300_000);

        assertThat(cloud.calls).containsExactly("tag " + first.id(), "tag " + second.id());
        assertThat(Ticks.failures(answer)).contains("DENIED", first.id(), second.id());
    }

    @Test
    void withoutTimeNothingIsBegun() {
        Answer.Ticked answer = ticks(TestSettings.settings()).run(TICK, () -> 30_000);

        assertThat(cloud.calls).isEmpty();
        assertThat(answer.databases().getFirst().outcomes())
                .extracting(Outcome::detail)
                .containsExactly("no time is left");
        assertThat(Ticks.failures(answer)).isEmpty();
    }

    @Test
    void aStoppedDatabaseIsNoFailure() {
        cloud.setSource(Source.Status.STOPPED);

        assertThat(Ticks.failures(ticks(TestSettings.settings()).run(TICK, () -> 300_000)))
                .isEmpty();
    }

    @Test
    void theReportTellsAllAsJsonAndAsATable() throws Exception {
        Stock.nights("2026-11-20", 6).forEach(cloud::put);
        cloud.put(
                Stock.nightly(
                        "2026-11-19",
                        Tags.VERDICT,
                        "rejected",
                        Tags.FAILED_CHECKS,
                        "events audit"));

        Answer.Reported report = new Reports(TestSettings.settings(), cloud, () -> NOW).report();

        assertThat(report.lines())
                .anyMatch(line -> line.contains("VerifiedBackupAgeSeconds") && line.contains("met"))
                .anyMatch(line -> line.contains("RestoreToFirstQuerySeconds") && line.contains("?"))
                .anyMatch(line -> line.contains("failed: events audit"))
                .anyMatch(line -> line.contains("the newest verified one"));
        assertThat(Json.mapper().writeValueAsString(report))
                .contains("\"kind\":\"nightly\"", "\"VerifiedBackupAgeSeconds\":210");
    }

    private Ticks ticks(BackupSettings settings) {
        return new Ticks(
                settings,
                cloud,
                new Reconciler(
                        cloud,
                        fences,
                        (_, _) -> new Proofs.Proof(List.of(), Optional.empty()),
                        settings.policy(),
                        () -> NOW),
                () -> NOW);
    }
}
