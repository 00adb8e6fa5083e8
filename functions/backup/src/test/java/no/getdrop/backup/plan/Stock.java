package no.getdrop.backup.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Snapshots and states for tests.
public final class Stock {
    public static final String OWNER = "drop-test";
    public static final String DATABASE = "drop-production";
    public static final Policy.Keep KEEP = new Policy.Keep(7, 8, 12, 7, 10, 10, 3);
    public static final Policy POLICY = new Policy(OWNER, KEEP, Policy.Limits.standard(), false);

    private Stock() {}

    /// A nightly one of that night, taken then, with the tags in pairs.
    public static Snapshot nightly(String night, String... tags) {
        Instant at = Instant.parse(night + "T02:00:00Z");
        String id = Names.nightly(DATABASE, new Slot(at));
        Map<String, String> all = tags(id, Kind.NIGHTLY, tags);
        all.put(Tags.SLOT, new Slot(at).stamp());
        return snapshot(id, at.plusSeconds(90), all);
    }

    /// One that was proved and that the database knows of.
    public static Snapshot verified(String night) {
        return nightly(night, Tags.VERDICT, "verified", Tags.MARKED, "true");
    }

    /// One before a deployment.
    public static Snapshot preDeploy(String at, String... tags) {
        Instant time = Instant.parse(at);
        String id = Names.preDeploy(DATABASE, true, time);
        return snapshot(id, time, tags(id, Kind.PRE_DEPLOY, tags));
    }

    /// Those of every night from one on.
    public static List<Snapshot> nights(String first, int count) {
        List<Snapshot> nights = new ArrayList<>();
        LocalDate date = LocalDate.parse(first);
        for (int i = 0; i < count; i++) {
            nights.add(verified(date.plusDays(i).toString()));
        }
        return nights;
    }

    public static Snapshot snapshot(String id, Instant at, Map<String, String> tags) {
        return Snapshot.of(
                id,
                "arn:aws:rds:eu-west-1:123456789012:cluster-snapshot:" + id,
                DATABASE,
                Snapshot.Status.AVAILABLE,
                at,
                Optional.of("key"),
                tags);
    }

    /// The same in another status.
    public static Snapshot in(Snapshot.Status status, Snapshot snapshot) {
        return Snapshot.of(
                snapshot.id(),
                snapshot.arn(),
                snapshot.database(),
                status,
                snapshot.createdAt(),
                snapshot.keyId(),
                snapshot.tags());
    }

    /// The same with further tags, in pairs.
    public static Snapshot with(Snapshot snapshot, String... tags) {
        Map<String, String> all = new HashMap<>(snapshot.tags());
        put(all, tags);
        return Snapshot.of(
                snapshot.id(),
                snapshot.arn(),
                snapshot.database(),
                snapshot.status(),
                snapshot.createdAt(),
                snapshot.keyId(),
                all);
    }

    private static Map<String, String> tags(String id, Kind kind, String... tags) {
        Map<String, String> all = new HashMap<>();
        all.put(Tags.OWNER, OWNER);
        all.put(Tags.ID, id);
        all.put(Tags.KIND, kind.text());
        all.put(Tags.RUN, id);
        put(all, tags);
        return all;
    }

    private static void put(Map<String, String> all, String... tags) {
        for (int i = 0; i < tags.length; i += 2) {
            all.put(tags[i], tags[i + 1]);
        }
    }

    public static Source source(Source.Status status) {
        return new Source(
                DATABASE,
                "arn:aws:rds:eu-west-1:123456789012:cluster:" + DATABASE,
                status,
                status == Source.Status.BUSY ? "backing-up" : "available",
                Optional.of(Instant.parse("2026-11-01T00:00:00Z")),
                Optional.of(Instant.parse("2026-11-25T11:57:00Z")));
    }

    /// What there is with these snapshots alone.
    public static State state(List<Snapshot> snapshots, Clone... clones) {
        return new State(
                source(Source.Status.READY), snapshots, List.of(), List.of(clones), ids(snapshots));
    }

    public static Set<String> ids(List<Snapshot> snapshots) {
        return Set.copyOf(snapshots.stream().map(Snapshot::id).toList());
    }

    /// A clone of a snapshot, as far as the shape says.
    public static Clone cloneOf(Snapshot of, Instant at, Clone.Shape shape, String... tags) {
        Map<String, String> all = new HashMap<>();
        all.put(Tags.OWNER, OWNER);
        all.put(Tags.ID, Names.clone(of));
        all.put(Tags.PURPOSE, "restore-verify");
        all.put(Tags.DATABASE, DATABASE);
        all.put(Tags.SNAPSHOT, of.id());
        all.put(Tags.ATTEMPT, "1");
        put(all, tags);
        return new Clone(Names.clone(of), "arn:" + Names.clone(of), shape, at, all);
    }

    /// A cluster's shape: how far the cluster, how far its instance, Data API, password.
    public static Clone.Shape shape(
            Clone.Status status, Optional<Clone.Status> member, boolean dataApi, boolean password) {
        return new Clone.Shape(
                true,
                status,
                member,
                dataApi,
                password ? Optional.of("arn:secret") : Optional.empty(),
                Optional.empty());
    }
}
