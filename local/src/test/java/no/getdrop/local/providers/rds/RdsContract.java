package no.getdrop.local.providers.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DbClusterSnapshotAlreadyExistsException;
import software.amazon.awssdk.services.rds.model.DbClusterSnapshotNotFoundException;
import software.amazon.awssdk.services.rds.model.DbSnapshotAlreadyExistsException;
import software.amazon.awssdk.services.rds.model.DbSnapshotNotFoundException;
import software.amazon.awssdk.services.rds.model.InvalidDbClusterStateException;
import software.amazon.awssdk.services.rds.model.KmsKeyNotAccessibleException;
import software.amazon.awssdk.services.rds.model.RdsException;

import java.util.List;
import java.util.stream.IntStream;

/// What our double and moto's must answer alike, when AWS's own client asks: each was written
/// without the other. Each test has its own snapshots; everything is available at once.
interface RdsContract {
    /// The region with cluster `drop` and instance `plain`.
    RdsClient west();

    /// The region for copies.
    RdsClient north();

    /// A key there.
    String key();

    @Test
    default void aSnapshotIsMadeOnceUnderItsNameWithItsTags() {
        DBClusterSnapshot made = create("made");
        assertThat(made.dbClusterIdentifier()).isEqualTo("drop");
        DBClusterSnapshot found = one("made");
        assertThat(found.status()).isEqualTo("available");
        assertThat(found.snapshotType()).isEqualTo("manual");
        assertThat(found.dbClusterSnapshotArn()).endsWith(":cluster-snapshot:made");
        assertThat(found.tagList()).isEqualTo(RdsClients.tags("drop:id", "made"));
        assertThatThrownBy(() -> create("made"))
                .isInstanceOf(DbClusterSnapshotAlreadyExistsException.class);
    }

    @Test
    default void ofManyAtOnceOneIsMade() {
        long refused =
                IntStream.range(0, 40)
                        .parallel()
                        .filter(number -> {
                            try {
                                create("many");
                                return false;
                            } catch (DbClusterSnapshotAlreadyExistsException e) {
                                return true;
                            }
                        })
                        .count();
        assertThat(refused).isEqualTo(39);
    }

    @Test
    default void anIdentifierThatIsNoneIsRefused() {
        for (String id : List.of("bad--id", "1st")) {
            assertThatThrownBy(() ->
                            west().createDBSnapshot(r ->
                                    r.dbInstanceIdentifier("plain").dbSnapshotIdentifier(id)))
                    .isInstanceOf(RdsException.class)
                    .asInstanceOf(throwable(RdsException.class))
                    .returns("InvalidParameterValue", e -> e.awsErrorDetails().errorCode());
        }
    }

    @Test
    default void aCopyNeedsAKeyOfItsRegion() {
        String arn = create("copied").dbClusterSnapshotArn();
        assertThatThrownBy(() -> copy(arn, key() + "0"))
                .isInstanceOf(KmsKeyNotAccessibleException.class);
        copy(arn, key());
        DBClusterSnapshot copy =
                north().describeDBClusterSnapshots(r -> r.dbClusterSnapshotIdentifier("copied"))
                        .dbClusterSnapshots()
                        .getFirst();
        assertThat(copy.kmsKeyId()).isEqualTo(key());
        assertThat(copy.tagList()).isEqualTo(RdsClients.tags("drop:id", "copy"));
        assertThat(copy.dbClusterSnapshotArn()).contains(":eu-north-1:");
    }

    @Test
    default void whatIsDeletedIsGone() {
        create("gone");
        west().deleteDBClusterSnapshot(r -> r.dbClusterSnapshotIdentifier("gone"));
        assertThatThrownBy(() -> one("gone"))
                .isInstanceOf(DbClusterSnapshotNotFoundException.class);
        assertThatThrownBy(() ->
                        west().deleteDBClusterSnapshot(r -> r.dbClusterSnapshotIdentifier("gone")))
                .isInstanceOf(DbClusterSnapshotNotFoundException.class);
    }

