package no.getdrop.migrate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Tag;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Asks RDS for the snapshot that the backup function made before this deployment: in production no
/// migration begins without a way back.
///
/// @param databaseArn of the Aurora cluster or RDS instance; empty when the settings do not name it
/// @param build commit that the snapshot must have been made for
record PreDeploySnapshot(String databaseArn, String build) {
    private static final Logger log = LoggerFactory.getLogger(PreDeploySnapshot.class);
    private static final String PREFIX = "drop-pre-deploy-";
    private static final String KIND = "drop:kind";
    private static final String COMMIT = "drop:commit";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String AVAILABLE = "available";

    /// A snapshot as RDS tells it.
    private record Snapshot(String identifier, String status, List<Tag> tags) {
        boolean isFor(String build) {
            return identifier.startsWith(PREFIX) && has(KIND, "pre-deploy") && has(COMMIT, build);
        }

        private boolean has(String key, String value) {
            return tags.stream()
                    .anyMatch(tag -> tag.key().equals(key) && tag.value().equals(value));
        }
    }

    /// Why there is no way back; empty when there is one.
    Optional<Refusal> findFault() {
        if (databaseArn.isEmpty()) {
            return Optional.of(
                    new Refusal(
                            Refusal.Kind.SETTING,
                            "DATABASE_CLUSTER_ARN is not set",
                            "the cluster whose snapshots are looked up before production is"
                                    + " migrated",
                            "deploy template.yaml, which sets it, without changes by hand"));
        }
        try (DefaultCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
                RdsClient rds = client(credentials)) {
            List<Snapshot> made = snapshots(rds).filter(found -> found.isFor(build)).toList();
            Optional<Snapshot> ready =
                    made.stream().filter(found -> found.status().equals(AVAILABLE)).findFirst();
            ready.ifPresent(found ->
                    log.atInfo()
                            .addKeyValue("snapshot", found.identifier())
                            .log("there is a way back"));
            return ready.isPresent() ? Optional.empty() : Optional.of(missing(made));
        } catch (SdkException e) {
            log.atError().setCause(e).log("RDS did not tell its snapshots");
            return Optional.of(
                    new Refusal(
                            Refusal.Kind.NO_SNAPSHOT,
                            "RDS did not tell its snapshots: " + e.getClass().getSimpleName(),
                            "an answer of RDS, as the function's role allows",
                            "see the function's log, then migrate again"));
        }
    }

    private Stream<Snapshot> snapshots(RdsClient rds) {
        String identifier = databaseArn.substring(databaseArn.lastIndexOf(':') + 1);
        if (databaseArn.contains(":db:")) {
            return rds
                    .describeDBSnapshotsPaginator(
                            ask -> ask.dbInstanceIdentifier(identifier).snapshotType("manual"))
                    .dbSnapshots()
                    .stream()
                    .map(found ->
                            new Snapshot(
                                    found.dbSnapshotIdentifier(), found.status(), found.tagList()));
        }
        return rds
                .describeDBClusterSnapshotsPaginator(
                        ask -> ask.dbClusterIdentifier(identifier).snapshotType("manual"))
                .dbClusterSnapshots()
                .stream()
                .map(found ->
                        new Snapshot(
                                found.dbClusterSnapshotIdentifier(),
                                found.status(),
                                found.tagList()));
    }

    private Refusal missing(List<Snapshot> made) {
        String found =
                made.isEmpty()
                        ? "there is none"
                        : made.getLast().identifier() + " is " + made.getLast().status();
        return new Refusal(
                Refusal.Kind.NO_SNAPSHOT,
                "no snapshot was made before this deployment: " + found,
                "a manual snapshot %s… that is available, tagged %s=%s"
                        .formatted(PREFIX, COMMIT, build),
                "invoke the backup function with {\"action\":\"pre-deploy\",\"commit\":\""
                        + build
                        + "\"}, wait until the"
                        + " snapshot is available, then migrate again");
    }

    private static RdsClient client(DefaultCredentialsProvider credentials) {
        return RdsClient.builder()
                .credentialsProvider(credentials)
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder()
                                .connectionTimeout(LIMIT)
                                .socketTimeout(LIMIT))
                .overrideConfiguration(limits -> limits.apiCallTimeout(LIMIT.multipliedBy(3)))
                .build();
    }
}
