package no.getdrop.backup.plan;

import no.getdrop.backup.run.Cloud;
import no.getdrop.backup.run.CloudException;
import no.getdrop.backup.run.CloudException.Kind;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// RDS in memory: things take time to become available, show up late, fail for no reason, and the
/// function may die before or after any call.
final class SimulatedCloud implements Cloud {
    /// The function was cut off.
    static final class KilledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// A snapshot or copy.
    static final class Stored {
        final String id;
        final String database;
        final Instant createdAt;
        final Instant readyAt;
        final Instant visibleAt;
        final boolean fails;
        private final Map<String, String> tags = new HashMap<>();
        private @Nullable Snapshot shown;

        Stored(
                String id,
                String database,
                Instant at,
                Instant readyAt,
                Instant visibleAt,
                boolean fails) {
            this.id = id;
            this.database = database;
            this.createdAt = at;
            this.readyAt = readyAt;
            this.visibleAt = visibleAt;
            this.fails = fails;
        }

        Map<String, String> tags() {
            return Collections.unmodifiableMap(tags);
        }

        void tag(Map<String, String> more) {
            tags.putAll(more);
            shown = null;
        }

        Snapshot show(Instant now) {
            Snapshot.Status status =
                    now.isBefore(readyAt)
                            ? Snapshot.Status.CREATING
                            : fails ? Snapshot.Status.FAILED : Snapshot.Status.AVAILABLE;
            Snapshot last = shown;
            if (last == null || last.status() != status) {
                last =
                        Snapshot.of(
                                id,
                                "arn:" + id,
                                database,
                                status,
                                createdAt,
                                Optional.of("key"),
                                tags);
                shown = last;
            }
            return last;
        }
    }

    /// A restored cluster.
    static final class Restored {
        final String id;
        final Instant createdAt;
        final Instant readyAt;
        final boolean fails;
        final Map<String, String> tags;
        Optional<Instant> instanceReadyAt = Optional.empty();
        boolean dataApi;
        boolean password;

        Restored(String id, Instant at, Instant readyAt, boolean fails, Map<String, String> tags) {
            this.id = id;
            this.createdAt = at;
            this.readyAt = readyAt;
            this.fails = fails;
            this.tags = new HashMap<>(tags);
        }

        Clone show(Instant now) {
            Clone.Status status = fails ? Clone.Status.FAILED : reached(readyAt, now);
            return new Clone(
                    id,
                    "arn:" + id,
                    new Clone.Shape(
                            true,
                            status,
                            instanceReadyAt.map(at -> reached(at, now)),
                            dataApi,
                            password ? Optional.of("arn:secret:" + id) : Optional.empty(),
                            Optional.empty()),
                    createdAt,
                    tags);
        }

        private static Clone.Status reached(Instant at, Instant now) {
            return now.isBefore(at) ? Clone.Status.STARTING : Clone.Status.AVAILABLE;
        }
    }

    final Map<String, Stored> snapshots = new LinkedHashMap<>();
    final Map<String, Stored> copies = new LinkedHashMap<>();
    final Map<String, Restored> clones = new LinkedHashMap<>();
    final List<String> writes = new ArrayList<>();
    final Set<String> deleted = new HashSet<>();
    private final Random random;
    private final int quota;
    private Instant now;
    private boolean calm;
    private boolean disturbed;
    private Source.Status source = Source.Status.READY;

    SimulatedCloud(Random random, Instant now, int quota) {
        this.random = random;
        this.now = now;
        this.quota = quota;
    }

    void setNow(Instant time) {
        now = time;
    }

    void calmDown() {
        calm = true;
        source = Source.Status.READY;
    }

    void setSource(Source.Status status) {
        source = status;
    }

    /// Forgets what the last tick wrote and whether anything went wrong in it.
    void beginTick() {
        writes.clear();
        disturbed = false;
    }

    boolean isDisturbed() {
        return disturbed;
    }

    void disturb() {
        disturbed = true;
    }

    @Override
    public Map<String, State> read(List<String> databases) {
        fault();
        Map<String, State> states = new HashMap<>();
        for (String database : databases) {
            states.put(
                    database,
                    new State(
                            new Source(
                                    database,
                                    "arn:" + database,
                                    source,
                                    source.name(),
                                    Optional.empty(),
                                    Optional.of(now.minusSeconds(200))),
                            shown(snapshots, database),
                            shown(copies, database),
                            clones.values().stream()
                                    .map(each -> each.show(now))
                                    .filter(each -> each.isOf(database))
                                    .toList(),
                            takenIds()));
        }
        return states;
    }

    private Set<String> takenIds() {
        Set<String> ids = new HashSet<>();
        for (Stored each : snapshots.values()) {
            if (!now.isBefore(each.visibleAt)) {
                ids.add(each.id);
            }
        }
        return ids;
    }

    private List<Snapshot> shown(Map<String, Stored> all, String database) {
        return all.values().stream()
                .filter(each -> each.database.equals(database) && !now.isBefore(each.visibleAt))
                .map(each -> each.show(now))
                .toList();
    }

    @Override
    public Optional<Snapshot> find(String snapshotId) {
        fault();
        return Optional.ofNullable(snapshots.get(snapshotId)).map(each -> each.show(now));
    }

    @Override
    public Optional<Snapshot> findCopy(String snapshotId) {
        fault();
        return Optional.ofNullable(copies.get(snapshotId)).map(each -> each.show(now));
    }

