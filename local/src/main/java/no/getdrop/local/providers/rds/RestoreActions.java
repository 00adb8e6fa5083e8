package no.getdrop.local.providers.rds;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// New databases from snapshots, or from a moment of another one.
///
/// A restore to a moment holds what its source holds when it is asked for, whatever the moment: the
/// double keeps no log to go back by.
final class RestoreActions {
    private final Family family;
    private final DatabaseActions databases;

    RestoreActions(Family family) {
        this.family = family;
        this.databases = new DatabaseActions(family);
    }

    /// From a snapshot that is available, whose key may be used. A cluster has no instance yet.
    Map<String, ?> fromSnapshot(Call call) throws RdsException {
        String id = databases.newId(call, family.databaseId());
        if (family == Family.CLUSTER) {
            call.form().required("Engine");
        }
        Snapshot snapshot =
                call.snapshot(
                        family,
                        family == Family.CLUSTER ? "SnapshotIdentifier" : family.snapshotId());
        if (!Rds.region(snapshot.arn).equals(call.region().name)) {
            throw new RdsException(
                    family.snapshotNotFound, "%s is in another region.".formatted(snapshot.arn));
        }
        if (!snapshot.is("available", call.now())) {
            throw new RdsException(
                    family.invalidSnapshotState,
                    "%s is not in the available state.".formatted(snapshot.id));
        }
        return restored(call, id, snapshot.kmsKeyId, snapshot.image);
    }

    /// From a moment that can be restored.
    Map<String, ?> toTime(Call call) throws RdsException {
        boolean cluster = family == Family.CLUSTER;
        String id =
                databases.newId(
                        call, cluster ? family.databaseId() : "Target" + family.databaseId());
        Database source = call.database(family, "Source" + family.databaseId());
        Optional<Instant> time = call.form().time(cluster ? "RestoreToTime" : "RestoreTime");
        boolean latest = call.form().flag("UseLatestRestorableTime");
        if (time.isPresent() == latest) {
            throw new RdsException(
                    "InvalidParameterCombination",
                    "Either a time or UseLatestRestorableTime must be given, and not both.");
        }
        if (time.isPresent()
                && (time.get().isBefore(source.earliestRestorable(call.now()))
                        || time.get().isAfter(source.latestRestorable(call.now())))) {
            throw RdsException.invalid(
                    "The time %s cannot be restored: want %s to %s"
                            .formatted(
                                    time.get(),
                                    source.earliestRestorable(call.now()),
                                    source.latestRestorable(call.now())));
        }
        return restored(call, id, source.kmsKeyId, source.engine().image());
    }

    private Map<String, ?> restored(Call call, String id, String sourceKey, Engine.Image image)
            throws RdsException {
        String key = call.form().text("KmsKeyId").orElse(sourceKey);
        call.region().checkKey(sourceKey);
        call.region().checkKey(key);
        Rds rds = call.rds();
        rds.await(image);
        Database made =
                new Database(
                        family,
                        call.region().name,
                        id,
                        call.form(),
                        Optional.empty(),
                        key,
                        call.now(),
                        call.form().tags(),
                        () -> rds.startEngine(image));
        return DatabaseActions.begun(call, made, creation(call.timing()));
    }

    private Duration creation(Timing timing) {
        return family == Family.CLUSTER ? timing.cluster() : timing.instance();
    }
}
