package no.getdrop.backup.rds;

import no.getdrop.backup.plan.Clone;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Which RDS the backup speaks to, and where it restores to.
///
/// @param kind clusters or plain instances
/// @param region of the databases
/// @param second the second region, with its key
/// @param subnetGroup of restored databases; empty for that of the original
/// @param securityGroups of restored clones; empty for those of the original
/// @param cloneClass instance class of clones
public record RdsSettings(
        Kind kind,
        String region,
        Optional<Second> second,
        Optional<String> subnetGroup,
        List<String> securityGroups,
        String cloneClass) {
    /// Aurora clusters, or instances of RDS for PostgreSQL.
    public enum Kind {
        CLUSTER,
        INSTANCE
    }

    /// The second region.
    ///
    /// @param region its name
    /// @param keyId the KMS key there
    public record Second(String region, String keyId) {
        public Second {
            Objects.requireNonNull(region, "region");
            Objects.requireNonNull(keyId, "keyId");
        }
    }

    public RdsSettings {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(second, "second");
        Objects.requireNonNull(subnetGroup, "subnetGroup");
        securityGroups = List.copyOf(securityGroups);
        Objects.requireNonNull(cloneClass, "cloneClass");
    }

    /// Reads `DATABASE_KIND` (cluster), `AWS_REGION`, `BACKUP_COPY_REGION` and `BACKUP_COPY_KEY_ID`
    /// (both or neither), `BACKUP_SUBNET_GROUP`, `BACKUP_SECURITY_GROUP_IDS` and
    /// `BACKUP_CLONE_CLASS` (db.serverless, of an instance db.t4g.medium).
    ///
    /// @throws SettingException when one is missing or wrong
    public static RdsSettings from(Environment environment) {
        Kind kind = environment.oneOf("DATABASE_KIND", Kind.CLUSTER);
        return new RdsSettings(
                kind,
                environment.required("AWS_REGION", "a region such as eu-west-1"),
                second(environment),
                environment.optional("BACKUP_SUBNET_GROUP"),
                list(environment.text("BACKUP_SECURITY_GROUP_IDS", "")),
                environment.text(
                        "BACKUP_CLONE_CLASS",
                        kind == Kind.CLUSTER ? "db.serverless" : "db.t4g.medium"));
    }

    /// The groups of a restored database: clones are kept apart where groups are set for them; for
    /// people it is to be as it was.
    ///
    /// @param original the groups of the original; empty when it is lost
    Optional<List<String>> securityGroups(
            List<VpcSecurityGroupMembership> original, Clone.Purpose purpose) {
        List<String> its =
                original.stream().map(VpcSecurityGroupMembership::vpcSecurityGroupId).toList();
        boolean asItWas = purpose == Clone.Purpose.RESTORE && !its.isEmpty();
        return Optional.of(asItWas || securityGroups.isEmpty() ? its : securityGroups)
                .filter(groups -> !groups.isEmpty());
    }

    private static Optional<Second> second(Environment environment) {
        Optional<String> region = environment.optional("BACKUP_COPY_REGION");
        Optional<String> keyId = environment.optional("BACKUP_COPY_KEY_ID");
        if (region.isPresent() && keyId.isEmpty()) {
            throw SettingException.missing(
                    "BACKUP_COPY_KEY_ID",
                    "the KMS key of that region, since BACKUP_COPY_REGION is set; or neither");
        }
        return region.flatMap(name -> keyId.map(key -> new Second(name, key)));
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
