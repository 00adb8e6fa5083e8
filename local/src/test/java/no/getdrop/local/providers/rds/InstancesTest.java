package no.getdrop.local.providers.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DbInstanceNotFoundException;
import software.amazon.awssdk.services.rds.model.DbSnapshotAlreadyExistsException;
import software.amazon.awssdk.services.rds.model.DbSnapshotNotFoundException;
import software.amazon.awssdk.services.rds.model.InvalidDbInstanceStateException;
import software.amazon.awssdk.services.rds.model.InvalidDbSnapshotStateException;
import software.amazon.awssdk.services.rds.model.KmsKeyNotAccessibleException;
import software.amazon.awssdk.services.rds.model.RdsException;
import software.amazon.awssdk.services.rds.model.SnapshotQuotaExceededException;

import java.time.Duration;
import java.time.Instant;

/// Plain PostgreSQL instances, whose calls and errors have other names than those of clusters.
class InstancesTest {
    private RdsClients aws;
    private RdsClient west;

    @BeforeEach
    void start() throws Exception {
        aws = new RdsClients(Timing.usual());
        west = aws.west;
        aws.rds.addInstance("eu-west-1", "plain", Engine.none());
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void aSnapshotGoesItsWayUnderItsOwnNames() {
        assertThat(create("one").status()).isEqualTo("creating");
        assertThat(one("one").snapshotCreateTime()).isNull();
        assertThatThrownBy(() -> create("two")).isInstanceOf(InvalidDbInstanceStateException.class);
        assertThatThrownBy(() -> delete("one")).isInstanceOf(InvalidDbSnapshotStateException.class);
        aws.clock.advance(Duration.ofMinutes(2));
        assertThatThrownBy(() -> create("one"))
                .isInstanceOf(DbSnapshotAlreadyExistsException.class);
        DBSnapshot done = one("one");
        assertThat(done.status()).isEqualTo("available");
        assertThat(done.snapshotCreateTime()).isEqualTo(RdsClients.START);
        assertThat(done.snapshotDatabaseTime()).isEqualTo(RdsClients.START);
        assertThat(done.tagList()).isEqualTo(RdsClients.tags("drop:id", "one"));
        aws.rds.quota("eu-west-1", 1);
        assertThatThrownBy(() -> create("two")).isInstanceOf(SnapshotQuotaExceededException.class);
        delete("one");
        assertThatThrownBy(() -> one("one")).isInstanceOf(DbSnapshotNotFoundException.class);
        assertThatThrownBy(() ->
                        west.createDBSnapshot(
                                r -> r.dbInstanceIdentifier("none").dbSnapshotIdentifier("x")))
                .isInstanceOf(DbInstanceNotFoundException.class);
    }

    @Test
    void aCopyKeepsTheTimeOfItsOriginal() {
        String arn = create("one").dbSnapshotArn();
        assertThatThrownBy(() -> copy(arn, RdsClients.KEY))
                .isInstanceOf(InvalidDbSnapshotStateException.class);
        aws.clock.advance(Duration.ofMinutes(2));
        assertThatThrownBy(() -> copy(arn, RdsClients.KEY + "2"))
                .isInstanceOf(KmsKeyNotAccessibleException.class);
        assertThat(copy(arn, RdsClients.KEY).status()).isEqualTo("copying");
        aws.clock.advance(Duration.ofMinutes(10));
        DBSnapshot copy = aws.north.describeDBSnapshots().dbSnapshots().getFirst();
        assertThat(copy.originalSnapshotCreateTime()).isEqualTo(RdsClients.START);
        assertThat(copy.snapshotCreateTime())
                .isEqualTo(RdsClients.START.plus(Duration.ofMinutes(2)));
        assertThat(copy.sourceRegion()).isEqualTo("eu-west-1");
        assertThat(copy.sourceDBSnapshotIdentifier()).isEqualTo(arn);
        assertThat(copy.tagList()).isEqualTo(RdsClients.tags("drop:id", "one"));
    }

    @Test
    void aCloneHasItsOwnAddressAndResourceId() {
        create("one");
        aws.clock.advance(Duration.ofMinutes(2));
        west.restoreDBInstanceFromDBSnapshot(r ->
                r.dbInstanceIdentifier("clone")
                        .dbSnapshotIdentifier("one")
                        .vpcSecurityGroupIds("sg-1")
                        .tags(RdsClients.tags("drop:id", "clone")));
        assertThat(instance("clone").dbInstanceStatus()).isEqualTo("creating");
        assertThat(instance("clone").endpoint()).isNull();
        aws.clock.advance(Duration.ofMinutes(6));
        DBInstance clone = instance("clone");
        assertThat(clone.dbInstanceStatus()).isEqualTo("available");
        assertThat(clone.endpoint().address()).isEqualTo("127.0.0.1");
        assertThat(clone.vpcSecurityGroups().getFirst().vpcSecurityGroupId()).isEqualTo("sg-1");
        assertThat(clone.dbiResourceId()).isNotEqualTo(instance("plain").dbiResourceId());
        assertThatThrownBy(() -> west.deleteDBInstance(r -> r.dbInstanceIdentifier("clone")))
                .isInstanceOf(RdsException.class);
        west.deleteDBInstance(r -> r.dbInstanceIdentifier("clone").skipFinalSnapshot(true));
        aws.clock.advance(Duration.ofMinutes(4));
        assertThatThrownBy(() -> instance("clone")).isInstanceOf(DbInstanceNotFoundException.class);
    }

    @Test
    void aMomentCanBeRestored() {
        Instant time = instance("plain").latestRestorableTime();
        assertThat(
                        west.restoreDBInstanceToPointInTime(r ->
                                        r.sourceDBInstanceIdentifier("plain")
                                                .targetDBInstanceIdentifier("then")
                                                .restoreTime(time))
                                .dbInstance()
                                .dbInstanceStatus())
                .isEqualTo("creating");
    }

    @Test
    void aMemberOfAClusterHasNoSnapshotOfItsOwn() {
        aws.rds.addCluster("eu-west-1", "drop", Engine.none());
        assertThatThrownBy(() ->
                        west.createDBSnapshot(
                                r -> r.dbInstanceIdentifier("drop-1").dbSnapshotIdentifier("x")))
                .isInstanceOf(RdsException.class)
                .hasMessageContaining("CreateDBClusterSnapshot");
    }

    private DBSnapshot create(String id) {
        return west.createDBSnapshot(r ->
                        r.dbInstanceIdentifier("plain")
                                .dbSnapshotIdentifier(id)
                                .tags(RdsClients.tags("drop:id", id)))
                .dbSnapshot();
    }

    private DBSnapshot copy(String arn, String key) {
        return aws.north
                .copyDBSnapshot(r ->
                        r.sourceDBSnapshotIdentifier(arn)
                                .targetDBSnapshotIdentifier("copy")
                                .sourceRegion("eu-west-1")
                                .copyTags(true)
                                .kmsKeyId(key))
                .dbSnapshot();
    }

    private void delete(String id) {
        west.deleteDBSnapshot(r -> r.dbSnapshotIdentifier(id));
    }

    private DBSnapshot one(String id) {
        return west.describeDBSnapshots(r -> r.dbSnapshotIdentifier(id)).dbSnapshots().getFirst();
    }

    private DBInstance instance(String id) {
        return west.describeDBInstances(r -> r.dbInstanceIdentifier(id)).dbInstances().getFirst();
    }
}
