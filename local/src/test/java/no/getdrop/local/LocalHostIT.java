package no.getdrop.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.lambda.TestFunctions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/// A whole local host over a tiny project.
class LocalHostIT {
    @TempDir static Path root;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final List<String> OUTPUT = new CopyOnWriteArrayList<>();
    private static LocalHost host;

    @BeforeAll
    static void start() throws Exception {
        Path project = Path.of(System.getProperty("drop.root"));
        try (InputStream template = LocalHostIT.class.getResourceAsStream("/tiny-template.yaml")) {
            Files.copy(template, root.resolve("template.yaml"));
        }
        Files.writeString(
                root.resolve("Makefile"),
                """
                build-ApiFunction: packages ; $(call package,tiny)
                build-WorkerFunction: packages ; $(call package,tiny)
                build-MigrateFunction: packages ; $(call package,tiny)
                build-ALayer: packages ; $(call layer,a)
                """);
        Path built = new TestFunctions(root.resolve("made")).packageFolder();
        Folders.copy(built, root.resolve("functions/tiny/target/package"));
        Path jars = Files.createDirectories(root.resolve("layers/a/target/layer/java/lib"));
        Files.writeString(jars.resolve("layer-marker.jar"), "");
        Folders.copy(
                project.resolve("local/target/runtime-client"),
                root.resolve("local/target/runtime-client"));
        host =
                LocalHost.builder(root)
                        .environment("WorkerFunction", Map.of("EXTRA", "given"))
                        .databaseProxy()
                        .output(OUTPUT::add)
                        .start();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void aRequestReachesItsFunctionAsAProxyEvent() throws Exception {
        HttpResponse<String> response = get("/v1/some%20path?a=1&a=2");
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode event = JSON.readTree(response.body());
        assertThat(event.at("/path").asText()).isEqualTo("/v1/some%20path");
        assertThat(event.at("/pathParameters/proxy").asText()).isEqualTo("some path");
        assertThat(event.at("/multiValueQueryStringParameters/a")).hasSize(2);
        assertThat(response.headers().firstValue("x-amzn-RequestId"))
                .contains(event.at("/requestContext/requestId").asText());
    }

    @Test
    void theGatewayAnswersForFunctionsThatDoNot() throws Exception {
        assertThat(get("/v1/x?wish=throw"))
                .returns(502, HttpResponse::statusCode)
                .returns("{\"message\": \"Internal server error\"}", HttpResponse::body);
        assertThat(get("/v1/x?wish=malformed").statusCode()).isEqualTo(502);
        assertThat(get("/nowhere"))
                .returns(403, HttpResponse::statusCode)
                .returns("{\"message\": \"Missing Authentication Token\"}", HttpResponse::body);
        assertThat(post("/v1/x", "x".repeat(7 * 1024 * 1024)).statusCode()).isEqualTo(413);
        assertThat(post("/v1/x", "x".repeat(11 * 1024 * 1024)).statusCode()).isEqualTo(413);
        assertThat(post("/v1/x", "x".repeat(1024 * 1024)).statusCode()).isEqualTo(200);
    }

    @Test
    void binaryAnswersAreForCallersThatAcceptThem() throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(host.url().resolve("/v1/x?wish=binary"));
        assertThat(send(request.header("Accept", "application/pdf")).body()).isEqualTo("pdf");
        assertThat(get("/v1/x?wish=binary").body()).isEqualTo("cGRm");
    }

    @Test
    void aSignedRouteRefusesWhoeverDoesNotSign() throws Exception {
        assertThat(post("/v1/migrations", "{}"))
                .returns(403, HttpResponse::statusCode)
                .returns("{\"message\": \"Missing Authentication Token\"}", HttpResponse::body);
    }