    @Override
    public Optional<Clone> findClone(String id) {
        fault();
        return Optional.ofNullable(clones.get(id)).map(each -> each.show(now));
    }

    @Override
    public void create(String snapshotId, String database, Map<String, String> tags) {
        write(
                snapshotId,
                () -> {
                    refuse(snapshots.containsKey(snapshotId), Kind.EXISTS, snapshotId);
                    refuse(source != Source.Status.READY, Kind.STATE, database);
                    refuse(snapshots.size() >= quota, Kind.QUOTA, database);
                    put(snapshots, snapshotId, database, tags);
                });
    }

    @Override
    public void copy(Snapshot snapshot, Map<String, String> tags) {
        write(
                snapshot.id(),
                () -> {
                    refuse(copies.containsKey(snapshot.id()), Kind.EXISTS, snapshot.id());
                    refuse(!snapshots.containsKey(snapshot.id()), Kind.NOT_FOUND, snapshot.id());
                    put(copies, snapshot.id(), snapshot.database(), tags);
                });
    }

    private void put(
            Map<String, Stored> all, String id, String database, Map<String, String> tags) {
        Duration takes = Duration.ofMinutes(1 + random.nextInt(calm ? 10 : 60));
        Duration hidden = Duration.ofMinutes(calm ? 0 : random.nextInt(8));
        Stored stored =
                new Stored(
                        id,
                        database,
                        now,
                        now.plus(takes),
                        now.plus(hidden),
                        !calm && chance(0.01));
        stored.tag(tags);
        all.put(id, stored);
    }

    @Override
    public void delete(Snapshot snapshot) {
        write(snapshot.id(), () -> remove(snapshots, snapshot.id()));
    }

    @Override
    public void deleteCopy(Snapshot copy) {
        write(copy.id(), () -> remove(copies, copy.id()));
    }

    private void remove(Map<String, Stored> all, String id) {
        Stored stored = all.get(id);
        refuse(stored == null, Kind.NOT_FOUND, id);
        refuse(stored != null && now.isBefore(stored.readyAt), Kind.STATE, id);
        all.remove(id);
        deleted.add(id);
    }

    @Override
    public void tag(Snapshot snapshot, Map<String, String> tags) {
        write(
                snapshot.id(),
                () -> {
                    Stored stored = snapshots.get(snapshot.id());
                    refuse(stored == null, Kind.NOT_FOUND, snapshot.id());
                    if (stored != null) {
                        stored.tag(tags);
                    }
                });
    }

    @Override
    public void restore(
            Snapshot snapshot, String id, Clone.Purpose purpose, Map<String, String> tags) {
        write(
                snapshot.id(),
                () -> {
                    refuse(clones.containsKey(id), Kind.EXISTS, id);
                    refuse(!snapshots.containsKey(snapshot.id()), Kind.NOT_FOUND, snapshot.id());
                    Duration takes = Duration.ofMinutes(5 + random.nextInt(calm ? 10 : 40));
                    clones.put(
                            id,
                            new Restored(id, now, now.plus(takes), !calm && chance(0.02), tags));
                });
    }

    @Override
    public void restoreToTime(String database, Instant time, String id, Map<String, String> tags) {
        throw new UnsupportedOperationException("people do that");
    }

    @Override
    public void advance(Clone clone, Action.Step step, Map<String, String> tags) {
        write(
                clone.snapshotId(),
                () -> {
                    Restored restored = clones.get(clone.id());
                    refuse(restored == null, Kind.NOT_FOUND, clone.id());
                    if (restored != null) {
                        refuse(!calm && chance(0.05), Kind.STATE, clone.id());
                        step(restored, step);
                    }
                });
    }

    private void step(Restored restored, Action.Step step) {
        switch (step) {
            case ADD_INSTANCE -> {
                refuse(restored.instanceReadyAt.isPresent(), Kind.EXISTS, restored.id);
                restored.instanceReadyAt = Optional.of(now.plusSeconds(60L * random.nextInt(20)));
            }
            case OPEN_DATA_API -> restored.dataApi = true;
            case TAKE_PASSWORD -> restored.password = true;
            case REMOVE_INSTANCE -> restored.instanceReadyAt = Optional.empty();
            case REMOVE -> {
                refuse(restored.instanceReadyAt.isPresent(), Kind.STATE, restored.id);
                clones.remove(restored.id);
            }
        }
    }

    private void write(String subject, Runnable effect) {
        fault();
        writes.add(subject);
        effect.run();
        if (!calm && chance(0.01)) {
            disturbed = true;
            throw new KilledException();
        }
    }

    /// Whatever may come between.
    private void fault() {
        if (calm) {
            return;
        }
        double dice = random.nextDouble();
        if (dice < 0.04) {
            disturbed = true;
        }
        if (dice < 0.01) {
            throw new KilledException();
        }
        refuse(dice < 0.02, Kind.THROTTLED, "Rate exceeded");
        refuse(dice < 0.03, Kind.OTHER, "no answer");
        refuse(dice < 0.032, Kind.DENIED, "not authorized");
        refuse(dice < 0.034, Kind.KEY, "key");
    }

    private void refuse(boolean condition, Kind kind, String words) {
        if (condition) {
            disturbed = true;
            throw new CloudException(kind, words, new IllegalStateException("RDS"));
        }
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }
}
