package no.getdrop.backup.run;

import no.getdrop.backup.plan.Action.Step;
import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Source;
import no.getdrop.backup.plan.State;
import no.getdrop.backup.plan.Stock;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// RDS that does at once what it is asked, or answers every write with one error.
public final class FakeCloud implements Cloud {
    public final Map<String, Snapshot> snapshots = new LinkedHashMap<>();
    public final Map<String, Snapshot> copies = new LinkedHashMap<>();
    public final Map<String, Clone> clones = new LinkedHashMap<>();
    public final List<String> calls = new ArrayList<>();
    private final Instant now;
    private Optional<CloudException.Kind> error = Optional.empty();
    private Source.Status status = Source.Status.READY;

    public FakeCloud(Instant now) {
        this.now = now;
    }

    /// From now on every write is answered so.
    public void fails(CloudException.Kind kind) {
        error = Optional.of(kind);
    }

    public void works() {
        error = Optional.empty();
    }

    public void setSource(Source.Status to) {
        status = to;
    }

    public void put(Snapshot snapshot) {
        snapshots.put(snapshot.id(), snapshot);
    }

    @Override
    public Map<String, State> read(List<String> databases) {
        Map<String, State> states = new HashMap<>();
        for (String database : databases) {
            states.put(
                    database,
                    new State(
                            database.equals(Stock.DATABASE)
                                    ? Stock.source(status)
                                    : Source.missing(database),
                            snapshots.values().stream()
                                    .filter(each -> each.database().equals(database))
                                    .toList(),
                            List.copyOf(copies.values()),
                            clones.values().stream().filter(each -> each.isOf(database)).toList(),
                            Set.copyOf(snapshots.keySet())));
        }
        return states;
    }

    @Override
    public Optional<Snapshot> find(String snapshotId) {
        return Optional.ofNullable(snapshots.get(snapshotId));
    }

    @Override
    public Optional<Snapshot> findCopy(String snapshotId) {
        return Optional.ofNullable(copies.get(snapshotId));
    }

    @Override
    public Optional<Clone> findClone(String id) {
        return Optional.ofNullable(clones.get(id));
    }

    @Override
    public void create(String snapshotId, String database, Map<String, String> tags) {
        write("create " + snapshotId, snapshots.containsKey(snapshotId));
        snapshots.put(
                snapshotId,
                Snapshot.of(
                        snapshotId,
                        "arn:" + snapshotId,
                        database,
                        Snapshot.Status.CREATING,
                        now,
                        Optional.of("key"),
                        tags));
    }

    @Override
    public void copy(Snapshot snapshot, Map<String, String> tags) {
        write("copy " + snapshot.id(), copies.containsKey(snapshot.id()));
        copies.put(snapshot.id(), Stock.snapshot(snapshot.id(), now, tags));
    }

    @Override
    public void delete(Snapshot snapshot) {
        write("delete " + snapshot.id(), false);
        snapshots.remove(snapshot.id());
    }

    @Override
    public void deleteCopy(Snapshot copy) {
        write("delete copy " + copy.id(), false);
        copies.remove(copy.id());
    }

    @Override
    public void tag(Snapshot snapshot, Map<String, String> tags) {
        write("tag " + snapshot.id(), false);
        Map<String, String> all = new HashMap<>(snapshot.tags());
        all.putAll(tags);
        snapshots.put(snapshot.id(), Stock.snapshot(snapshot.id(), snapshot.createdAt(), all));
    }

    @Override
    public void restore(
            Snapshot snapshot, String id, Clone.Purpose purpose, Map<String, String> tags) {
        write("restore " + snapshot.id() + " as " + id, clones.containsKey(id));
        putClone(id, tags);
    }

    @Override
    public void restoreToTime(String database, Instant time, String id, Map<String, String> tags) {
        write("restore " + database + " at " + time + " as " + id, clones.containsKey(id));
        putClone(id, tags);
    }

    private void putClone(String id, Map<String, String> tags) {
        clones.put(
                id,
                new Clone(
                        id,
                        "arn:" + id,
                        Stock.shape(Clone.Status.STARTING, Optional.empty(), false, false),
                        now,
                        tags));
    }

    @Override
    public void advance(Clone clone, Step step, Map<String, String> tags) {
        write(step + " " + clone.id(), false);
    }

    private void write(String call, boolean exists) {
        calls.add(call);
        error.ifPresent(kind -> {
            throw new CloudException(
                    kind, "as the test asks for", new IllegalStateException("RDS"));
        });
        if (exists) {
            throw new CloudException(
                    CloudException.Kind.EXISTS, "it exists", new IllegalStateException("RDS"));
        }
    }
}
