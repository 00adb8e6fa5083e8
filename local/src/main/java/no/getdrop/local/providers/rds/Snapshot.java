package no.getdrop.local.providers.rds;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A snapshot of a cluster or of an instance, or the copy of one.
final class Snapshot extends Resource {
    final Database source;
    final String type;
    final Engine.Image image;
    final String kmsKeyId;
    final Optional<Snapshot> copiedFrom;

    /// When the original was made; a copy has its own time of creation.
    final Instant originalAt;

    /// @param type `manual` or `automated`
    Snapshot(
            String region,
            String id,
            Database source,
            String type,
            Engine.Image image,
            Instant createdAt,
            Map<String, String> tags) {
        super(source.family, id, Rds.arn(region, source.family.snapshotArn, id), createdAt, tags);
        this.source = source;
        this.type = type;
        this.image = image;
        this.kmsKeyId = source.kmsKeyId;
        this.copiedFrom = Optional.empty();
        this.originalAt = createdAt;
    }

    /// A copy.
    Snapshot(
            String region,
            String id,
            Snapshot original,
            String kmsKeyId,
            Instant createdAt,
            Map<String, String> tags) {
        super(
                original.family,
                id,
                Rds.arn(region, original.family.snapshotArn, id),
                createdAt,
                tags);
        this.source = original.source;
        this.type = "manual";
        this.image = original.image;
        this.kmsKeyId = kmsKeyId;
        this.copiedFrom = Optional.of(original);
        this.originalAt = original.originalAt;
    }

    @Override
    Map<String, Object> fields(Instant at) {
        boolean available = is("available", at);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(family.snapshotId(), id);
        fields.put(family.databaseId(), source.id);
        fields.put(family.snapshot + "Arn", arn);
        fields.put("Engine", source.engineName());
        fields.put("EngineVersion", Database.ENGINE_VERSION);
        fields.put("AllocatedStorage", Database.ALLOCATED_GIB);
        fields.put("Status", status(at));
        fields.put("PercentProgress", available ? 100 : 0);
        fields.put("Port", Database.PORT);
        fields.put("MasterUsername", Database.MASTER);
        fields.put("LicenseModel", "postgresql-license");
        fields.put("SnapshotType", type);
        fields.put("KmsKeyId", kmsKeyId);
        fields.put("TagList", tagList(at));
        if (family == Family.CLUSTER) {
            fields.put("SnapshotCreateTime", createdAt);
            fields.put("ClusterCreateTime", source.createdAt);
            fields.put("StorageEncrypted", true);
            fields.put("DbClusterResourceId", source.resourceId);
            copiedFrom.ifPresent(from -> fields.put("SourceDBClusterSnapshotArn", from.arn));
            return fields;
        }
        fields.put("InstanceCreateTime", source.createdAt);
        fields.put("OriginalSnapshotCreateTime", originalAt);
        fields.put("SnapshotDatabaseTime", originalAt);
        fields.put("Encrypted", true);
        fields.put("DbiResourceId", source.resourceId);
        if (available) {
            // Told only of what is finished.
            fields.put("SnapshotCreateTime", createdAt);
        }
        copiedFrom.ifPresent(from -> {
            fields.put("SourceDBSnapshotIdentifier", from.arn);
            fields.put("SourceRegion", Rds.region(from.arn));
        });
        return fields;
    }
}
