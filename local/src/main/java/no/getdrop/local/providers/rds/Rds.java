package no.getdrop.local.providers.rds;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.CallJournal;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;
import no.getdrop.local.providers.rdsdata.DataApiCluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Amazon RDS in all regions, at one address: a call's signature says which region it is for.
///
/// The operations for switches are the actions, such as `CreateDBClusterSnapshot`; an effect names
/// the error that the action shall answer, such as `Throttling` or `AccessDenied`.
public final class Rds extends Provider {
    static final String ACCOUNT = "000000000000";
    private static final Pattern SCOPE =
            Pattern.compile("Credential=[^/]+/\\d{8}/([a-z0-9-]+)/rds/");

    private final InstantSource clock;
    private final Map<String, Region> regions = new HashMap<>();
    private final Set<Engine.Image> awaited = new HashSet<>();
    private Timing timing = Timing.instant();
    private Consumer<Engine> onRestore = engine -> {};

    private Rds(ProviderServer server, InstantSource clock) {
        super(server);
        this.clock = clock;
        for (Family family : Family.values()) {
            SnapshotActions snapshots = new SnapshotActions(family);
            on("Create" + family.snapshot, snapshots::create);
            on("Copy" + family.snapshot, snapshots::copy);
            on("Delete" + family.snapshot, snapshots::delete);
            on("Describe" + family.snapshot + "s", snapshots::describe);
            DatabaseActions databases = new DatabaseActions(family);
            on("Delete" + family.database, databases::delete);
            on("Modify" + family.database, databases::modify);
            on("Describe" + family.database + "s", databases::describe);
            on("Restore" + family.database + "ToPointInTime", new RestoreActions(family)::toTime);
        }
        on("RestoreDBClusterFromSnapshot", new RestoreActions(Family.CLUSTER)::fromSnapshot);
        on("RestoreDBInstanceFromDBSnapshot", new RestoreActions(Family.INSTANCE)::fromSnapshot);
        on("CreateDBInstance", new DatabaseActions(Family.INSTANCE)::createInstance);
        on("EnableHttpEndpoint", new DatabaseActions(Family.CLUSTER)::enableHttpEndpoint);
        TagActions tags = new TagActions();
        on("AddTagsToResource", tags::add);
        on("RemoveTagsFromResource", tags::remove);
        on("ListTagsForResource", tags::list);
        on("DescribeAccountAttributes", Rds::quotas);
    }

    /// Starts it without a database; everything happens at once until [#timing(Timing)].
    ///
    /// @param clock its time, which a test may set by hand
    /// @param journal where its calls are written down, as service `RDS`
    public static Rds start(InstantSource clock, CallJournal journal) {
        return new Rds(ProviderServer.start("RDS", journal), clock);
    }

    /// How long things take from now on.
    public synchronized void timing(Timing from) {
        timing = from;
    }

    /// Adds an Aurora cluster with one instance, as it stands for a long time; its ARN.
    public synchronized String addCluster(String region, String id, Engine engine) {
        Instant now = clock.instant();
        Region in = region(region, now);
        Database cluster =
                database(Family.CLUSTER, in, id, Optional.empty(), in.defaultKey(), engine);
        cluster.httpEndpoint = true;
        Database member =
                database(
                        Family.INSTANCE,
                        in,
                        id + "-1",
                        Optional.of(cluster),
                        in.defaultKey(),
                        engine);
        cluster.members.add(member);
        return cluster.arn;
    }

    /// Adds a PostgreSQL instance by itself, as it stands for a long time; its ARN.
    public synchronized String addInstance(String region, String id, Engine engine) {
        Region in = region(region, clock.instant());
        return database(Family.INSTANCE, in, id, Optional.empty(), in.defaultKey(), engine).arn;
    }

    /// Adds a snapshot that was made earlier, without rows of its own: by hand, by another tool, or
    /// by the service itself; its ARN.
    ///
    /// @param type `manual` or `automated`
    public synchronized String addSnapshot(
            String databaseArn, String id, String type, Instant at, Map<String, String> tags) {
        Database source = (Database) resource(databaseArn);
        Snapshot made =
                new Snapshot(
                        region(databaseArn), id, source, type, Engine.none().image(), at, tags);
        made.status.set(at, "available");
        region(region(databaseArn), at).add(made);
        return made.arn;
    }

    /// Adds a key that may be used in its region.
    public synchronized void addKey(String keyArn) {
        region(region(keyArn), clock.instant()).addKey(keyArn);
    }

    /// How many manual snapshots of each kind a region takes; 100 if not set.
    public synchronized void quota(String region, int manualSnapshots) {
        region(region, clock.instant()).manualSnapshotsMax = manualSnapshots;
    }

    /// What is there: databases, snapshots and copies, in all regions.
    public synchronized List<Holding> holdings() {
        Instant now = clock.instant();
        return regions.values().stream()
                .flatMap(region -> region.resources().stream())
                .filter(resource -> resource.exists(now))
                .map(resource ->
                        new Holding(resource.arn, resource.status(now), resource.tags(now)))
                .toList();
    }

    /// Forgets every snapshot and every restored database, and switches; what was added as a
    /// database is available again.
    public synchronized void clear() {
        switches().clear();
        onRestore = engine -> {};
        regions.values().forEach(region -> region.clear(clock.instant()));
        awaited.clear();
    }

    /// Has something done to each restored database before it answers: to change a row, say.
    public synchronized void onRestore(Consumer<Engine> change) {
        onRestore = change;
    }

