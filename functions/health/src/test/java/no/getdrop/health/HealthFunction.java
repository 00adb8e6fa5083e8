package no.getdrop.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.runtime.Environment;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The handler as API Gateway calls it: bytes in, bytes out.
final class HealthFunction {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HealthHandler handler;

    private HealthFunction(HealthHandler handler) {
        this.handler = handler;
    }

    /// A function of the database `name` on that port of this machine.
    static HealthFunction at(int port, String name, String... settings) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DROP_ENVIRONMENT", "development");
        variables.put("DATABASE_URL", "postgresql://drop_app@127.0.0.1:" + port + "/" + name);
        for (int i = 0; i < settings.length; i += 2) {
            variables.put(settings[i], settings[i + 1]);
        }
        return new HealthFunction(new HealthHandler(Environment.of(variables)));
    }

    static HealthFunction of(TestDatabase database, String... settings) {
        return at(TestDatabase.port(), database.name(), settings);
    }

    HealthHandler handler() {
        return handler;
    }

    /// With these headers, each a name and a value.
    Answer get(String path, String... headers) throws IOException {
        ObjectNode event = JSON.createObjectNode();
        int query = path.indexOf('?');
        event.put("path", query < 0 ? path : path.substring(0, query)).put("httpMethod", "GET");
        if (query >= 0) {
            String[] pair = path.substring(query + 1).split("=", 2);
            event.putObject("queryStringParameters").put(pair[0], pair[1]);
        }
        for (int i = 0; i < headers.length; i += 2) {
            event.withObject("/headers").put(headers[i], headers[i + 1]);
        }
        event.putObject("requestContext").put("requestId", "request-1");
        return send(event.toString());
    }

    Answer call(String method, String path, String query) throws IOException {
        return send(
                """
                {"path":"%s","httpMethod":"%s","queryStringParameters":%s,"headers":null,
                 "requestContext":{"identity":{"sourceIp":"203.0.113.7"},"requestId":"request-1"}}
                """
                        .formatted(path, method, query));
    }

    Answer send(String event) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        handler.handle(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output);
        JsonNode response = JSON.readTree(output.toByteArray());
        String body = response.required("body").textValue();
        return new Answer(
                response.required("statusCode").intValue(),
                response.required("headers"),
                body,
                JSON.readTree(body.isEmpty() ? "{}" : body));
    }

    static String event(String name) throws IOException {
        return Files.readString(
                Path.of(System.getProperty("drop.root"))
                        .resolve("events/health")
                        .resolve(name + ".json"));
    }

    record Answer(int status, JsonNode headers, String text, JsonNode body) {
        String header(String name) {
            return headers.required(name).textValue();
        }
    }
}