    @Test
    void functionsGetTheirVariablesAndSecrets() throws Exception {
        assertThat(text("ApiFunction", "\"env:DATABASE_URL\""))
                .isEqualTo(
                        "\"postgresql://drop_app@127.0.0.1:%d/drop\"", host.databaseProxy().port());
        assertThat(text("ApiFunction", "\"env:DROP_ENVIRONMENT\"")).isEqualTo("\"development\"");
        assertThat(text("ApiFunction", "\"env:JWT_SECRET\"").length()).isGreaterThan(32);
        assertThat(text("ApiFunction", "\"env:AWS_SECRET_ARN\"")).isEqualTo("\"-\"");
        assertThat(text("WorkerFunction", "\"env:EXTRA\"")).isEqualTo("\"given\"");
        assertThat(Files.getPosixFilePermissions(root.resolve(".drop/secrets.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(root.resolve(".drop/run/ApiFunction/package/lib/~layer-layer-marker.jar"))
                .exists();
    }

    @Test
    void theScheduleFiresAtOnceWithItsInput() throws Exception {
        await(() -> OUTPUT.stream().anyMatch(line -> line.contains("ticked at 20")));
        long before = OUTPUT.stream().filter(line -> line.contains("ticked at")).count();
        host.fire("EveryMinute");
        await(() -> OUTPUT.stream().filter(line -> line.contains("ticked at")).count() > before);
        assertThat(OUTPUT).anyMatch(line -> line.startsWith("WorkerFunction | handling"));
        assertThat(Files.readString(root.resolve(".drop/logs/WorkerFunction.log")))
                .contains("ticked at 20", "START RequestId", "REPORT RequestId");
    }

    @Test
    void theInvokeApiAnswersAsLambdaDoes() throws Exception {
        HttpResponse<String> answered = invoke("ApiFunction", "RequestResponse", "\"hello\"");
        assertThat(answered.body()).isEqualTo("\"hello\"");
        assertThat(answered.headers().firstValue("X-Amz-Function-Error")).isEmpty();

        HttpResponse<String> failed = invoke("ApiFunction:live", "RequestResponse", "\"throw\"");
        assertThat(failed.statusCode()).isEqualTo(200);
        assertThat(failed.headers().firstValue("X-Amz-Function-Error")).contains("Unhandled");
        assertThat(failed.body()).contains("failed as told");

        assertThat(invoke("ApiFunction", "Event", "\"later\"").statusCode()).isEqualTo(202);
        await(() -> OUTPUT.contains("ApiFunction | handling \"later\""));
        assertThat(invoke("ApiFunction", "DryRun", "{}").statusCode()).isEqualTo(204);
        assertThat(invoke("Nobody", "RequestResponse", "{}").statusCode()).isEqualTo(404);
        assertThat(invoke("ApiFunction", "RequestResponse", "{not json").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aWebPageCannotInvokeFunctions() throws Exception {
        URI address = host.invokeUrl().resolve("/2015-03-31/functions/ApiFunction/invocations");
        HttpResponse<String> refused =
                send(
                        HttpRequest.newBuilder(address)
                                .header("Origin", "https://elsewhere.example")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void theDatabaseIsThere() throws Exception {
        try (var connection = DriverManager.getConnection(host.postgres().jdbcUrl("postgres"))) {
            assertThat(connection.getCatalog()).isEqualTo("drop");
        }
    }

    @Test
    void aSecondHostOnTheSameDataIsRefused() {
        assertThatThrownBy(() -> LocalHost.builder(root).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("runs already", host.url().toString());
    }

    @Test
    void aRequestInChunksAndAMalformedOneAreAnswered() throws Exception {
        assertThat(
                        raw(
                                "POST /v1/x HTTP/1.1\r\n"
                                        + "Host: x\r\n"
                                        + "Transfer-Encoding: chunked\r\n"
                                        + "Connection: close\r\n\r\n"
                                        + "3\r\n"
                                        + "abc\r\n"
                                        + "2\r\n"
                                        + "de\r\n"
                                        + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("abcde");
        assertThat(raw("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    private static String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(java.net.InetAddress.getLoopbackAddress(), host.url().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String text(String function, String event) throws InterruptedException {
        return switch (host.invoke(function, event)) {
            case Outcome.Succeeded succeeded -> succeeded.text();
            case Outcome.Failed failed -> failed.text();
            case Outcome.Throttled throttled -> "throttled";
        };
    }

    private static HttpResponse<String> invoke(String function, String type, String event)
            throws Exception {
        URI address =
                host.invokeUrl().resolve("/2015-03-31/functions/" + function + "/invocations");
        return send(
                HttpRequest.newBuilder(address)
                        .header("X-Amz-Invocation-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(event)));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(host.url().resolve(path)));
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return send(
                HttpRequest.newBuilder(host.url().resolve(path))
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(
                request.version(HttpClient.Version.HTTP_1_1).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("condition within 20 s").isLessThan(deadline);
            Thread.sleep(5);
        }
    }
}