    /// A cluster as the RDS Data API finds it.
    public synchronized Optional<DataApiCluster> cluster(String arn) {
        Instant now = clock.instant();
        if (!arn.contains(":cluster:")) {
            return Optional.empty();
        }
        return region(region(arn), now)
                .database(Family.CLUSTER, Call.id(arn), now)
                .filter(found -> found.arn.equals(arn))
                .map(found -> dataApiCluster(found, now));
    }

    /// The role whose password a secret holds that the service keeps; empty when it keeps none
    /// such.
    public synchronized Optional<String> roleIn(String secretArn) {
        Instant now = clock.instant();
        return secretArn.startsWith("arn:aws:secretsmanager:")
                ? region(region(secretArn), now).resources().stream()
                        .filter(found ->
                                found instanceof Database database
                                        && found.exists(now)
                                        && database.masterSecretArn.equals(Optional.of(secretArn)))
                        .map(found -> Database.MASTER)
                        .findFirst()
                : Optional.empty();
    }

    /// Stops listening, and the restored databases.
    @Override
    public void close() {
        server.close();
        synchronized (this) {
            regions.values().forEach(region -> region.clear(clock.instant()));
        }
    }

    static String arn(String region, String kind, String id) {
        return "arn:aws:rds:%s:%s:%s:%s".formatted(region, ACCOUNT, kind, id);
    }

    /// The region of an ARN.
    static String region(String arn) {
        return arn.replaceFirst("^arn:[a-z-]+:[a-z]+:([a-z0-9-]+):.*$", "$1");
    }

    static String resourceId(String prefix) {
        return prefix
                + UUID.randomUUID()
                        .toString()
                        .replace("-", "")
                        .substring(0, 26)
                        .toUpperCase(Locale.ROOT);
    }

    Timing timing() {
        return timing;
    }

    Region region(String name, Instant now) {
        return regions.computeIfAbsent(name, Region::new);
    }

    List<Snapshot> snapshots(Family family) {
        return regions.values().stream()
                .flatMap(region -> region.snapshots(family).values().stream())
                .toList();
    }

    /// A restored database will be started from it, when it is needed.
    synchronized void await(Engine.Image image) {
        awaited.add(image);
    }

    synchronized Engine startEngine(Engine.Image image) {
        Engine engine = image.start();
        try {
            onRestore.accept(engine);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        awaited.remove(image);
        return engine;
    }

    /// Deletes what a snapshot held, unless another one or a restore needs it still.
    void forgetImage(Snapshot gone, Instant now) {
        boolean needed =
                snapshots(gone.family).stream()
                        .anyMatch(other -> other.image.equals(gone.image) && other.exists(now));
        if (!needed && !awaited.contains(gone.image)) {
            gone.image.delete();
        }
    }

    private static DataApiCluster dataApiCluster(Database cluster, Instant now) {
        if (!cluster.httpEndpoint) {
            return new DataApiCluster.EndpointDisabled();
        }
        boolean answers = cluster.is("available", now) || cluster.is("backing-up", now);
        return answers && cluster.membersAt(now).stream().anyMatch(m -> m.is("available", now))
                ? new DataApiCluster.Serving(() -> cluster.engine().port())
                : new DataApiCluster.WithoutInstance();
    }

    private void on(String action, Call.Action act) {
        server.onAction(action, request -> answer(action, request, act));
    }

    private synchronized Answer answer(String action, Request request, Call.Action act) {
        try {
            if (request.effect().isPresent()) {
                throw new RdsException(request.effect().get(), "as a switch asks for");
            }
            Matcher scope = SCOPE.matcher(request.header("Authorization").orElse(""));
            if (!scope.find()) {
                throw new RdsException(
                        "MissingAuthenticationToken", "Request is missing Authentication Token");
            }
            Instant now = clock.instant();
            Map<String, ?> result =
                    act.act(
                            new Call(
                                    this,
                                    region(scope.group(1), now),
                                    new Form(request.form()),
                                    now,
                                    now.minus(timing.lag())));
            Map<String, Object> response = new LinkedHashMap<>();
            response.put(action + "Result", result);
            response.put("ResponseMetadata", Map.of("RequestId", UUID.randomUUID().toString()));
            return new Answer(
                    200, Map.of("Content-Type", "text/xml"), Xml.of(action + "Response", response));
        } catch (RdsException e) {
            return e.answer();
        }
    }

    private Database database(
            Family family,
            Region region,
            String id,
            Optional<Database> cluster,
            String key,
            Engine engine) {
        Instant now = clock.instant();
        Database made =
                new Database(
                        family,
                        region.name,
                        id,
                        new Form(Map.of()),
                        cluster,
                        key,
                        now.minus(Duration.ofDays(365)),
                        Map.of(),
                        () -> engine);
        made.status.set(made.createdAt, "available");
        region.add(made);
        return made;
    }

    private Resource resource(String arn) {
        return regions.values().stream()
                .flatMap(region -> region.resources().stream())
                .filter(resource -> resource.arn.equals(arn))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + arn + " here"));
    }

    private static Map<String, ?> quotas(Call call) {
        return Map.of(
                "AccountQuotas",
                new Xml.Items(
                        "AccountQuota",
                        Arrays.stream(Family.values())
                                .map(family ->
                                        Map.of(
                                                "AccountQuotaName",
                                                family.snapshotQuota,
                                                "Used",
                                                call.region().manualSnapshots(family, call.now()),
                                                "Max",
                                                call.region().manualSnapshotsMax))
                                .toList()));
    }
}
