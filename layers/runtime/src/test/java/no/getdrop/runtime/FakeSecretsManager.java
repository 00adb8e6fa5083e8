package no.getdrop.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Secrets Manager as far as one secret goes: answers `GetSecretValue` of the JSON protocol on a
/// loopback port that the system chose.
final class FakeSecretsManager implements AutoCloseable {
    static final String ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:drop-AbCdEf";

    /// What the SDK's client reads its address, region and credentials from.
    private static final List<String> PROPERTIES =
            List.of(
                    "aws.endpointUrlSecretsManager",
                    "aws.region",
                    "aws.accessKeyId",
                    "aws.secretAccessKey");

    private final HttpServer server;
    private final List<String> requested = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String body = "{}";

    FakeSecretsManager() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        List<String> values =
                List.of(
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "eu-west-1",
                        "AKIDEXAMPLE",
                        "wJalrXUtnFEMI");
        for (int i = 0; i < PROPERTIES.size(); i++) {
            System.setProperty(PROPERTIES.get(i), values.get(i));
        }
    }

    /// From now on the secret has this text.
    void holds(String secretString) {
        status = 200;
        body =
                Json.mapper()
                        .valueToTree(
                                Map.of(
                                        "ARN",
                                        ARN,
                                        "Name",
                                        "drop",
                                        "VersionStages",
                                        List.of("AWSCURRENT"),
                                        "SecretString",
                                        secretString))
                        .toString();
    }

    /// From now on every request fails with that status and error.
    void fails(int newStatus, String type) {
        status = newStatus;
        body = "{\"__type\":\"" + type + "\",\"message\":\"as the test wants\"}";
    }

    /// From now on the secret is binary: there is no text in it.
    void holdsBinary() {
        status = 200;
        body = "{\"ARN\":\"" + ARN + "\",\"SecretBinary\":\"AAECAw==\"}";
    }

    /// The ids of the secrets that were asked for, in order.
    List<String> requested() {
        return requested;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            if (!"secretsmanager.GetSecretValue".equals(target)) {
                throw new IOException("only GetSecretValue is known here, not " + target);
            }
            requested.add(request.path("SecretId").asText());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /// Stops listening: from now on connections are refused.
    void stop() {
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
        PROPERTIES.forEach(System::clearProperty);
    }
}
