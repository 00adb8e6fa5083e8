package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.health.HealthFunction.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Whatever fails, nobody learns how it is built inside; operators learn our own words only.
@Timeout(60)
final class LeaksIT {
    private static final String KEY = "operator-key-that-must-not-be-seen";
    private static final List<String> PATHS =
            List.of(
                    "/health",
                    "/v1/health",
                    "/api/health",
                    "/readyz",
                    "/livez",
                    "/readyz?quick=true",
                    "/nowhere");

    /// In small letters: addresses, names, roles, products, exceptions, SQL, secrets.
    private static final List<String> INTERNALS =
            List.of(
                    "127.0.0.1",
                    "localhost",
                    "hidden",
                    "internal",
                    "arn:",
                    "drop_",
                    "postgres",
                    "hikari",
                    "jackson",
                    "software.amazon",
                    "no.getdrop",
                    "java.",
                    "exception",
                    "refused",
                    "timed out",
                    "fatal",
                    "select",
                    "relation",
                    "column",
                    "denied",
                    "password",
                    "operator",
                    "credentials");

    @Test
    void noAnswerSaysWhatIsInside() throws IOException {
        try (FakeDataApi dataApi = new FakeDataApi();
                Relay silent = new Relay(TestDatabase.port())) {
            silent.fallSilent();
            dataApi.fails(403, "AccessDeniedException");
            TestDatabase bare = new TestDatabase();
            bare.execute("DROP TABLE worker_heartbeats, flyway_schema_history");
            TestDatabase broken = new TestDatabase();
            broken.execute("DELETE FROM backup_fences; DELETE FROM worker_heartbeats");
            broken.execute("UPDATE flyway_schema_history SET success = false");
            List<HealthFunction> failures =
                    List.of(
                            function("drop_app", freePort(), "hidden_name"),
                            function("drop_app", silent.port(), "hidden_name"),
                            function("drop_app", TestDatabase.port(), "hidden_name"),
                            function("hidden_role", TestDatabase.port(), "postgres"),
                            function("drop_app", TestDatabase.port(), bare.name()),
                            function("drop_app", TestDatabase.port(), broken.name()));
            List<String> leaks = new ArrayList<>();
            for (HealthFunction function : failures) {
                for (String path : PATHS) {
                    search(function, path, "Bearer " + KEY, leaks);
                    search(function, path, "Bearer wrong", leaks);
                }
            }
            assertThat(leaks).isEmpty();
        }
    }

    @Test
    void secretsThatCannotBeReadAreAWarningInTimeAndMakeNobodyAnOperator() throws IOException {
        Map<String, String> properties =
                Map.of(
                        "aws.endpointUrlSecretsManager",
                        "http://127.0.0.1:" + freePort(),
                        "aws.region",
                        "eu-west-1",
                        "aws.accessKeyId",
                        "AKIDEXAMPLE",
                        "aws.secretAccessKey",
                        "wJalrXUtnFEMI");
        properties.forEach(System::setProperty);
        try {
            TestDatabase database = new TestDatabase();
            HealthFunction health =
                    HealthFunction.of(
                            database,
                            "DATABASE_URL",
                            "postgresql://drop_app:any@127.0.0.1:%d/%s"
                                    .formatted(TestDatabase.port(), database.name()),
                            "AWS_SECRET_ARN",
                            FakeDataApi.SECRET,
                            "OPERATOR_KEY",
                            KEY);
            long started = System.nanoTime();
            Answer answer = health.get("/readyz", "Authorization", "Bearer " + KEY);
            assertThat(System.nanoTime() - started).isLessThan(4_000_000_000L);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text())
                    .matches("\\{\"status\":\"warn\",\"timestamp\":\"[0-9T:.-]+Z\"}");
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    private static void search(
            HealthFunction function, String path, String authorization, List<String> leaks)
            throws IOException {
        for (String accept : List.of("*/*", "application/health+json")) {
            Answer answer = function.get(path, "Accept", accept, "Authorization", authorization);
            String text = (answer.text() + answer.headers()).toLowerCase(java.util.Locale.ROOT);
            for (String internal : INTERNALS) {
                if (text.contains(internal)) {
                    leaks.add(internal + " in " + path + ": " + answer.text());
                }
            }
        }
    }

    private static HealthFunction function(String role, int port, String database) {
        return HealthFunction.at(
                port,
                database,
                "DATABASE_URL",
                "postgresql://%s@127.0.0.1:%d/%s".formatted(role, port, database),
                "DB_BORROW_TIMEOUT_MS",
                "250",
                "OPERATOR_KEY",
                KEY,
                "DATABASE_CLUSTER_ARN",
                FakeDataApi.CLUSTER,
                "DATABASE_SECRET_ARN",
                FakeDataApi.SECRET);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
