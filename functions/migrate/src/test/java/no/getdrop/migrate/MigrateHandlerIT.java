package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.migrate.PostgresServer.TestDatabase;
import no.getdrop.runtime.Environment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

@Timeout(60)
final class MigrateHandlerIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    @Test
    void aDirectInvocationPlansMigratesAndValidates() throws IOException {
        Invocation function = Invocation.of(SERVER.newDatabase().environment(Map.of()));

        JsonNode plan = function.direct(Invocation.event("plan"));
        assertThat(plan.required("schemaVersion").isNull()).isTrue();
        assertThat(plan.required("pending").size()).isGreaterThanOrEqualTo(5);
        assertThat(plan.required("pending").get(0).required("kind").textValue())
                .isEqualTo("expand");

        JsonNode migrated = function.direct(Invocation.event("migrate"));
        assertThat(migrated.required("applied").size()).isEqualTo(plan.required("pending").size());
        assertThat(migrated.required("applied").get(0).required("millis").isIntegralNumber())
                .isTrue();
        assertThat(migrated.required("pending").size()).isZero();

        JsonNode validated = function.direct("{\"action\":\"validate\"}");
        assertThat(validated.required("schemaVersion"))
                .isEqualTo(migrated.required("schemaVersion"));
    }

    @Test
    void overHttpGetTellsTheStateAndPostMigrates() throws IOException {
        Invocation function = Invocation.of(SERVER.newDatabase().environment(Map.of()));

        Invocation.Answer before = function.http(Invocation.event("get"));
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.body().required("data").required("applied").size()).isZero();

        Invocation.Answer post = function.http(post(""));
        assertThat(post.status()).isEqualTo(200);
        assertThat(post.body().required("data").required("applied").size())
                .isGreaterThanOrEqualTo(5);

        Invocation.Answer after = function.http(Invocation.event("get"));
        assertThat(after.body().required("data").required("applied").size())
                .isEqualTo(post.body().required("data").required("applied").size());
        assertThat(after.headers().required("Cache-Control").textValue()).isEqualTo("no-store");
    }

    @Test
    void overHttpARefusalIsAProblemWithWhatToDo() throws IOException {
        TestDatabase database = SERVER.newDatabase();
        database.execute("CREATE TABLE other (id integer)");
        Invocation.Answer answer =
                Invocation.of(database.environment(Map.of()))
                        .http(post("{\"action\":\"migrate\"}"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.headers().required("Content-Type").textValue())
                .isEqualTo("application/problem+json");
        assertThat(answer.body().required("error").textValue()).isEqualTo("schema_drift");
        assertThat(answer.body().required("status").intValue()).isEqualTo(409);
        assertThat(answer.body().required("instance").textValue()).isEqualTo("/v1/migrations");
        assertThat(answer.body().required("requestId").textValue()).isEqualTo("request-1");
        assertThat(answer.body().required("details").required("remedy").textValue()).isNotBlank();
    }

    @Test
    void directlyARefusalIsAnErrorOfTheFunction() {
        TestDatabase database = SERVER.newDatabase();
        database.execute("CREATE TABLE other (id integer)");
        Invocation function = Invocation.of(database.environment(Map.of()));

        assertThatThrownBy(() -> function.direct(Invocation.event("migrate")))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageStartingWith("schema_drift: ")
                .hasMessageContaining("flyway_schema_history");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"clean\"}",
                "{\"action\":7}",
                "{\"acton\":\"migrate\"}",
                "{}",
                "null",
                "nonsense"
            })
    void anUnknownActionNamesTheFieldAndItsValues(String event) {
        Invocation function = Invocation.of(SERVER.untouched().environment(Map.of()));
        assertThatThrownBy(() -> function.direct(event))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageStartingWith("validation_error: ")
                .hasMessageContaining("'action'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\\\"action\\\":\\\"clean\\\"}", "[]", "{"})
    void overHttpAnUnknownActionIs400(String body) throws IOException {
        Invocation function = Invocation.of(SERVER.untouched().environment(Map.of()));
        Invocation.Answer answer = function.http(postEscaped(body));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().required("error").textValue()).isEqualTo("validation_error");
        assertThat(answer.body().required("detail").textValue()).contains("'action'");
    }

    @Test
    void otherMethodsAndPathsAreRefused() throws IOException {
        Invocation function = Invocation.of(SERVER.untouched().environment(Map.of()));
        assertThat(function.http(event("DELETE", "/v1/migrations", "null")).status())
                .isEqualTo(405);
        assertThat(function.http(event("GET", "/v1/other", "null")).status()).isEqualTo(404);
    }

    @Test
    void inDevelopmentTheDemoMerchantIsSeededOnce() throws IOException {
        TestDatabase database = SERVER.newDatabase();
        Map<String, String> variables = new HashMap<>(TestSecrets.variables());
        variables.put("SEED_DEMO", "true");
        Invocation function = Invocation.of(database.environment(variables));
        function.direct(Invocation.event("migrate"));
        function.direct(Invocation.event("migrate"));
        Integer users =
                database.one("SELECT count(*) FROM users WHERE role = 'merchant'", Integer.class);
        assertThat(users).isEqualTo(1);
    }

    @Test
    void aMissingKeyForTheDemoDataIsNamed() throws IOException {
        Invocation function =
                Invocation.of(SERVER.newDatabase().environment(Map.of("SEED_DEMO", "true")));
        Invocation.Answer answer = function.http(post(""));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body().required("error").textValue()).isEqualTo("setting_wrong");
        assertThat(answer.body().required("detail").textValue()).contains("ENCRYPTION_KEY");
    }

    @Test
    void aDatabaseThatIsStillComingUpIsWaitedFor() throws Exception {
        int port = freePort();
        Invocation function = Invocation.of(at(port, "postgres"));
        try (ExecutorService invoker = Executors.newSingleThreadExecutor()) {
            Future<JsonNode> answer =
                    invoker.submit(() -> function.direct("{\"action\":\"wait\"}"));
            try (EmbeddedPostgres _ = EmbeddedPostgres.builder().setPort(port).start()) {
                assertThat(answer.get().required("schemaVersion").isNull()).isTrue();
            }
        }
    }

    @Test
    void aDatabaseThatStaysAwayIs503WithinTheTimeOfTheInvocation() throws IOException {
        Environment environment = at(freePort(), "postgres");
        long started = System.nanoTime();
        Invocation.Answer answer =
                Invocation.of(environment)
                        .within(Duration.ofSeconds(6))
                        .http(Invocation.event("get"));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(6));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().required("error").textValue()).isEqualTo("database_unavailable");
        assertThat(answer.body().required("detail").textValue()).contains("DIRECT_URL");
    }

    @Test
    void aDatabaseThatDoesNotExistIsNotWaitedFor() throws IOException {
        int port = SERVER.untouched().port();
        Invocation.Answer answer = Invocation.of(at(port, "absent")).http(Invocation.event("get"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body().required("error").textValue()).isEqualTo("database_login_refused");
        assertThat(answer.body().required("detail").textValue()).contains("3D000");
    }

    private static Environment at(int port, String database) {
        return Environment.of(
                Map.of(
                        "DROP_ENVIRONMENT", "development",
                        "SEED_DEMO", "false",
                        "DIRECT_URL", "postgresql://postgres@127.0.0.1:" + port + "/" + database));
    }

    private static String post(String body) {
        return postEscaped(body.replace("\"", "\\\""));
    }

    private static String postEscaped(String body) {
        return event("POST", "/v1/migrations", "\"" + body + "\"");
    }

    private static String event(String method, String path, String body) {
        return """
        {"httpMethod":"%s","path":"%s","body":%s,"isBase64Encoded":false,
         "requestContext":{"requestId":"request-1"}}
        """
                .formatted(method, path, body);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
