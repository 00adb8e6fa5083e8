package no.getdrop.local.providers.rds;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Creating, changing, deleting and describing clusters and instances.
final class DatabaseActions {
    private final Family family;

    DatabaseActions(Family family) {
        this.family = family;
    }

    /// An instance in a cluster that is available; the first one lets the cluster answer.
    Map<String, ?> createInstance(Call call) throws RdsException {
        String id = newId(call, "DBInstanceIdentifier");
        Database cluster = call.database(Family.CLUSTER, "DBClusterIdentifier");
        boolean serverless = call.form().required("DBInstanceClass").equals("db.serverless");
        call.form().required("Engine");
        if (!cluster.is("available", call.now())) {
            throw new RdsException(
                    Family.CLUSTER.invalidDatabaseState,
                    "DB cluster %s is not in the available state.".formatted(cluster.id));
        }
        if (serverless
                && cluster.made.text("ServerlessV2ScalingConfiguration.MaxCapacity").isEmpty()) {
            throw new RdsException(
                    Family.CLUSTER.invalidDatabaseState,
                    "Set the Serverless v2 scaling configuration on the parent DB cluster before"
                            + " creating a Serverless v2 DB instance.");
        }
        Database made =
                new Database(
                        Family.INSTANCE,
                        call.region().name,
                        id,
                        call.form(),
                        Optional.of(cluster),
                        cluster.kmsKeyId,
                        call.now(),
                        call.form().tags(),
                        cluster::engine);
        cluster.members.add(made);
        return begun(call, made, call.timing().instance());
    }

    /// What cannot be undone needs to be said: protection off, and no final snapshot.
    Map<String, ?> delete(Call call) throws RdsException {
        Database database = call.database(family, family.databaseId());
        Instant now = call.now();
        if (database.deletionProtection) {
            throw new RdsException(
                    "InvalidParameterCombination",
                    "Cannot delete protected %s, please disable deletion protection and try again."
                            .formatted(database.id));
        }
        if (!call.form().flag("SkipFinalSnapshot") && database.cluster.isEmpty()) {
            throw new RdsException(
                    "InvalidParameterCombination",
                    "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        }
        if (database.is("deleting", now)) {
            throw new RdsException(
                    family.invalidDatabaseState,
                    "%s is already being deleted.".formatted(database.id));
        }
        if (database.membersAt(now).stream().anyMatch(member -> !member.is("deleting", now))) {
            throw new RdsException(
                    family.invalidDatabaseState,
                    "Cluster cannot be deleted, it still contains DB instances in non-deleting"
                            + " state.");
        }
        database.status
                .set(now, "deleting")
                .plan(now.plus(call.timing().deletion()), Resource.GONE);
        if (database.cluster.isEmpty()) {
            database.closeEngine();
        }
        Map<String, Object> fields = database.fields(now);
        fields.put(family == Family.CLUSTER ? "Status" : "DBInstanceStatus", "deleting");
        return Map.of(family.database, fields);
    }

    /// Deletion protection and who keeps the owner's password; the rest is taken and changes
    /// nothing here. The Data API of Aurora PostgreSQL is not switched in this way.
    Map<String, ?> modify(Call call) throws RdsException {
        Database database = call.database(family, family.databaseId());
        if (!database.is("available", call.now())) {
            throw new RdsException(
                    family.invalidDatabaseState,
                    "%s is not in the available state.".formatted(database.id));
        }
        call.form()
                .text("DeletionProtection")
                .ifPresent(value -> database.deletionProtection = value.equals("true"));
        if (call.form().flag("ManageMasterUserPassword")) {
            database.keepPassword();
        }
        return result(database, call.now());
    }

    /// Of an Aurora cluster that is available.
    Map<String, ?> enableHttpEndpoint(Call call) throws RdsException {
        String arn = call.form().required("ResourceArn");
        Database cluster =
                call.region()
                        .database(Family.CLUSTER, Call.id(arn), call.now())
                        .filter(found -> found.arn.equals(arn))
                        .orElseThrow(() ->
                                new RdsException(
                                        "ResourceNotFoundFault", "%s not found.".formatted(arn)));
        if (!cluster.is("available", call.now())) {
            throw new RdsException(
                    "InvalidResourceStateFault",
                    "%s is not in the available state.".formatted(arn));
        }
        cluster.httpEndpoint = true;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ResourceArn", arn);
        fields.put("HttpEndpointEnabled", true);
        return fields;
    }

    Map<String, ?> describe(Call call) throws RdsException {
        Instant at = call.describedAt();
        Optional<String> one = call.form().text(family.databaseId()).map(Call::id);
        if (one.isPresent() && call.region().database(family, one.get(), at).isEmpty()) {
            throw new RdsException(family.databaseNotFound, "%s not found.".formatted(one.get()));
        }
        Filters<Database> filters =
                new Filters<Database>(call.form())
                        .by("engine", Database::engineName)
                        .by("db-cluster-id", DatabaseActions::clusterId)
                        .by("db-instance-id", database -> database.id)
                        .by("dbi-resource-id", database -> database.resourceId)
                        .by("db-cluster-resource-id", database -> database.resourceId);
        List<Database> found =
                filters.of(
                        call.region().databases(family).values().stream()
                                .filter(database -> database.exists(at))
                                .filter(database ->
                                        one.isEmpty() || one.get().equals(database.id)));
        return Pages.of(call.form(), found, family.database + "s", family.database, at);
    }

    /// Begins a database that is available after a while.
    static Map<String, ?> begun(Call call, Database made, Duration creation) {
        made.status.set(call.now(), "creating").plan(call.now().plus(creation), "available");
        call.region().add(made);
        return Map.of(made.family.database, made.fields(call.now()));
    }

    String newId(Call call, String parameter) throws RdsException {
        String id = call.form().newIdentifier(parameter);
        if (call.region().database(family, id, call.now()).isPresent()) {
            throw new RdsException(
                    family.databaseExists, "%s already exists: %s".formatted(family.database, id));
        }
        return id;
    }

    private static String clusterId(Database database) {
        return database.family == Family.CLUSTER
                ? database.id
                : database.cluster.map(cluster -> cluster.id).orElse("");
    }

    private Map<String, ?> result(Database database, Instant now) {
        return Map.of(family.database, database.fields(now));
    }
}
