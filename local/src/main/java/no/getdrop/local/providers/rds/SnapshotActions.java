package no.getdrop.local.providers.rds;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Creating, copying, deleting and describing snapshots of one family.
final class SnapshotActions {
    private static final int COPIES_IN_PROGRESS_MAX = 20;

    private final Family family;

    SnapshotActions(Family family) {
        this.family = family;
    }

    /// Only of a database that is available, which then is backing up.
    Map<String, ?> create(Call call) throws RdsException {
        Database source = call.database(family, family.databaseId());
        String id = newId(call, family.snapshotId());
        if (source.cluster.isPresent()) {
            throw RdsException.invalid(
                    "The specified instance is a member of a cluster and a snapshot cannot be"
                            + " created directly. Please use the CreateDBClusterSnapshot API.");
        }
        if (!source.is("available", call.now())) {
            throw new RdsException(
                    family.invalidDatabaseState,
                    "%s is not currently in the available state.".formatted(source.id));
        }
        checkQuota(call);
        Snapshot made =
                new Snapshot(
                        call.region().name,
                        id,
                        source,
                        "manual",
                        source.engine().image(),
                        call.now(),
                        call.form().tags());
        Instant done = call.now().plus(call.timing().snapshot());
        made.status.set(call.now(), "creating").plan(done, "available");
        source.status.set(call.now(), "backing-up").plan(done, "available");
        call.region().add(made);
        return result(made, call.now());
    }

    /// To the region that is called, from there or from another; what is encrypted gets a key of
    /// that region.
    Map<String, ?> copy(Call call) throws RdsException {
        Snapshot original = call.snapshot(family, "Source" + family.snapshotId());
        String id = newId(call, "Target" + family.snapshotId());
        boolean fromElsewhere = !Rds.region(original.arn).equals(call.region().name);
        if (!original.is("available", call.now())) {
            throw new RdsException(
                    family.invalidSnapshotState,
                    "%s is not in the available state.".formatted(original.id));
        }
        Optional<String> key = call.form().text("KmsKeyId");
        if (fromElsewhere && key.isEmpty()) {
            throw RdsException.invalid(
                    "A copy of an encrypted snapshot in another region needs KmsKeyId.");
        }
        call.region().checkKey(key.orElse(original.kmsKeyId));
        checkQuota(call);
        checkCopies(call);
        Map<String, String> tags = call.form().tags();
        if (tags.isEmpty() && call.form().flag("CopyTags")) {
            tags = original.tags(call.now());
        }
        Snapshot made =
                new Snapshot(
                        call.region().name,
                        id,
                        original,
                        key.orElse(original.kmsKeyId),
                        call.now(),
                        tags);
        made.status
                .set(call.now(), fromElsewhere ? "copying" : "creating")
                .plan(call.now().plus(call.timing().copy()), "available");
        call.region().add(made);
        return result(made, call.now());
    }

    /// What is being created cannot be deleted. A copy in progress can, which ends it; and whose
    /// original goes has failed, the worse of what may happen.
    Map<String, ?> delete(Call call) throws RdsException {
        Snapshot snapshot = call.snapshot(family, family.snapshotId());
        boolean copying = snapshot.is("copying", call.now());
        if (snapshot.type.equals("automated")
                || (!copying
                        && !snapshot.is("available", call.now())
                        && !snapshot.is("failed", call.now()))) {
            throw new RdsException(
                    family.invalidSnapshotState,
                    "Cannot delete the %s snapshot %s in state %s."
                            .formatted(snapshot.type, snapshot.id, snapshot.status(call.now())));
        }
        snapshot.status.set(call.now(), Resource.GONE);
        for (Snapshot other : call.rds().snapshots(family)) {
            if (other.copiedFrom.filter(snapshot::equals).isPresent()
                    && other.is("copying", call.now())) {
                other.status.set(call.now(), "failed");
            }
        }
        call.rds().forgetImage(snapshot, call.now());
        Map<String, Object> fields = snapshot.fields(call.now());
        fields.put("Status", "deleted");
        return Map.of(family.snapshot, fields);
    }

    /// In an order that says nothing of age, in pages.
    Map<String, ?> describe(Call call) throws RdsException {
        Instant at = call.describedAt();
        Form form = call.form();
        Optional<String> one = form.text(family.snapshotId()).map(Call::id);
        Optional<String> of = form.text(family.databaseId()).map(Call::id);
        Optional<String> type = form.text("SnapshotType");
        if (one.isPresent() && call.region().snapshot(family, one.get(), at).isEmpty()) {
            throw new RdsException(family.snapshotNotFound, "%s not found.".formatted(one.get()));
        }
        String prefix = family == Family.CLUSTER ? "db-cluster" : "db-instance";
        Filters<Snapshot> filters =
                new Filters<Snapshot>(form)
                        .by(prefix + "-id", snapshot -> snapshot.source.id)
                        .by(
                                family == Family.CLUSTER
                                        ? "db-cluster-snapshot-id"
                                        : "db-snapshot-id",
                                snapshot -> snapshot.id)
                        .by("snapshot-type", snapshot -> snapshot.type)
                        .by("engine", snapshot -> snapshot.source.engineName());
        List<Snapshot> found =
                filters.of(
                        call.region().snapshots(family).values().stream()
                                .filter(snapshot -> snapshot.exists(at))
                                .filter(snapshot -> one.isEmpty() || one.get().equals(snapshot.id))
                                .filter(snapshot ->
                                        of.isEmpty() || of.get().equals(snapshot.source.id))
                                .filter(snapshot ->
                                        type.isEmpty() || type.get().equals(snapshot.type)));
        return Pages.of(form, found, family.snapshot + "s", family.snapshot, at);
    }

    private String newId(Call call, String parameter) throws RdsException {
        String id = call.form().newIdentifier(parameter);
        if (call.region().snapshot(family, id, call.now()).isPresent()) {
            throw new RdsException(
                    family.snapshotExists,
                    "Cannot create the snapshot because one with the identifier %s already exists."
                            .formatted(id));
        }
        return id;
    }

    private void checkQuota(Call call) throws RdsException {
        if (call.region().manualSnapshots(family, call.now()) >= call.region().manualSnapshotsMax) {
            throw new RdsException(
                    "SnapshotQuotaExceeded",
                    "Cannot create more than %d manual snapshots"
                            .formatted(call.region().manualSnapshotsMax));
        }
    }

    private void checkCopies(Call call) throws RdsException {
        long copying =
                call.region().snapshots(family).values().stream()
                        .filter(snapshot -> snapshot.is("copying", call.now()))
                        .count();
        if (copying >= COPIES_IN_PROGRESS_MAX) {
            throw new RdsException(
                    "SnapshotQuotaExceeded",
                    "Cannot have more than %d copies to one region in progress"
                            .formatted(COPIES_IN_PROGRESS_MAX));
        }
    }

    private Map<String, ?> result(Snapshot snapshot, Instant now) {
        return Map.of(family.snapshot, snapshot.fields(now));
    }
}
