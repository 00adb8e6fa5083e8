package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.LocalHost;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.tests.Repository;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/// Health as monitors and operators see it, through the gateway.
@ExtendWith(Suite.class)
final class HealthJourneyIT {
    private static final String PATH_DOWN =
            "path down: the database answers by the Data API, not through the proxy";
    private static final String DATABASE_DOWN =
            "database down: it does not answer the Data API either";

    @BeforeEach
    void aWorkerAndABackup(Drop drop) {
        drop.noteHeartbeat();
        drop.update(
                """
                INSERT INTO backup_fences
                    (id, run_id, slot, schema_version, row_counts, verified_at)
                VALUES (gen_random_uuid(), 'journey', 'daily', '1', '{}', now())
                ON CONFLICT (run_id) DO UPDATE SET fenced_at = now(), verified_at = now()
                """);
    }

    @Test
    void monitorsReadTheExactBodies(Drop drop) throws InterruptedException {
        awaitWord(drop, "/health", "\"status\":\"ok\"");
        awaitWord(drop, "/readyz", "\"status\":\"ok\"");
        assertThat(get(drop, "/health").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(get(drop, "/livez").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(get(drop, "/readyz").body())
                .matches("\\{\"status\":\"ok\",\"timestamp\":\"[0-9T:.-]+Z\"}");
        for (String path : new String[] {"/v1/health", "/api/health"}) {
            Answer answer = get(drop, path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.body())
                    .matches(
                            "\\{\"status\":\"ok\",\"version\":\"0\\.1\\.0\",\"uptime\":\\d+,"
                                    + "\"db\":\"connected\",\"dbLatencyMs\":\\d+,"
                                    + "\"timestamp\":\"[0-9T:.-]+Z\"}");
        }
        Answer draft = get(drop, "/readyz", "Accept", "application/health+json");
        assertThat(draft.body()).isEqualTo("{\"status\":\"pass\"}");
        assertThat(draft.header("Content-Type")).isEqualTo("application/health+json");
        assertThat(draft.header("Vary")).isEqualTo("Accept, Authorization");
    }

    @Test
    void anOperatorSeesTheChecksAndNobodyElse(Drop drop) throws InterruptedException {
        awaitWord(drop, "/readyz", "\"status\":\"ok\"");
        Answer detail = asOperator(drop.host(), drop.data());
        assertThat(detail.status()).isEqualTo(200);
        JsonNode checks = detail.json().path("checks");
        for (String key :
                new String[] {
                    "database:responseTime",
                    "schema:version",
                    "worker:heartbeatAge",
                    "backup:verifiedAge",
                    "secrets:age"
                }) {
            assertThat(checks.path(key).path(0).path("status").asText()).as(key).isEqualTo("ok");
        }
        assertThat(checks.path("database:dataApi").path(0).path("output").asText())
                .isEqualTo("not asked");
        assertThat(detail.json().path("releaseId").asText()).isEqualTo("local");
        assertThat(get(drop, "/readyz", "Authorization", "Bearer " + "x".repeat(44)).body())
                .doesNotContain("checks");
    }

    @Test
    void theWorkersOwnHeartbeatCounts(Drop drop) throws InterruptedException {
        drop.update("UPDATE worker_heartbeats SET beat_at = now() - INTERVAL '4 minutes'");
        awaitWord(drop, "/readyz", "\"status\":\"error\"");
        assertThat(drop.host().invoke("WorkerFunction", "{}"))
                .isInstanceOf(Outcome.Succeeded.class);
        awaitWord(drop, "/readyz", "\"status\":\"ok\"");
    }

    @Test
    void aDatabaseThatIsDownIsTold(Drop drop) throws InterruptedException {
        awaitWord(drop, "/readyz", "\"status\":\"ok\"");
        drop.host().postgres().stop();
        try {
            awaitNews();
            awaitWord(drop, "/readyz", "\"status\":\"error\"");
            assertThat(get(drop, "/readyz").status()).isEqualTo(503);
            assertThat(get(drop, "/v1/health").body())
                    .matches(
                            "\\{\"status\":\"error\",\"db\":\"disconnected\","
                                    + "\"timestamp\":\"[0-9T:.-]+Z\"}");
            Answer detail = asOperator(drop.host(), drop.data());
            assertThat(detail.status()).isEqualTo(503);
            assertThat(dataApi(detail)).isEqualTo(DATABASE_DOWN);
            assertThat(get(drop, "/livez").status()).isEqualTo(200);
        } finally {
            drop.host().postgres().start();
        }
        awaitWord(drop, "/readyz", "\"status\":\"ok\"");
    }

    @Test
    void uptimeBeginsAnewWithARestoreThatFindsTheDatabase(Drop drop) {
        LambdaFunction health = drop.host().function("HealthFunction");
        health.kill();
        Answer answer = get(drop, "/v1/health");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("uptime").asLong()).isLessThan(5);
        assertThat(health.log())
                .anyMatch(line -> line.contains("\"event\":\"snapshot\",\"hook\":\"health\""))
                .anyMatch(line -> line.contains("\"event\":\"restore\",\"hook\":\"health\""));
    }

    /// The health function alone is given a proxy that is not there.
    @Test
    void aPathThatIsDownIsToldFromADatabaseThatIsDown(@TempDir Path folder) {
        try (LocalHost host =
                LocalHost.builder(Repository.ROOT)
                        .data(folder)
                        .only("HealthFunction")
                        .environment(
                                "HealthFunction",
                                Map.of("DATABASE_URL", "postgresql://drop_app@127.0.0.1:1/drop"))
                        .withoutSchedules()
                        .start()) {
            assertThat(Http.get(host.url().resolve("/readyz")).status()).isEqualTo(503);
            Answer detail = asOperator(host, folder);
            assertThat(detail.status()).isEqualTo(503);
            assertThat(detail.json().path("status").asText()).isEqualTo("error");
            assertThat(dataApi(detail)).isEqualTo(PATH_DOWN);
            assertThat(detail.body()).doesNotContain("127.0.0.1", "drop_app", "arn:");
            assertThat(Http.get(host.url().resolve("/readyz?quick=true")).status()).isEqualTo(200);
        }
    }

    private static String dataApi(Answer detail) {
        return detail.json().at("/checks/database:dataApi/0/output").asText();
    }

    private static Answer asOperator(LocalHost host, Path data) {
        String key = Suite.secret(data, "OPERATOR_KEY");
        return Http.send(
                "GET",
                host.url().resolve("/readyz"),
                Map.of("Authorization", "Bearer " + key),
                null);
    }

    /// Waits until no answer rests on what was learned before: it serves for two seconds, in each
    /// environment and for each kind of question apart.
    static void awaitNews() throws InterruptedException {
        Thread.sleep(2_100);
    }

    /// Waits until an answer has the word: it may repeat what was found up to two seconds ago.
    static void awaitWord(Drop drop, String path, String word) throws InterruptedException {
        long deadline = System.nanoTime() + 6_000_000_000L;
        for (Answer answer = get(drop, path); !answer.body().contains(word); ) {
            assertThat(System.nanoTime()).as(answer.toString()).isLessThan(deadline);
            Thread.sleep(100);
            answer = get(drop, path);
        }
    }

    private static Answer get(Drop drop, String path, String... headers) {
        return Http.send(
                "GET",
                drop.host().url().resolve(path),
                headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]),
                null);
    }
}
