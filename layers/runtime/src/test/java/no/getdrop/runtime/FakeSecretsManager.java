package no.getdrop.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Secrets Manager as far as reading goes: answers `GetSecretValue` and `BatchGetSecretValue` of
/// the JSON protocol on a loopback port that the system chose.
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
    private final Map<String, String> texts = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, String> errors = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile String error = "";
    private volatile int pageSize = 20;

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

    static String arn(String name) {
        return "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name;
    }

    /// From now on the secret has this text.
    void holds(String secretString) {
        holds(ARN, secretString);
    }

    /// From now on the secret of that ARN has this text.
    void holds(String arn, String secretString) {
        error = "";
        errors.remove(arn);
        texts.put(arn, secretString);
    }

    /// From now on every request fails with that error.
    void fails(String type) {
        error = type;
    }

    /// From now on that secret alone cannot be read, which only a request for several tells so.
    void fails(String arn, String code) {
        errors.put(arn, code);
    }

    /// From now on the secret is binary: there is no text in it.
    void holdsBinary() {
        texts.put(ARN, "");
    }

    /// Answers for several secrets come in pages of so many.
    void pages(int size) {
        pageSize = size;
    }

    /// The ids of the secrets that were asked for, one entry for each request, in order.
    List<String> requested() {
        return requested;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            JsonNode answer =
                    switch (target) {
                        case "secretsmanager.GetSecretValue" -> one(request);
                        case "secretsmanager.BatchGetSecretValue" -> several(request);
                        default -> throw new IOException(target + " is not known here");
                    };
            if (!error.isEmpty()) {
                answer =
                        Json.mapper()
                                .valueToTree(
                                        Map.of("__type", error, "message", "as the test wants"));
            }
            byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(error.isEmpty() ? 200 : 400, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private JsonNode one(JsonNode request) throws IOException {
        if (!request.path("VersionStage").asText().equals("AWSCURRENT")) {
            throw new IOException("another stage than the current one was asked for: " + request);
        }
        String arn = request.path("SecretId").asText();
        requested.add(arn);
        return value(arn);
    }

    private JsonNode several(JsonNode request) {
        List<String> arns = new ArrayList<>();
        request.path("SecretIdList").forEach(each -> arns.add(each.asText()));
        requested.add(String.join(" ", arns));
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode values = answer.putArray("SecretValues");
        ArrayNode failures = answer.putArray("Errors");
        int from = request.path("NextToken").asInt(0);
        int to = Math.min(from + pageSize, arns.size());
        for (String arn : arns.subList(from, to)) {
            if (errors.containsKey(arn)) {
                failures.addObject()
                        .put("SecretId", arn)
                        .put("ErrorCode", errors.get(arn))
                        .put("Message", "as the test wants");
            } else if (texts.containsKey(arn)) {
                values.add(value(arn));
            }
        }
        if (to < arns.size()) {
            answer.put("NextToken", Integer.toString(to));
        }
        return answer;
    }

    private JsonNode value(String arn) {
        ObjectNode value = Json.mapper().createObjectNode().put("ARN", arn).put("Name", "drop");
        value.putArray("VersionStages").add("AWSCURRENT");
        String text = texts.getOrDefault(arn, "{}");
        return text.isEmpty()
                ? value.put("SecretBinary", "AAECAw==")
                : value.put("SecretString", text);
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
