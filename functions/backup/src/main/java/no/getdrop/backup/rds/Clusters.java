package no.getdrop.backup.rds;

import no.getdrop.backup.plan.Action.Step;
import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Names;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Source;
import no.getdrop.backup.plan.Tags;

import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.DBInstance;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Aurora. A restored cluster is nothing that can be asked: it needs an instance, the Data API and
/// a password of its own, since the secret of the original may have been rotated meanwhile.
final class Clusters implements Family {
    private static final String ENGINE = "aurora-postgresql";
    private static final double CAPACITY_MIN = 0.5;
    private static final double CAPACITY_MAX = 8;

    private final RdsSettings settings;

    Clusters(RdsSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Snapshot> snapshots(RdsClient rds) {
        return rds
                .describeDBClusterSnapshotsPaginator(ask -> ask.snapshotType("manual"))
                .dbClusterSnapshots()
                .stream()
                .map(Clusters::snapshot)
                .toList();
    }

    @Override
    public Optional<Snapshot> snapshot(RdsClient rds, String id) {
        return rds
                .describeDBClusterSnapshots(ask -> ask.dbClusterSnapshotIdentifier(id))
                .dbClusterSnapshots()
                .stream()
                .findFirst()
                .map(Clusters::snapshot);
    }

    private static Snapshot snapshot(DBClusterSnapshot found) {
        Map<String, String> tags = Family.tags(found.tagList());
        return Snapshot.of(
                found.dbClusterSnapshotIdentifier(),
                Family.text(found.dbClusterSnapshotArn()),
                Family.text(found.dbClusterIdentifier()),
                Snapshot.Status.of(Family.text(found.status())),
                Family.createdAt(found.snapshotCreateTime(), tags),
                Boolean.TRUE.equals(found.storageEncrypted())
                        ? Optional.of(Family.text(found.kmsKeyId()))
                        : Optional.empty(),
                tags);
    }

    @Override
    public List<Database> databases(RdsClient rds) {
        List<DBCluster> clusters =
                rds.describeDBClustersPaginator(_ -> {}).dbClusters().stream().toList();
        List<String> restored =
                clusters.stream()
                        .filter(each -> Family.tags(each.tagList()).containsKey(Tags.PURPOSE))
                        .map(DBCluster::dbClusterIdentifier)
                        .toList();
        Map<String, Clone.Status> members = new HashMap<>();
        if (!restored.isEmpty()) {
            rds
                    .describeDBInstancesPaginator(
                            ask -> ask.filters(Family.filter("db-cluster-id", restored)))
                    .dbInstances()
                    .stream()
                    .filter(each -> each.dbClusterIdentifier() != null)
                    .forEach(each -> members.put(each.dbClusterIdentifier(), status(each)));
        }
        return clusters.stream()
                .map(each ->
                        new Database(
                                source(each),
                                restored(
                                        each,
                                        Optional.ofNullable(
                                                members.get(each.dbClusterIdentifier())))))
                .toList();
    }

    private static Source source(DBCluster cluster) {
        return new Source(
                cluster.dbClusterIdentifier(),
                Family.text(cluster.dbClusterArn()),
                Source.Status.of(Family.text(cluster.status())),
                Family.text(cluster.status()),
                Optional.ofNullable(cluster.earliestRestorableTime()),
                Optional.ofNullable(cluster.latestRestorableTime()));
    }

    private static Clone restored(DBCluster cluster, Optional<Clone.Status> member) {
        Map<String, String> tags = Family.tags(cluster.tagList());
        return new Clone(
                cluster.dbClusterIdentifier(),
                Family.text(cluster.dbClusterArn()),
                new Clone.Shape(
                        true,
                        Clone.Status.of(Family.text(cluster.status())),
                        member,
                        Boolean.TRUE.equals(cluster.httpEndpointEnabled()),
                        Family.secret(cluster.masterUserSecret()),
                        Optional.empty()),
                Family.createdAt(cluster.clusterCreateTime(), tags),
                tags);
    }

    private static Clone.Status status(DBInstance instance) {
        return Clone.Status.of(Family.text(instance.dbInstanceStatus()));
    }

    @Override
    public void create(RdsClient rds, String id, String database, Map<String, String> tags) {
        rds.createDBClusterSnapshot(ask ->
                ask.dbClusterSnapshotIdentifier(id)
                        .dbClusterIdentifier(database)
                        .tags(Family.tags(tags)));
    }

    @Override
    public void copy(
            RdsClient there,
            Snapshot snapshot,
            String fromRegion,
            String keyId,
            Map<String, String> tags) {
        there.copyDBClusterSnapshot(ask ->
                ask.sourceDBClusterSnapshotIdentifier(snapshot.arn())
                        .targetDBClusterSnapshotIdentifier(snapshot.id())
                        .sourceRegion(fromRegion)
                        .kmsKeyId(keyId)
                        .copyTags(false)
                        .tags(Family.tags(tags)));
    }

    @Override
    public void delete(RdsClient rds, String id) {
        rds.deleteDBClusterSnapshot(ask -> ask.dbClusterSnapshotIdentifier(id));
    }

    @Override
    public void restore(
            RdsClient rds,
            Snapshot snapshot,
            String id,
            Clone.Purpose purpose,
            Map<String, String> tags) {
        Optional<DBCluster> original = original(rds, snapshot.database());
        rds.restoreDBClusterFromSnapshot(ask -> {
            ask.dbClusterIdentifier(id)
                    .snapshotIdentifier(snapshot.id())
                    .engine(original.map(DBCluster::engine).orElse(ENGINE))
                    .deletionProtection(purpose == Clone.Purpose.RESTORE)
                    .copyTagsToSnapshot(false)
                    .serverlessV2ScalingConfiguration(
                            scaling -> scaling.minCapacity(CAPACITY_MIN).maxCapacity(CAPACITY_MAX))
                    .tags(Family.tags(tags));
            subnetGroup(original).ifPresent(ask::dbSubnetGroupName);
            original.map(DBCluster::dbClusterParameterGroup)
                    .ifPresent(ask::dbClusterParameterGroupName);
            groups(original, purpose).ifPresent(ask::vpcSecurityGroupIds);
        });
    }

    @Override
    public void restoreToTime(
            RdsClient rds, String database, Instant time, String id, Map<String, String> tags) {
        Optional<DBCluster> original = original(rds, database);
        rds.restoreDBClusterToPointInTime(ask -> {
            ask.dbClusterIdentifier(id)
                    .sourceDBClusterIdentifier(database)
                    .restoreToTime(time)
                    .deletionProtection(true)
                    .serverlessV2ScalingConfiguration(
                            scaling -> scaling.minCapacity(CAPACITY_MIN).maxCapacity(CAPACITY_MAX))
                    .tags(Family.tags(tags));
            subnetGroup(original).ifPresent(ask::dbSubnetGroupName);
            original.map(DBCluster::dbClusterParameterGroup)
                    .ifPresent(ask::dbClusterParameterGroupName);
            groups(original, Clone.Purpose.RESTORE).ifPresent(ask::vpcSecurityGroupIds);
        });
    }

    @Override
    public void advance(RdsClient rds, Clone target, Step step, Map<String, String> tags) {
        switch (step) {
            case ADD_INSTANCE ->
                    rds.createDBInstance(ask ->
                            ask.dbInstanceIdentifier(Names.instance(target.id()))
                                    .dbClusterIdentifier(target.id())
                                    .dbInstanceClass(settings.cloneClass())
                                    .engine(ENGINE)
                                    .publiclyAccessible(false)
                                    .tags(Family.tags(tags)));
            case OPEN_DATA_API -> rds.enableHttpEndpoint(ask -> ask.resourceArn(target.arn()));
            case TAKE_PASSWORD ->
                    rds.modifyDBCluster(ask ->
                            ask.dbClusterIdentifier(target.id())
                                    .manageMasterUserPassword(true)
                                    .applyImmediately(true));
            case REMOVE_INSTANCE ->
                    rds.deleteDBInstance(ask ->
                            ask.dbInstanceIdentifier(Names.instance(target.id()))
                                    .skipFinalSnapshot(true));
            case REMOVE ->
                    rds.deleteDBCluster(ask ->
                            ask.dbClusterIdentifier(target.id())
                                    .skipFinalSnapshot(true)
                                    .deleteAutomatedBackups(true));
        }
    }

    /// The database that a snapshot was taken of, as it is now; empty when it is lost.
    private static Optional<DBCluster> original(RdsClient rds, String id) {
        return rds
                .describeDBClusters(ask -> ask.filters(Family.filter("db-cluster-id", List.of(id))))
                .dbClusters()
                .stream()
                .filter(each -> id.equals(each.dbClusterIdentifier()))
                .findFirst();
    }

    private Optional<String> subnetGroup(Optional<DBCluster> original) {
        return settings.subnetGroup().or(() -> original.map(DBCluster::dbSubnetGroup));
    }

    private Optional<List<String>> groups(Optional<DBCluster> original, Clone.Purpose purpose) {
        return settings.securityGroups(
                original.map(DBCluster::vpcSecurityGroups).orElse(List.of()), purpose);
    }
}
