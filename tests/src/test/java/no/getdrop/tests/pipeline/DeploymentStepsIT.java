package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.LocalHost;
import no.getdrop.local.providers.rds.HandClock;
import no.getdrop.tests.Tools;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The steps of a deployment that ask Drop's own functions, through the AWS CLI and the Invoke API
/// of the local host: the packaged functions answer.
@ExtendWith(Suite.class)
final class DeploymentStepsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path record;

    @Test
    void fromTheSnapshotToTheProofFromOutside(Drop drop) throws IOException {
        if (!Tools.areThere("aws", "jq", "curl")) {
            return;
        }
        Script script = at(drop.host());
        try (Ticking _ = new Ticking(drop.rdsClock())) {
            script.run("pipeline/snapshot", "BackupFunction", "0123456789abcdef").succeeds();
        }
        String snapshot =
                JSON.readTree(script.part("snapshot")).at("/snapshots/0/snapshot").asText();
        assertThat(snapshot).startsWith("drop-pre-deploy-");
        // The same commit again is the same snapshot.
        script.run("pipeline/snapshot", "BackupFunction", "0123456789abcdef").succeeds();
        assertThat(JSON.readTree(script.part("snapshot")).at("/snapshots/0/snapshot").asText())
                .isEqualTo(snapshot);

        assertThat(script.run("pipeline/plan", "MigrateFunction").succeeds().output())
                .contains("nothing is pending");
        assertThat(script.run("pipeline/migrate", "MigrateFunction", "a test").succeeds().output())
                .contains("schema at ");
        JsonNode plan = JSON.readTree(script.part("plan"));
        JsonNode migration = JSON.readTree(script.part("migration"));
        assertThat(plan.path("schemaBefore").asText()).matches("[0-9]{12}");
        assertThat(migration.path("schemaAfter")).isEqualTo(plan.path("schemaBefore"));
        assertThat(migration.path("fingerprint").asText()).matches("[0-9a-f]{64}");

        String address = drop.host().url().toString();
        script.run("pipeline/smoke", address, "3", "1").succeeds();
        assertThat(JSON.readTree(script.part("health")).path("health")).hasSize(3);
        script.run("pipeline/e2e", address).succeeds();
    }

    @Test
    void whatAFunctionRefusesStopsTheDeploymentInItsOwnWords(Drop drop) {
        if (!Tools.areThere("aws", "jq")) {
            return;
        }
        Script script = at(drop.host());
        script.run("pipeline/snapshot", "BackupFunction", "no commit!")
                .failsSaying("BackupFunction refused: ", "field 'commit' is 'no commit!'");
        script.run("pipeline/migrate", "NoFunction", "a test")
                .failsSaying("Function not found: NoFunction", "could not be invoked");
        drop.update("CREATE TABLE made_by_hand (id int)");
        try {
            // Drift is told, and is no reason to refuse; an older build than the schema is.
            assertThat(script.run("pipeline/plan", "MigrateFunction").succeeds().output())
                    .contains("drift: ");
            drop.update(
                    """
                    INSERT INTO flyway_schema_history (installed_rank, version, description, type,
                        script, checksum, installed_by, execution_time, success)
                    VALUES (9999, '299901010000', 'of a later release', 'SQL',
                        'V299901010000__of_a_later_release.sql', 1, 'test', 1, true)
                    """);
            script.run("pipeline/plan", "MigrateFunction").failsSaying("would be refused now: ");
            script.run("pipeline/migrate", "MigrateFunction", "a test")
                    .failsSaying("MigrateFunction refused: ", "this build lacks");
        } finally {
            drop.update("DELETE FROM flyway_schema_history WHERE installed_rank = 9999");
            drop.update("DROP TABLE made_by_hand");
        }
    }

    @Test
    void backupsThatWereNotProvedMissTheirTargets(Drop drop) {
        if (!Tools.areThere("aws", "jq")) {
            return;
        }
        drop.host().rds().clear();
        at(drop.host())
                .run("pipeline/drill", "BackupFunction")
                .failsSaying("VerifiedBackupAgeSeconds is not known");
    }

    @Test
    void anAddressThatIsNotHealthyFailsTheSmokeTest(Drop drop) throws IOException {
        if (!Tools.areThere("jq", "curl")) {
            return;
        }
        Script script = new Script(record).with("SMOKE_PATIENCE_SECONDS", "1");
        script.run("pipeline/smoke", "http://127.0.0.1:9")
                .failsSaying("is not healthy (pass 1 of 1)");
        try (FakeService ill =
                new FakeService((request, body) ->
                        request.contains("quick")
                                ? "{\"status\":\"ok\"}"
                                : "{\"status\":\"error\",\"db\":\"disconnected\"}")) {
            script.run("pipeline/smoke", ill.url()).failsSaying("disconnected", "is not healthy");
        }
        int[] asked = {0};
        try (FakeService relapsing =
                new FakeService((request, body) ->
                        ++asked[0] <= 4 ? "{\"status\":\"ok\"}" : "{\"status\":\"error\"}")) {
            script.run("pipeline/smoke", relapsing.url(), "3", "0").failsSaying("(pass 3 of 3)");
        }
        assertThat(Files.exists(record.resolve("health.json"))).isFalse();
        script.run("pipeline/e2e", drop.host().url() + "/v1").failsSaying("do not hold");
    }

    private Script at(LocalHost host) {
        return new Script(record)
                .with("AWS_ENDPOINT_URL_LAMBDA", host.invokeUrl().toString())
                .with("AWS_ACCESS_KEY_ID", host.credentials().accessKeyId())
                .with("AWS_SECRET_ACCESS_KEY", host.credentials().secretAccessKey())
                .with("AWS_REGION", "eu-west-1")
                .with("AWS_DEFAULT_REGION", "eu-west-1")
                .with("SNAPSHOT_PAUSE_SECONDS", "1");
    }

    /// Lets the time at RDS go on while a script waits for a snapshot.
    private static final class Ticking implements AutoCloseable {
        private final Thread thread;

        Ticking(HandClock clock) {
            thread =
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!Thread.currentThread().isInterrupted()) {
                                    clock.advance(Duration.ofSeconds(1));
                                    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                                }
                            });
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