    @Test
    default void tagsAreAddedAndTold() {
        String arn = create("tagged").dbClusterSnapshotArn();
        west().addTagsToResource(
                        r -> r.resourceName(arn).tags(RdsClients.tags("drop:id", "again")));
        assertThat(one("tagged").tagList()).isEqualTo(RdsClients.tags("drop:id", "again"));
        assertThat(west().listTagsForResource(r -> r.resourceName(arn)).tagList())
                .isEqualTo(RdsClients.tags("drop:id", "again"));
    }

    @Test
    default void aClusterIsRestoredGetsAnInstanceAndGoesAfterIt() {
        create("restored");
        west().restoreDBClusterFromSnapshot(r ->
                r.dbClusterIdentifier("clone")
                        .snapshotIdentifier("restored")
                        .engine("aurora-postgresql")
                        .tags(RdsClients.tags("drop:id", "clone")));
        west().createDBInstance(r ->
                r.dbInstanceIdentifier("clone-1")
                        .dbClusterIdentifier("clone")
                        .dbInstanceClass("db.t4g.medium")
                        .engine("aurora-postgresql"));
        assertThat(
                        west().describeDBClusters(r -> r.dbClusterIdentifier("clone"))
                                .dbClusters()
                                .getFirst()
                                .dbClusterMembers())
                .hasSize(1);
        assertThatThrownBy(() ->
                        west().deleteDBCluster(r ->
                                r.dbClusterIdentifier("clone").skipFinalSnapshot(true)))
                .isInstanceOf(InvalidDbClusterStateException.class);
        west().deleteDBInstance(r -> r.dbInstanceIdentifier("clone-1").skipFinalSnapshot(true));
        west().deleteDBCluster(r -> r.dbClusterIdentifier("clone").skipFinalSnapshot(true));
        assertThat(west().describeDBClusters().dbClusters())
                .noneMatch(cluster -> cluster.dbClusterIdentifier().equals("clone"));
    }

    @Test
    default void aPlainInstanceHasItsOwnNamesForTheSame() {
        west().createDBSnapshot(r ->
                r.dbInstanceIdentifier("plain")
                        .dbSnapshotIdentifier("one")
                        .tags(RdsClients.tags("drop:id", "one")));
        assertThatThrownBy(() ->
                        west().createDBSnapshot(r ->
                                r.dbInstanceIdentifier("plain").dbSnapshotIdentifier("one")))
                .isInstanceOf(DbSnapshotAlreadyExistsException.class);
        DBSnapshot found =
                west().describeDBSnapshots(r -> r.dbSnapshotIdentifier("one"))
                        .dbSnapshots()
                        .getFirst();
        assertThat(found.status()).isEqualTo("available");
        assertThat(found.tagList()).isEqualTo(RdsClients.tags("drop:id", "one"));
        west().deleteDBSnapshot(r -> r.dbSnapshotIdentifier("one"));
        assertThatThrownBy(() -> west().deleteDBSnapshot(r -> r.dbSnapshotIdentifier("one")))
                .isInstanceOf(DbSnapshotNotFoundException.class);
    }

    private DBClusterSnapshot create(String id) {
        return west().createDBClusterSnapshot(r ->
                        r.dbClusterIdentifier("drop")
                                .dbClusterSnapshotIdentifier(id)
                                .tags(RdsClients.tags("drop:id", id)))
                .dbClusterSnapshot();
    }

    private void copy(String arn, String key) {
        north().copyDBClusterSnapshot(r ->
                r.sourceDBClusterSnapshotIdentifier(arn)
                        .targetDBClusterSnapshotIdentifier("copied")
                        .sourceRegion("eu-west-1")
                        .kmsKeyId(key)
                        .tags(RdsClients.tags("drop:id", "copy")));
    }

    private DBClusterSnapshot one(String id) {
        return west().describeDBClusterSnapshots(r -> r.dbClusterSnapshotIdentifier(id))
                .dbClusterSnapshots()
                .getFirst();
    }
}
