package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Optional;

final class PreDeploySnapshotTest {
    private static final String CLUSTER = "arn:aws:rds:eu-west-1:123456789012:cluster:drop";

    private final PreDeploySnapshot check = new PreDeploySnapshot(CLUSTER, "1a2b3c4");
    private FakeRds rds;

    @BeforeEach
    void startRds() throws IOException {
        rds = new FakeRds();
    }

    @AfterEach
    void stopRds() {
        rds.close();
    }

    @Test
    void anAvailableSnapshotOfThisCommitIsAWayBack() {
        rds.holds(
                "drop-pre-deploy-20261125-230000",
                "available",
                "drop:kind=pre-deploy",
                "drop:commit=1a2b3c4");
        assertThat(check.findFault()).isEmpty();
        assertThat(rds.requests())
                .hasSize(2)
                .allMatch(request -> request.contains("DBClusterIdentifier=drop"))
                .allMatch(request -> request.contains("SnapshotType=manual"));
    }

    @Test
    void withoutOneTheRefusalSaysHowToMakeIt() {
        Refusal missing = refusal(check.findFault());
        assertThat(missing.kind()).isEqualTo(Refusal.Kind.NO_SNAPSHOT);
        assertThat(missing.what()).endsWith("there is none");
        assertThat(missing.expected()).contains("drop-pre-deploy-", "drop:commit=1a2b3c4");
        assertThat(missing.remedy()).contains("{\"action\":\"pre-deploy\",\"commit\":\"1a2b3c4\"}");
    }

    @Test
    void oneOfAnotherCommitKindOrNameIsNone() {
        rds.holds(
                "drop-pre-deploy-20261125-230000",
                "available",
                "drop:kind=pre-deploy",
                "drop:commit=other");
        assertThat(refusal(check.findFault()).what()).endsWith("there is none");
        rds.holds(
                "drop-pre-deploy-20261125-230000",
                "available",
                "drop:kind=nightly",
                "drop:commit=1a2b3c4");
        assertThat(refusal(check.findFault()).what()).endsWith("there is none");
        rds.holds("by-hand", "available", "drop:kind=pre-deploy", "drop:commit=1a2b3c4");
        assertThat(refusal(check.findFault()).what()).endsWith("there is none");
    }

    @Test
    void oneThatIsStillBeingMadeIsNoneYet() {
        rds.holds(
                "drop-pre-deploy-20261125-230000",
                "creating",
                "drop:kind=pre-deploy",
                "drop:commit=1a2b3c4");
        assertThat(refusal(check.findFault()).what())
                .endsWith("drop-pre-deploy-20261125-230000 is creating");
    }

    @Test
    void anRdsThatDoesNotTellIsNoWayBack() {
        rds.fails(403);
        assertThat(refusal(check.findFault()).what()).startsWith("RDS did not tell its snapshots");
    }

    @Test
    void aDatabaseThatTheSettingsDoNotNameIsTold() {
        Refusal refusal = refusal(new PreDeploySnapshot("", "1a2b3c4").findFault());
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.SETTING);
        assertThat(refusal.what()).contains("DATABASE_CLUSTER_ARN");
    }

    private static Refusal refusal(Optional<Refusal> fault) {
        assertThat(fault).isPresent();
        return fault.get();
    }
}
