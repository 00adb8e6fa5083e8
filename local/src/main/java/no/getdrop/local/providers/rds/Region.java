package no.getdrop.local.providers.rds;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one region holds.
final class Region {
    private static final int MANUAL_SNAPSHOTS_MAX = 100;

    final String name;
    int manualSnapshotsMax = MANUAL_SNAPSHOTS_MAX;
    private final Map<Family, Map<String, Snapshot>> snapshots = new EnumMap<>(Family.class);
    private final Map<Family, Map<String, Database>> databases = new EnumMap<>(Family.class);
    private final Set<String> keys = new HashSet<>();

    Region(String name) {
        this.name = name;
        for (Family family : Family.values()) {
            snapshots.put(family, new HashMap<>());
            databases.put(family, new HashMap<>());
        }
        keys.add(defaultKey());
    }

    /// The key of the service itself.
    String defaultKey() {
        return "arn:aws:kms:%s:%s:key/aws-rds".formatted(name, Rds.ACCOUNT);
    }

    void addKey(String arn) {
        keys.add(arn);
    }

    /// @throws RdsException when the caller may not use the key or there is none
    void checkKey(String arn) throws RdsException {
        if (!keys.contains(arn)) {
            throw new RdsException(
                    "KMSKeyNotAccessibleFault",
                    "The KMS key [%s] does not exist, is not enabled or may not be used."
                            .formatted(arn));
        }
    }

    void add(Snapshot snapshot) {
        snapshots(snapshot.family).put(snapshot.id, snapshot);
    }

    void add(Database database) {
        databases(database.family).put(database.id, database);
    }

    Map<String, Snapshot> snapshots(Family family) {
        return snapshots.getOrDefault(family, Map.of());
    }

    Map<String, Database> databases(Family family) {
        return databases.getOrDefault(family, Map.of());
    }

    Optional<Snapshot> snapshot(Family family, String id, Instant at) {
        return Optional.ofNullable(snapshots(family).get(id)).filter(found -> found.exists(at));
    }

    Optional<Database> database(Family family, String id, Instant at) {
        return Optional.ofNullable(databases(family).get(id)).filter(found -> found.exists(at));
    }

    /// Leaves the databases that were added.
    void clear(Instant now) {
        for (Family family : Family.values()) {
            snapshots(family).values().forEach(snapshot -> snapshot.image.delete());
            snapshots(family).clear();
            databases(family).values().forEach(Database::closeRestored);
            databases(family).values().removeIf(Database::isRestored);
            databases(family).values().forEach(database -> database.settle(now));
        }
    }

    long manualSnapshots(Family family, Instant at) {
        return snapshots(family).values().stream()
                .filter(snapshot -> snapshot.type.equals("manual") && snapshot.exists(at))
                .count();
    }

    /// Everything with an ARN.
    List<Resource> resources() {
        List<Resource> all = new ArrayList<>();
        snapshots.values().forEach(each -> all.addAll(each.values()));
        databases.values().forEach(each -> all.addAll(each.values()));
        return all;
    }
}
