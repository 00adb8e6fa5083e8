package no.getdrop.local.providers.rds;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A cluster, an instance in one, or an instance by itself.
final class Database extends Resource {
    static final String ENGINE_VERSION = "16.8";
    static final int ALLOCATED_GIB = 20;
    static final int PORT = 5432;
    static final String MASTER = "postgres";
    private static final Duration RESTORABLE_AFTER = Duration.ofMinutes(5);

    final String kmsKeyId;
    final String resourceId;
    final Form made;

    /// The cluster of a member.
    final Optional<Database> cluster;

    final List<Database> members = new ArrayList<>();
    boolean deletionProtection;
    boolean httpEndpoint;

    /// The secret with the password that the service keeps, once it was asked to.
    Optional<String> masterSecretArn = Optional.empty();

    private final Supplier<Engine> start;
    private @Nullable Engine engine;

    /// @param made what its creation asked for, nothing for one that was added
    /// @param start its engine, started when first needed
    Database(
            Family family,
            String region,
            String id,
            Form made,
            Optional<Database> cluster,
            String kmsKeyId,
            Instant createdAt,
            Map<String, String> tags,
            Supplier<Engine> start) {
        super(family, id, Rds.arn(region, family.databaseArn, id), createdAt, tags);
        this.made = made;
        this.cluster = cluster;
        this.kmsKeyId = kmsKeyId;
        this.resourceId = Rds.resourceId(family == Family.CLUSTER ? "cluster-" : "db-");
        this.deletionProtection = made.flag("DeletionProtection");
        this.start = start;
    }

    /// What it holds; a member shows its cluster's.
    synchronized Engine engine() {
        if (cluster.isPresent()) {
            return cluster.get().engine();
        }
        if (engine == null) {
            engine = start.get();
        }
        return engine;
    }

    synchronized void closeEngine() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    /// Whether a call made it; of what was added others take care.
    boolean isRestored() {
        return !made.fields().isEmpty();
    }

    void closeRestored() {
        if (isRestored() && cluster.isEmpty()) {
            closeEngine();
        }
    }

    /// As it was when it was added.
    void settle(Instant now) {
        status.set(now, "available");
        members.removeIf(Database::isRestored);
    }

    String engineName() {
        return family == Family.CLUSTER || cluster.isPresent() ? "aurora-postgresql" : "postgres";
    }

    /// Has the service keep the owner's password in a secret.
    void keepPassword() {
        masterSecretArn =
                Optional.of(
                        "arn:aws:secretsmanager:%s:%s:secret:rds!%s"
                                .formatted(Rds.region(arn), Rds.ACCOUNT, resourceId));
    }

    int retentionDays() {
        return made.text("BackupRetentionPeriod").map(Integer::parseInt).orElse(7);
    }

    Instant earliestRestorable(Instant now) {
        Instant oldest = now.minus(Duration.ofDays(retentionDays()));
        return oldest.isBefore(createdAt) ? createdAt : oldest;
    }

    Instant latestRestorable(Instant now) {
        Instant latest = now.minus(RESTORABLE_AFTER);
        return latest.isBefore(createdAt) ? createdAt : latest;
    }

    /// Members that are there still, those being deleted included.
    List<Database> membersAt(Instant at) {
        return members.stream().filter(member -> member.exists(at)).toList();
    }

    @Override
    Map<String, Object> fields(Instant at) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(family.databaseId(), id);
        fields.put(family.database + "Arn", arn);
        fields.put("Engine", engineName());
        fields.put("EngineVersion", ENGINE_VERSION);
        fields.put("MasterUsername", MASTER);
        fields.put("AllocatedStorage", ALLOCATED_GIB);
        fields.put("BackupRetentionPeriod", retentionDays());
        fields.put("StorageEncrypted", true);
        fields.put("KmsKeyId", kmsKeyId);
        fields.put("DeletionProtection", deletionProtection);
        fields.put(
                "IAMDatabaseAuthenticationEnabled", made.flag("EnableIAMDatabaseAuthentication"));
        fields.put("PubliclyAccessible", made.flag("PubliclyAccessible"));
        fields.put("LatestRestorableTime", latestRestorable(at));
        fields.put(
                "VpcSecurityGroups",
                new Xml.Items(
                        "VpcSecurityGroupMembership",
                        made.texts("VpcSecurityGroupIds").stream()
                                .map(group ->
                                        Map.of("VpcSecurityGroupId", group, "Status", "active"))
                                .toList()));
        fields.put("TagList", tagList(at));
        masterSecretArn.ifPresent(secret ->
                fields.put(
                        "MasterUserSecret", Map.of("SecretArn", secret, "SecretStatus", "active")));
        fields.putAll(family == Family.CLUSTER ? clusterFields(at) : instanceFields(at));
        return fields;
    }

    private Map<String, Object> clusterFields(Instant at) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Status", status(at));
        fields.put("DbClusterResourceId", resourceId);
        fields.put("ClusterCreateTime", createdAt);
        fields.put("EarliestRestorableTime", earliestRestorable(at));
        fields.put("HttpEndpointEnabled", httpEndpoint);
        fields.put("EngineMode", "provisioned");
        fields.put("Endpoint", id + ".cluster.local");
        fields.put("Port", PORT);
        made.text("DBSubnetGroupName").ifPresent(group -> fields.put("DBSubnetGroup", group));
        fields.put(
                "DBClusterMembers",
                new Xml.Items(
                        "DBClusterMember",
                        membersAt(at).stream()
                                .map(member ->
                                        Map.of(
                                                "DBInstanceIdentifier",
                                                member.id,
                                                "IsClusterWriter",
                                                member.equals(members.getFirst())))
                                .toList()));
        return fields;
    }

    private Map<String, Object> instanceFields(Instant at) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("DBInstanceStatus", status(at));
        fields.put("DbiResourceId", resourceId);
        fields.put("InstanceCreateTime", createdAt);
        fields.put("DBInstanceClass", made.text("DBInstanceClass").orElse("db.t4g.medium"));
        cluster.ifPresent(of -> fields.put("DBClusterIdentifier", of.id));
        made.text("DBSubnetGroupName")
                .ifPresent(
                        group -> fields.put("DBSubnetGroup", Map.of("DBSubnetGroupName", group)));
        if (is("available", at) && cluster.isEmpty()) {
            fields.put("Endpoint", Map.of("Address", "127.0.0.1", "Port", engine().port()));
        }
        return fields;
    }
}
