package no.getdrop.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Stock;
import no.getdrop.backup.plan.Tags;
import no.getdrop.backup.run.CloudException;
import no.getdrop.backup.run.FakeCloud;
import no.getdrop.backup.run.FakeFences;
import no.getdrop.backup.run.Proofs;
import no.getdrop.backup.run.Reconciler;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class OnDemandTest {
    private static final Instant NOW = Instant.parse("2026-11-25T14:15:30Z");
    private static final String NAME = "drop-pre-deploy-20261125-141530";

    private final FakeCloud cloud = new FakeCloud(NOW);
    private final FakeFences fences = new FakeFences(NOW);
    private final OnDemand onDemand =
            new OnDemand(
                    TestSettings.settings(),
                    cloud,
                    fences,
                    new Reconciler(
                            cloud,
                            fences,
                            (_, _) -> new Proofs.Proof(List.of(), Optional.empty()),
                            TestSettings.settings().policy(),
                            () -> NOW),
                    () -> NOW);

    @Test
    void aCommitHasOneSnapshotNamedByItsMoment() {
        assertThat(onDemand.preDeploy("4f1c2d3")).isEqualTo(taken(false, NAME, "creating"));
        fences.setNow(NOW.plusSeconds(90));
        assertThat(onDemand.preDeploy("4f1c2d3")).isEqualTo(taken(false, NAME, "creating"));
        becomeAvailable(NAME);
        assertThat(onDemand.preDeploy("4f1c2d3")).isEqualTo(taken(true, NAME, "available"));

        assertThat(cloud.snapshots).hasSize(1);
        assertThat(cloud.find(NAME).orElseThrow().tags())
                .containsEntry(Tags.KIND, "pre-deploy")
                .containsEntry(Tags.COMMIT, "4f1c2d3");
    }

    @Test
    void anotherCommitHasItsOwn() {
        onDemand.preDeploy("4f1c2d3");
        fences.setNow(NOW.plusSeconds(90));
        onDemand.preDeploy("5a6b7c8");

        assertThat(cloud.snapshots.keySet())
                .containsExactly(NAME, "drop-pre-deploy-20261125-141700");
    }

    @Test
    void aCommitThatIsDeployedAgainAfterADayIsBackedUpAgain() {
        onDemand.preDeploy("4f1c2d3");
        fences.setNow(NOW.plus(Duration.ofHours(25)));
        onDemand.preDeploy("4f1c2d3");

        assertThat(cloud.snapshots).hasSize(2);
    }

    @Test
    void whatFailedOrBelongsToOthersIsGoneAround() {
        cloud.put(Stock.snapshot(NAME, NOW, Map.of("team", "finance")));

        assertThat(onDemand.preDeploy("4f1c2d3")).isEqualTo(taken(false, NAME + "-r2", "creating"));
        cloud.put(Stock.in(Snapshot.Status.FAILED, cloud.find(NAME + "-r2").orElseThrow()));
        assertThat(onDemand.preDeploy("4f1c2d3")).isEqualTo(taken(false, NAME + "-r3", "creating"));
    }

    @Test
    void aDeploymentDoesNotGoOnWithoutAFenceOrASnapshot() {
        fences.setDown(true);
        assertThatThrownBy(() -> onDemand.preDeploy("4f1c2d3"))
                .isInstanceOf(BackupFailedException.class)
                .hasMessageContaining("the fence cannot be written");
        fences.setDown(false);
        cloud.fails(CloudException.Kind.QUOTA);
        assertThatThrownBy(() -> onDemand.preDeploy("4f1c2d3"))
                .isInstanceOf(BackupFailedException.class)
                .hasMessageContaining("QUOTA");
    }

    @Test
    void aBusyDatabaseIsToldAndAskedAgain() {
        cloud.fails(CloudException.Kind.STATE);
        Answer.Taken answer = onDemand.preDeploy("4f1c2d3");

        assertThat(answer.complete()).isFalse();
        assertThat(answer.snapshots())
                .extracting(Answer.Snapped::status)
                .containsExactly("deferred");
        cloud.works();
        assertThat(onDemand.preDeploy("4f1c2d3")).isEqualTo(taken(false, NAME, "creating"));
    }

    @Test
    void anEventThatComesTwiceIsOneSnapshot() {
        onDemand.manual("before a trial", "request-1");
        fences.setNow(NOW.plusSeconds(5));
        onDemand.manual("before a trial", "request-1");

        assertThat(cloud.snapshots.values())
                .singleElement()
                .satisfies(taken -> {
                    assertThat(taken.id()).isEqualTo("drop-production-manual-20261125-141530");
                    assertThat(taken.tags()).containsEntry(Tags.REASON, "before a trial");
                });
    }

    private void becomeAvailable(String id) {
        cloud.put(Stock.in(Snapshot.Status.AVAILABLE, cloud.find(id).orElseThrow()));
    }

    private static Answer.Taken taken(boolean complete, String id, String status) {
        return new Answer.Taken(
                "pre-deploy",
                complete,
                List.of(new Answer.Snapped(Stock.DATABASE, id, status, null)));
    }
}
