package no.getdrop.backup;

import no.getdrop.backup.plan.Policy;
import no.getdrop.backup.rds.RdsSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What is backed up, how often it stays, and how the database is asked.
///
/// @param databases identifiers of the clusters, or of the one instance; the first is Drop's own
/// @param rds where RDS is
/// @param policy how much stays
/// @param live how the live database is asked
/// @param snapshotQuota manual snapshots that the account may have in a region
record BackupSettings(
        List<String> databases, RdsSettings rds, Policy policy, Live live, int snapshotQuota) {
    private static final String DATABASES = "BACKUP_DATABASES";
    private static final String IDENTIFIER = "[a-z](-?[a-z0-9])*";

    /// How the live database is asked: a cluster through the Data API, an instance over the
    /// network.
    ///
    /// @param arnPrefix of clusters, up to the identifier; empty for an instance
    /// @param secretArn with the role of the schema's owner; empty for an instance
    /// @param databaseName in the cluster
    record Live(String arnPrefix, String secretArn, String databaseName) {
        Live {
            Objects.requireNonNull(arnPrefix, "arnPrefix");
            Objects.requireNonNull(secretArn, "secretArn");
            Objects.requireNonNull(databaseName, "databaseName");
        }
    }

    BackupSettings {
        databases = List.copyOf(databases);
        Objects.requireNonNull(rds, "rds");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(live, "live");
    }

    /// Reads the settings of [RdsSettings], `BACKUP_OWNER` (drop), `BACKUP_DATABASES` (that of
    /// `DATABASE_CLUSTER_ARN`), `BACKUP_DATABASE_NAME` (drop), `BACKUP_KEEP_DAILY` (30 in
    /// production, else 7), `BACKUP_KEEP_WEEKLY` (8), `BACKUP_KEEP_MONTHLY` (12),
    /// `BACKUP_KEEP_YEARLY` (7), `BACKUP_KEEP_PRE_DEPLOY` (10), `BACKUP_KEEP_MANUAL` (10),
    /// `BACKUP_KEEP_LEAST` (3) and `BACKUP_SNAPSHOT_QUOTA` (100); for clusters
    /// `DATABASE_CLUSTER_ARN` and `DATABASE_SECRET_ARN`.
    ///
    /// @throws SettingException when one is missing or wrong
    static BackupSettings from(Environment environment) {
        RdsSettings rds = RdsSettings.from(environment);
        List<String> databases = databases(environment, rds.kind());
        return new BackupSettings(
                databases,
                rds,
                new Policy(
                        environment.text("BACKUP_OWNER", "drop"),
                        keep(environment),
                        Policy.Limits.standard(),
                        rds.second().isPresent()),
                live(environment, rds.kind()),
                environment.integer("BACKUP_SNAPSHOT_QUOTA", 100, 10, 10_000));
    }

    private static Policy.Keep keep(Environment environment) {
        int daily = Stage.from(environment) == Stage.PRODUCTION ? 30 : 7;
        return new Policy.Keep(
                environment.integer("BACKUP_KEEP_DAILY", daily, 1, 365),
                environment.integer("BACKUP_KEEP_WEEKLY", 8, 0, 520),
                environment.integer("BACKUP_KEEP_MONTHLY", 12, 0, 120),
                environment.integer("BACKUP_KEEP_YEARLY", 7, 0, 50),
                environment.integer("BACKUP_KEEP_PRE_DEPLOY", 10, 1, 100),
                environment.integer("BACKUP_KEEP_MANUAL", 10, 1, 100),
                environment.integer("BACKUP_KEEP_LEAST", 3, 1, 100));
    }

    private static List<String> databases(Environment environment, RdsSettings.Kind kind) {
        String expected =
                "identifiers of clusters with commas between, or of one instance; lower-case"
                        + " letters, digits and hyphens";
        Optional<String> cluster =
                environment.optional("DATABASE_CLUSTER_ARN").map(BackupSettings::afterColon);
        String text =
                environment
                        .optional(DATABASES)
                        .or(() -> kind == RdsSettings.Kind.CLUSTER ? cluster : Optional.empty())
                        .orElseThrow(() -> SettingException.missing(DATABASES, expected));
        List<String> names = Arrays.stream(text.split(",")).map(String::strip).toList();
        boolean fits =
                names.stream().allMatch(name -> name.matches(IDENTIFIER) && name.length() <= 63)
                        && names.stream().distinct().count() == names.size()
                        && (kind == RdsSettings.Kind.CLUSTER || names.size() == 1);
        if (!fits) {
            throw SettingException.wrong(DATABASES, expected, text);
        }
        return names;
    }

    private static Live live(Environment environment, RdsSettings.Kind kind) {
        String name = environment.text("BACKUP_DATABASE_NAME", "drop");
        if (kind == RdsSettings.Kind.INSTANCE) {
            return new Live("", "", name);
        }
        String arn =
                environment.required(
                        "DATABASE_CLUSTER_ARN", "the ARN of the cluster that is backed up");
        if (!arn.matches("arn:[a-z-]+:rds:[a-z0-9-]+:[0-9]+:cluster:" + IDENTIFIER)) {
            throw SettingException.wrong("DATABASE_CLUSTER_ARN", "the ARN of a cluster", arn);
        }
        return new Live(
                arn.substring(0, arn.lastIndexOf(':') + 1),
                environment.required(
                        "DATABASE_SECRET_ARN", "the ARN of a secret with the owner's role"),
                name);
    }

    private static String afterColon(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}
