package no.getdrop.backup.rds;

import no.getdrop.backup.plan.Action.Step;
import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Source;

import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Plain instances of RDS for PostgreSQL, which have no Data API: a restored one is asked over the
/// network.
final class Instances implements Family {
    private final RdsSettings settings;

    Instances(RdsSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Snapshot> snapshots(RdsClient rds) {
        return rds
                .describeDBSnapshotsPaginator(ask -> ask.snapshotType("manual"))
                .dbSnapshots()
                .stream()
                .map(Instances::snapshot)
                .toList();
    }

    @Override
    public Optional<Snapshot> snapshot(RdsClient rds, String id) {
        return rds.describeDBSnapshots(ask -> ask.dbSnapshotIdentifier(id)).dbSnapshots().stream()
                .findFirst()
                .map(Instances::snapshot);
    }

    private static Snapshot snapshot(DBSnapshot found) {
        Map<String, String> tags = Family.tags(found.tagList());
        return Snapshot.of(
                found.dbSnapshotIdentifier(),
                Family.text(found.dbSnapshotArn()),
                Family.text(found.dbInstanceIdentifier()),
                Snapshot.Status.of(Family.text(found.status())),
                Family.createdAt(found.snapshotCreateTime(), tags),
                Boolean.TRUE.equals(found.encrypted())
                        ? Optional.of(Family.text(found.kmsKeyId()))
                        : Optional.empty(),
                tags);
    }

    @Override
    public List<Database> databases(RdsClient rds) {
        return rds.describeDBInstancesPaginator(_ -> {}).dbInstances().stream()
                .filter(each -> each.dbClusterIdentifier() == null)
                .map(each -> new Database(source(each), restored(each)))
                .toList();
    }

    private static Source source(DBInstance instance) {
        return new Source(
                instance.dbInstanceIdentifier(),
                Family.text(instance.dbInstanceArn()),
                Source.Status.of(Family.text(instance.dbInstanceStatus())),
                Family.text(instance.dbInstanceStatus()),
                Optional.empty(),
                Optional.ofNullable(instance.latestRestorableTime()));
    }

    private static Clone restored(DBInstance instance) {
        Map<String, String> tags = Family.tags(instance.tagList());
        Clone.Status status = Clone.Status.of(Family.text(instance.dbInstanceStatus()));
        return new Clone(
                instance.dbInstanceIdentifier(),
                Family.text(instance.dbInstanceArn()),
                new Clone.Shape(
                        false,
                        status,
                        Optional.of(status),
                        true,
                        Family.secret(instance.masterUserSecret()),
                        Optional.ofNullable(instance.endpoint())
                                .filter(endpoint -> endpoint.address() != null)
                                .map(endpoint ->
                                        String.format(
                                                Locale.ROOT,
                                                "%s:%d",
                                                endpoint.address(),
                                                endpoint.port()))),
                Family.createdAt(instance.instanceCreateTime(), tags),
                tags);
    }

    @Override
    public void create(RdsClient rds, String id, String database, Map<String, String> tags) {
        rds.createDBSnapshot(ask ->
                ask.dbSnapshotIdentifier(id)
                        .dbInstanceIdentifier(database)
                        .tags(Family.tags(tags)));
    }

    @Override
    public void copy(
            RdsClient there,
            Snapshot snapshot,
            String fromRegion,
            String keyId,
            Map<String, String> tags) {
        there.copyDBSnapshot(ask ->
                ask.sourceDBSnapshotIdentifier(snapshot.arn())
                        .targetDBSnapshotIdentifier(snapshot.id())
                        .sourceRegion(fromRegion)
                        .kmsKeyId(keyId)
                        .copyTags(false)
                        .tags(Family.tags(tags)));
    }

    @Override
    public void delete(RdsClient rds, String id) {
        rds.deleteDBSnapshot(ask -> ask.dbSnapshotIdentifier(id));
    }

    @Override
    public void restore(
            RdsClient rds,
            Snapshot snapshot,
            String id,
            Clone.Purpose purpose,
            Map<String, String> tags) {
        Optional<DBInstance> original = original(rds, snapshot.database());
        rds.restoreDBInstanceFromDBSnapshot(ask -> {
            ask.dbInstanceIdentifier(id)
                    .dbSnapshotIdentifier(snapshot.id())
                    .dbInstanceClass(instanceClass(original, purpose))
                    .deletionProtection(purpose == Clone.Purpose.RESTORE)
                    .publiclyAccessible(false)
                    .multiAZ(false)
                    .copyTagsToSnapshot(false)
                    .tags(Family.tags(tags));
            subnetGroup(original).ifPresent(ask::dbSubnetGroupName);
            groups(original, purpose).ifPresent(ask::vpcSecurityGroupIds);
        });
    }

    @Override
    public void restoreToTime(
            RdsClient rds, String database, Instant time, String id, Map<String, String> tags) {
        Optional<DBInstance> original = original(rds, database);
        rds.restoreDBInstanceToPointInTime(ask -> {
            ask.targetDBInstanceIdentifier(id)
                    .sourceDBInstanceIdentifier(database)
                    .restoreTime(time)
                    .dbInstanceClass(instanceClass(original, Clone.Purpose.RESTORE))
                    .deletionProtection(true)
                    .publiclyAccessible(false)
                    .tags(Family.tags(tags));
            subnetGroup(original).ifPresent(ask::dbSubnetGroupName);
            groups(original, Clone.Purpose.RESTORE).ifPresent(ask::vpcSecurityGroupIds);
        });
    }

    /// A plain instance comes with all but a password; nothing else is ever asked for.
    @Override
    public void advance(RdsClient rds, Clone target, Step step, Map<String, String> tags) {
        switch (step) {
            case TAKE_PASSWORD ->
                    rds.modifyDBInstance(ask ->
                            ask.dbInstanceIdentifier(target.id())
                                    .manageMasterUserPassword(true)
                                    .applyImmediately(true));
            case REMOVE ->
                    rds.deleteDBInstance(ask ->
                            ask.dbInstanceIdentifier(target.id())
                                    .skipFinalSnapshot(true)
                                    .deleteAutomatedBackups(true));
            case ADD_INSTANCE, OPEN_DATA_API, REMOVE_INSTANCE ->
                    throw new IllegalStateException("a plain instance has no step " + step);
        }
    }

    private String instanceClass(Optional<DBInstance> original, Clone.Purpose purpose) {
        return switch (purpose) {
            case RESTORE_VERIFY -> settings.cloneClass();
            case RESTORE -> original.map(DBInstance::dbInstanceClass).orElse(settings.cloneClass());
        };
    }

    private static Optional<DBInstance> original(RdsClient rds, String id) {
        return rds
                .describeDBInstances(
                        ask -> ask.filters(Family.filter("db-instance-id", List.of(id))))
                .dbInstances()
                .stream()
                .filter(each -> id.equals(each.dbInstanceIdentifier()))
                .findFirst();
    }

    private Optional<String> subnetGroup(Optional<DBInstance> original) {
        return settings.subnetGroup()
                .or(() ->
                        original.map(DBInstance::dbSubnetGroup)
                                .map(DBSubnetGroup::dbSubnetGroupName));
    }

    private Optional<List<String>> groups(Optional<DBInstance> original, Clone.Purpose purpose) {
        return settings.securityGroups(
                original.map(DBInstance::vpcSecurityGroups).orElse(List.of()), purpose);
    }
}
