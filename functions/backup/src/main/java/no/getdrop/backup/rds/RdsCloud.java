package no.getdrop.backup.rds;

import no.getdrop.backup.plan.Action.Step;
import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Source;
import no.getdrop.backup.plan.State;
import no.getdrop.backup.run.Cloud;
import no.getdrop.backup.run.CloudException;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// RDS of one account in one region, and in the second one where copies go. Made for one
/// invocation.
public final class RdsCloud implements Cloud, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration CALL = Duration.ofSeconds(40);

    private final RdsSettings settings;
    private final Family family;
    private final RdsClient here;
    private final @Nullable RdsClient there;

    private RdsCloud(RdsSettings settings, RdsClient here, @Nullable RdsClient there) {
        this.settings = settings;
        this.family =
                switch (settings.kind()) {
                    case CLUSTER -> new Clusters(settings);
                    case INSTANCE -> new Instances(settings);
                };
        this.here = here;
        this.there = there;
    }

    /// Clients with the credentials of the function.
    public static RdsCloud open(RdsSettings settings) {
        return new RdsCloud(
                settings,
                client(settings.region()),
                settings.second().map(second -> client(second.region())).orElse(null));
    }

    private static RdsClient client(String region) {
        return RdsClient.builder()
                .region(Region.of(region))
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder()
                                .connectionTimeout(CONNECT)
                                .socketTimeout(ANSWER))
                .overrideConfiguration(limits -> limits.apiCallTimeout(CALL))
                .build();
    }

    @Override
    public Map<String, State> read(List<String> databases) {
        List<Snapshot> snapshots = RdsErrors.translated(() -> family.snapshots(here));
        List<Family.Database> all = RdsErrors.translated(() -> family.databases(here));
        RdsClient second = there;
        List<Snapshot> copies =
                second == null ? List.of() : RdsErrors.translated(() -> family.snapshots(second));
        Set<String> takenIds = new HashSet<>();
        snapshots.forEach(each -> takenIds.add(each.id()));
        Map<String, State> states = new HashMap<>();
        for (String database : databases) {
            states.put(
                    database,
                    new State(
                            all.stream()
                                    .map(Family.Database::source)
                                    .filter(each -> each.id().equals(database))
                                    .findFirst()
                                    .orElse(Source.missing(database)),
                            of(database, snapshots),
                            of(database, copies),
                            all.stream()
                                    .map(Family.Database::restored)
                                    .filter(each -> each.isOf(database))
                                    .toList(),
                            takenIds));
        }
        return states;
    }

    private static List<Snapshot> of(String database, List<Snapshot> snapshots) {
        return snapshots.stream().filter(each -> each.database().equals(database)).toList();
    }

    @Override
    public Optional<Snapshot> find(String snapshotId) {
        return found(() -> family.snapshot(here, snapshotId));
    }

    @Override
    public Optional<Snapshot> findCopy(String snapshotId) {
        return found(() -> family.snapshot(second(), snapshotId));
    }

    @Override
    public Optional<Clone> findClone(String id) {
        return RdsErrors.translated(() ->
                family.databases(here).stream()
                        .map(Family.Database::restored)
                        .filter(each -> each.id().equals(id))
                        .findFirst());
    }

    private static <T> Optional<T> found(Supplier<Optional<T>> call) {
        try {
            return RdsErrors.translated(call);
        } catch (CloudException e) {
            if (e.kind() == CloudException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void create(String snapshotId, String database, Map<String, String> tags) {
        translated(() -> family.create(here, snapshotId, database, tags));
    }

    @Override
    public void copy(Snapshot snapshot, Map<String, String> tags) {
        String keyId = settings.second().map(RdsSettings.Second::keyId).orElseThrow();
        translated(() -> family.copy(second(), snapshot, settings.region(), keyId, tags));
    }

    @Override
    public void delete(Snapshot snapshot) {
        translated(() -> family.delete(here, snapshot.id()));
    }

    @Override
    public void deleteCopy(Snapshot copy) {
        translated(() -> family.delete(second(), copy.id()));
    }

    @Override
    public void tag(Snapshot snapshot, Map<String, String> tags) {
        translated(() ->
                here.addTagsToResource(
                        ask -> ask.resourceName(snapshot.arn()).tags(Family.tags(tags))));
    }

    @Override
    public void restore(
            Snapshot snapshot, String id, Clone.Purpose purpose, Map<String, String> tags) {
        translated(() -> family.restore(here, snapshot, id, purpose, tags));
    }

    @Override
    public void restoreToTime(String database, Instant time, String id, Map<String, String> tags) {
        translated(() -> family.restoreToTime(here, database, time, id, tags));
    }

    @Override
    public void advance(Clone clone, Step step, Map<String, String> tags) {
        translated(() -> family.advance(here, clone, step, tags));
    }

    private RdsClient second() {
        RdsClient second = there;
        if (second == null) {
            throw new IllegalStateException("there is no second region");
        }
        return second;
    }

    private static void translated(Runnable call) {
        RdsErrors.translated(() -> {
            call.run();
            return true;
        });
    }

    @Override
    public void close() {
        here.close();
        RdsClient second = there;
        if (second != null) {
            second.close();
        }
    }
}
