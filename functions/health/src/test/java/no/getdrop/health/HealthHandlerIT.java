package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.health.HealthFunction.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

@Timeout(60)
final class HealthHandlerIT {
    /// For tests that change nothing in it.
    private static final TestDatabase DATABASE = new TestDatabase();

    private final HealthFunction health = HealthFunction.of(DATABASE);

    @ParameterizedTest
    @ValueSource(strings = {"/v1/health", "/api/health"})
    void theHealthDocumentIsTheContracts(String path) throws IOException {
        Answer answer = health.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .matches(
                        "\\{\"status\":\"ok\",\"version\":\"0\\.1\\.0\",\"uptime\":\\d+,"
                                + "\"db\":\"connected\",\"dbLatencyMs\":\\d+,"
                                + "\"timestamp\":\"[0-9T:.-]+Z\"}");
        assertThat(Instant.parse(answer.body().required("timestamp").textValue()))
                .isBetween(Instant.now().minusSeconds(10), Instant.now());
    }

    @Test
    void noAnswerMayBeStoredAndEachIsGuarded() throws IOException {
        Answer answer = health.send(HealthFunction.event("get"));
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Strict-Transport-Security")).startsWith("max-age=31536000");
        assertThat(answer.header("X-Request-Id")).isEqualTo("6b1c7a2e-7f0d-4c55-9d0e-0a4f1f6f1c11");
    }

    @Test
    void aQuickQuestionIsAnsweredWithoutTheDatabase() throws IOException {
        HealthFunction alone = HealthFunction.at(freePort(), "postgres");
        Answer answer = alone.send(HealthFunction.event("quick"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .matches(
                        "\\{\"status\":\"ok\",\"version\":\"0\\.1\\.0\",\"uptime\":\\d+,"
                                + "\"timestamp\":\"[0-9T:.-]+Z\"}");
    }

    @Test
    void withoutADatabaseEachRouteSaysSoWithinTwoSecondsAndNothingMore() throws IOException {
        HealthFunction alone = HealthFunction.at(freePort(), "secret_name");
        // The first question also loads the pool's classes.
        assertThat(alone.get("/v1/health").status()).isEqualTo(503);
        for (String path : new String[] {"/v1/health", "/api/health", "/health", "/readyz"}) {
            alone.handler().restart();
            long started = System.nanoTime();
            Answer answer = alone.get(path);
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .as(path)
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(answer.status()).as(path).isEqualTo(503);
            assertThat(answer.text())
                    .startsWith("{\"status\":\"error\"")
                    .doesNotContain("secret_name", "127.0.0.1", "Exception", "refused");
        }
        assertThat(alone.get("/v1/health").text())
                .matches(
                        "\\{\"status\":\"error\",\"db\":\"disconnected\","
                                + "\"timestamp\":\"[0-9T:.-]+Z\"}");
        assertThat(alone.get("/livez").status()).isEqualTo(200);
    }

    @Test
    void aDatabaseThatNeverAnswersIsGivenUpWithinTwoSeconds() throws IOException {
        // Accepts connections, as the kernel does for a listener, and never speaks.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            HealthFunction mute = HealthFunction.at(silent.getLocalPort(), "postgres");
            // The first question also loads the pool's classes.
            assertThat(mute.get("/v1/health").status()).isEqualTo(503);
            mute.handler().restart();
            long started = System.nanoTime();
            assertThat(mute.get("/v1/health").status()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void theFunctionRecoversWithTheDatabaseAndWithoutARestart(@TempDir Path folder)
            throws Exception {
        int port = freePort();
        HealthFunction patient = HealthFunction.at(port, "postgres");
        assertThat(patient.get("/v1/health").status()).isEqualTo(503);
        for (int round = 0; round < 2; round++) {
            try (EmbeddedPostgres late = start(port, folder.resolve("data"))) {
                if (round == 0) {
                    createRole(late);
                }
                awaitStatus(patient, 200);
            }
            awaitStatus(patient, 503);
        }
    }

    @Test
    void theMinimalRoutesSayOneWord() throws IOException {
        for (String path : new String[] {"/health", "/livez"}) {
            assertThat(health.get(path).text()).as(path).isEqualTo("{\"status\":\"ok\"}");
        }
        assertThat(health.get("/readyz").text())
                .matches("\\{\"status\":\"ok\",\"timestamp\":\"[0-9T:.-]+Z\"}");
    }

    @Test
    void aProbeServesForTwoSeconds() throws Exception {
        TestDatabase database = new TestDatabase();
        HealthFunction changed = HealthFunction.of(database);
        assertThat(changed.get("/readyz").status()).isEqualTo(200);
        database.execute("DELETE FROM flyway_schema_history");
        assertThat(changed.get("/readyz").status()).isEqualTo(200);
        changed.handler().restart();
        assertThat(changed.get("/readyz").status()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void otherMethodsAreNotAllowed(String method) throws IOException {
        Answer answer = health.call(method, "/v1/health", "null");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body().required("error").textValue()).isEqualTo("method_not_allowed");
    }

    @Test
    void anUnknownPathIsAProblemThatRepeatsItSafely() throws IOException {
        Answer answer = health.get("/v1/healthz\",\"x\":\"");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body().required("instance").textValue())
                .isEqualTo("/v1/healthz\",\"x\":\"");
        assertThat(answer.body().required("requestId").textValue()).isEqualTo("request-1");
        assertThat(answer.body().required("message").textValue())
                .isEqualTo("Ressursen finnes ikke.");
    }

    @Test
    void aHeadRequestHasNoBody() throws IOException {
        Answer answer = health.call("HEAD", "/health", "null");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void uptimeCountsFromTheRestore() throws Exception {
        Answer answer = health.get("/v1/health");
        assertThat(answer.body().required("uptime").longValue()).isBetween(0L, 30L);
        health.handler().restart();
        assertThat(health.get("/v1/health").body().required("uptime").longValue()).isZero();
    }

    /// A server on that folder, which is made when it is not there yet.
    private static EmbeddedPostgres start(int port, Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start();
    }

    private static void createRole(EmbeddedPostgres server) throws SQLException {
        try (Connection owner = server.getPostgresDatabase().getConnection();
                Statement sql = owner.createStatement()) {
            sql.execute("CREATE ROLE drop_app LOGIN");
        }
    }

    private static void awaitStatus(HealthFunction function, int status) throws IOException {
        while (function.get("/v1/health").status() != status) {
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
