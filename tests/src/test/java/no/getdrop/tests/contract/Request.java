package no.getdrop.tests.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// A request for an operation.
///
/// @param path values of the path's parameters, as they are
/// @param query values of the query's parameters, as they are
/// @param body JSON; null for none
record Request(
        Operation operation,
        Map<String, String> path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonNode body) {

    /// The request that is right for the owner of `scene`, with the contract's examples.
    static Request right(Operation operation, Scene scene) {
        Map<String, String> path = new LinkedHashMap<>();
        for (JsonNode parameter : operation.parametersIn("path")) {
            path.put(parameter.path("name").asText(), value(parameter, scene));
        }
        Map<String, String> query = new LinkedHashMap<>();
        for (JsonNode parameter : operation.parametersIn("query")) {
            if (parameter.path("required").asBoolean() || parameter.has("example")) {
                query.put(parameter.path("name").asText(), value(parameter, scene));
            }
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept-Language", "en");
        for (JsonNode parameter : operation.parametersIn("header")) {
            if (parameter.path("required").asBoolean()) {
                headers.put(parameter.path("name").asText(), value(parameter, scene));
            }
        }
        if (operation.needsIdempotencyKey()) {
            headers.put("Idempotency-Key", UUID.randomUUID().toString());
        }
        JsonNode body =
                operation
                        .body()
                        .map(media ->
                                Schemas.filled(
                                        media.path("schema"),
                                        media.path("example"),
                                        (schema, example) -> fresh(schema, example, scene)))
                        .orElse(null);
        return new Request(operation, path, query, headers, body);
    }

    Request withPath(String name, String value) {
        return new Request(operation, with(path, name, value), query, headers, body);
    }

    Request withQuery(String name, String value) {
        return new Request(operation, path, with(query, name, value), headers, body);
    }

    Request withHeader(String name, String value) {
        return new Request(operation, path, query, with(headers, name, value), body);
    }

    Request withoutHeader(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(name);
        return new Request(operation, path, query, fewer, body);
    }

    Request withBody(JsonNode other) {
        return new Request(operation, path, query, headers, other);
    }

    /// Sends it as that caller.
    Answer send(Drop drop, Map<String, String> caller) {
        return send(drop, caller, body == null ? null : body.toString());
    }

    /// Sends it with this text in place of its body.
    Answer send(Drop drop, Map<String, String> caller, @Nullable String text) {
        Map<String, String> all = new LinkedHashMap<>(caller);
        if (text != null) {
            all.put("Content-Type", "application/json");
        }
        all.putAll(headers);
        return Http.send(operation.method(), drop.host().url().resolve(target()), all, text);
    }

    /// Path and query as they go over the wire.
    String target() {
        String target = operation.path();
        for (var entry : path.entrySet()) {
            target = target.replace("{" + entry.getKey() + "}", encoded(entry.getValue()));
        }
        StringBuilder text = new StringBuilder(target);
        char separator = '?';
        for (var entry : query.entrySet()) {
            text.append(separator).append(entry.getKey()).append('=');
            text.append(encoded(entry.getValue()));
            separator = '&';
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return operation.method() + ' ' + target() + ' ' + headers + ' ' + body;
    }

    private static String value(JsonNode parameter, Scene scene) {
        JsonNode fixture = parameter.path("schema").path("x-fixture");
        if (fixture.isTextual()) {
            return scene.value(fixture.asText());
        }
        JsonNode example =
                parameter.has("example")
                        ? parameter.path("example")
                        : parameter.path("schema").path("example");
        return example.asText();
    }

    /// A fresh value where the schema names a fixture.
    private static JsonNode fresh(JsonNode schema, JsonNode example, Scene scene) {
        JsonNode fixture = schema.path("x-fixture");
        return fixture.isTextual() ? TextNode.valueOf(scene.value(fixture.asText())) : example;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> copy = new LinkedHashMap<>(map);
        copy.put(name, value);
        return copy;
    }
}
