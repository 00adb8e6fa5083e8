package no.getdrop.local.providers.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DbClusterAlreadyExistsException;
import software.amazon.awssdk.services.rds.model.DbClusterNotFoundException;
import software.amazon.awssdk.services.rds.model.DbClusterSnapshotNotFoundException;
import software.amazon.awssdk.services.rds.model.InvalidDbClusterSnapshotStateException;
import software.amazon.awssdk.services.rds.model.InvalidDbClusterStateException;
import software.amazon.awssdk.services.rds.model.InvalidResourceStateException;
import software.amazon.awssdk.services.rds.model.KmsKeyNotAccessibleException;
import software.amazon.awssdk.services.rds.model.RdsException;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Restored Aurora clusters as AWS's own client sees them.
class ClusterRestoresTest {
    private RdsClients aws;
    private RdsClient west;
    private String cluster;

    @BeforeEach
    void start() throws Exception {
        aws = new RdsClients(Timing.usual());
        west = aws.west;
        cluster = aws.rds.addCluster("eu-west-1", "drop", Engine.none());
        aws.rds.addSnapshot(
                cluster, "daily", "manual", RdsClients.START.minusSeconds(60), Map.of());
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void aCloneAnswersOnlyWithAnInstanceAndTheDataApi() {
        DBCluster made = restore("clone");
        assertThat(made.status()).isEqualTo("creating");
        assertThat(made.tagList()).containsExactlyElementsOf(RdsClients.tags("drop:id", "clone"));
        assertThat(made.httpEndpointEnabled()).isFalse();
        assertThat(made.dbClusterMembers()).isEmpty();
        assertThatThrownBy(() -> addInstance("clone"))
                .isInstanceOf(InvalidDbClusterStateException.class);
        assertThatThrownBy(() -> west.enableHttpEndpoint(r -> r.resourceArn(made.dbClusterArn())))
                .isInstanceOf(InvalidResourceStateException.class);
        aws.clock.advance(Duration.ofMinutes(8));
        assertThat(cluster("clone").status()).isEqualTo("available");
        addInstance("clone");
        assertThat(instance("clone-1").dbInstanceStatus()).isEqualTo("creating");
        assertThat(instance("clone-1").dbClusterIdentifier()).isEqualTo("clone");
        west.enableHttpEndpoint(r -> r.resourceArn(made.dbClusterArn()));
        assertThat(cluster("clone").httpEndpointEnabled()).isTrue();
        assertThat(cluster("clone").dbClusterMembers())
                .extracting(DBClusterMember::dbInstanceIdentifier)
                .containsExactly("clone-1");
        aws.clock.advance(Duration.ofMinutes(6));
        assertThat(instance("clone-1").dbInstanceStatus()).isEqualTo("available");
        west.modifyDBCluster(r -> r.dbClusterIdentifier("clone").manageMasterUserPassword(true));
        assertThat(aws.rds.roleIn(cluster("clone").masterUserSecret().secretArn()))
                .contains("postgres");
        assertThat(cluster("clone").dbClusterResourceId())
                .isNotEqualTo(cluster("drop").dbClusterResourceId());
    }

    @Test
    void anInstanceGoesBeforeItsClusterAndProtectionBeforeBoth() {
        restore("clone");
        aws.clock.advance(Duration.ofMinutes(8));
        addInstance("clone");
        assertThatThrownBy(() -> delete("clone"))
                .isInstanceOf(InvalidDbClusterStateException.class)
                .hasMessageContaining("still contains DB instances");
        west.deleteDBInstance(r -> r.dbInstanceIdentifier("clone-1").skipFinalSnapshot(true));
        assertThat(instance("clone-1").dbInstanceStatus()).isEqualTo("deleting");
        assertThatThrownBy(() -> west.deleteDBCluster(r -> r.dbClusterIdentifier("clone")))
                .isInstanceOf(RdsException.class)
                .hasMessageContaining("SkipFinalSnapshot");
        west.modifyDBCluster(r -> r.dbClusterIdentifier("clone").deletionProtection(true));
        assertThatThrownBy(() -> delete("clone"))
                .isInstanceOf(RdsException.class)
                .hasMessageContaining("protected");
        west.modifyDBCluster(r -> r.dbClusterIdentifier("clone").deletionProtection(false));
        delete("clone");
        assertThat(cluster("clone").status()).isEqualTo("deleting");
        assertThatThrownBy(() -> delete("clone"))
                .isInstanceOf(InvalidDbClusterStateException.class);
        aws.clock.advance(Duration.ofMinutes(4));
        assertThatThrownBy(() -> cluster("clone")).isInstanceOf(DbClusterNotFoundException.class);
        assertThat(west.describeDBClusters().dbClusters()).hasSize(1);
    }

    @Test
    void whatCannotBeRestoredIsRefused() {
        restore("clone");
        assertThatThrownBy(() -> restore("clone"))
                .isInstanceOf(DbClusterAlreadyExistsException.class);
        assertThatThrownBy(() -> restoreFrom("none", "other"))
                .isInstanceOf(DbClusterSnapshotNotFoundException.class);
        west.createDBClusterSnapshot(
                r -> r.dbClusterIdentifier("drop").dbClusterSnapshotIdentifier("new"));
        assertThatThrownBy(() -> restoreFrom("new", "other"))
                .isInstanceOf(InvalidDbClusterSnapshotStateException.class);
        assertThatThrownBy(() ->
                        west.restoreDBClusterFromSnapshot(r ->
                                r.dbClusterIdentifier("other")
                                        .snapshotIdentifier("daily")
                                        .engine("aurora-postgresql")
                                        .kmsKeyId(RdsClients.KEY)))
                .isInstanceOf(KmsKeyNotAccessibleException.class);
    }

    @Test
    void aServerlessInstanceNeedsTheClustersScaling() {
        west.restoreDBClusterFromSnapshot(r ->
                r.dbClusterIdentifier("clone")
                        .snapshotIdentifier("daily")
                        .engine("aurora-postgresql"));
        aws.clock.advance(Duration.ofMinutes(8));
        assertThatThrownBy(() -> addInstance("clone"))
                .isInstanceOf(InvalidDbClusterStateException.class)
                .hasMessageContaining("scaling");
    }

    @Test
    void aMomentCanBeRestoredWhileTheServiceKeepsIt() {
        Instant latest = cluster("drop").latestRestorableTime();
        assertThat(latest).isEqualTo(RdsClients.START.minus(Duration.ofMinutes(5)));
        assertThatThrownBy(() -> restoreTo(latest.plusSeconds(1), "later"))
                .isInstanceOf(RdsException.class);
        assertThatThrownBy(() ->
                        restoreTo(RdsClients.START.minus(Duration.ofDays(7)).minusSeconds(1), "x"))
                .isInstanceOf(RdsException.class);
        assertThat(restoreTo(latest, "then").status()).isEqualTo("creating");
        assertThatThrownBy(() ->
                        west.restoreDBClusterToPointInTime(
                                r -> r.dbClusterIdentifier("x").sourceDBClusterIdentifier("drop")))
                .isInstanceOf(RdsException.class);
    }

    @Test
    void clearingLeavesWhatWasAdded() {
        restore("clone");
        west.createDBClusterSnapshot(
                r -> r.dbClusterIdentifier("drop").dbClusterSnapshotIdentifier("new"));
        aws.rds.clear();
        assertThat(west.describeDBClusterSnapshots().dbClusterSnapshots()).isEmpty();
        assertThat(west.describeDBClusters().dbClusters())
                .extracting(DBCluster::dbClusterIdentifier, DBCluster::status)
                .containsExactly(tuple("drop", "available"));
        assertThat(cluster("drop").dbClusterMembers()).hasSize(1);
    }

    private DBCluster restore(String id) {
        return restoreFrom("daily", id);
    }

    private DBCluster restoreFrom(String snapshot, String id) {
        return west.restoreDBClusterFromSnapshot(r ->
                        r.dbClusterIdentifier(id)
                                .snapshotIdentifier(snapshot)
                                .engine("aurora-postgresql")
                                .serverlessV2ScalingConfiguration(
                                        s -> s.minCapacity(0.5).maxCapacity(1.0))
                                .tags(RdsClients.tags("drop:id", id)))
                .dbCluster();
    }

    private DBCluster restoreTo(Instant time, String id) {
        return west.restoreDBClusterToPointInTime(r ->
                        r.dbClusterIdentifier(id)
                                .sourceDBClusterIdentifier("drop")
                                .restoreToTime(time))
                .dbCluster();
    }

    private void addInstance(String id) {
        west.createDBInstance(r ->
                r.dbInstanceIdentifier(id + "-1")
                        .dbClusterIdentifier(id)
                        .dbInstanceClass("db.serverless")
                        .engine("aurora-postgresql"));
    }

    private void delete(String id) {
        west.deleteDBCluster(r -> r.dbClusterIdentifier(id).skipFinalSnapshot(true));
    }

    private DBCluster cluster(String id) {
        return west.describeDBClusters(r -> r.dbClusterIdentifier(id)).dbClusters().getFirst();
    }

    private DBInstance instance(String id) {
        return west.describeDBInstances(r -> r.dbInstanceIdentifier(id)).dbInstances().getFirst();
    }
}
