package no.getdrop.tests.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes up requests from the contract: most nearly right, many wrong in a few places, some wild.
final class FuzzRequests {
    /// Escapes, so that a lone surrogate survives.
    private static final JsonMapper ESCAPING =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

    private static final List<String> TYPES =
            List.of(
                    "text/plain",
                    "application/json;charset=utf-16",
                    "application/xml",
                    "multipart/form-data; boundary=x",
                    "application/x-www-form-urlencoded",
                    ";",
                    "application/json, text/plain");

    private static final List<String> HEADERS =
            List.of(
                    "Accept",
                    "Accept-Language",
                    "Accept-Encoding",
                    "Cookie",
                    "Content-Encoding",
                    "Forwarded",
                    "If-None-Match",
                    "Origin",
                    "Range",
                    "Referer",
                    "traceparent",
                    "User-Agent",
                    "X-Amzn-Trace-Id",
                    "X-Forwarded-For",
                    "X-HTTP-Method-Override",
                    "X-Request-Id",
                    "webhook-id",
                    "webhook-signature",
                    "webhook-timestamp",
                    "X-Payload-Digest",
                    "X-Payload-Digest-Alg");

    private final List<Operation> operations;
    private final FuzzValues values;
    private final Random random;

    FuzzRequests(List<Operation> operations, FuzzValues values, Random random) {
        this.operations = operations;
        this.values = values;
        this.random = random;
    }

    /// Another one, by the caller whom these headers name.
    FuzzRequest next(Map<String, String> caller) {
        Operation operation = operations.get(random.nextInt(operations.size()));
        String method = one(25) ? METHODS.get(random.nextInt(METHODS.size())) : operation.method();
        @Nullable String body = body(operation);
        if (method.equals("GET") || method.equals("HEAD")) {
            body = one(100) ? "{}" : null;
        }
        return new FuzzRequest(
                operation, method, target(operation), headers(operation, caller, body), body);
    }

    private String target(Operation operation) {
        String path = operation.path();
        for (JsonNode parameter : operation.parametersIn("path")) {
            String value = value(parameter, true);
            path =
                    path.replace(
                            "{" + parameter.path("name").asText() + "}", Request.encoded(value));
        }
        StringBuilder target = new StringBuilder(path);
        char separator = '?';
        for (JsonNode parameter : operation.parametersIn("query")) {
            if (!one(3) || (parameter.path("required").asBoolean() && !one(10))) {
                target.append(separator).append(parameter.path("name").asText()).append('=');
                target.append(Request.encoded(value(parameter, false)));
                separator = '&';
            }
        }
        if (one(30)) {
            target.append(separator).append(one(2) ? "unknown=1&&=&a" : "limit=1&limit=2&cursor=");
        }
        return target.toString();
    }

    private String value(JsonNode parameter, boolean inPath) {
        JsonNode schema = parameter.path("schema");
        if (one(4)) {
            List<String> odd =
                    inPath
                            ? WrongRequests.Values.paths(schema, random)
                            : WrongRequests.Values.texts(random);
            return odd.get(random.nextInt(odd.size()));
        }
        String example =
                parameter.has("example")
                        ? parameter.path("example").asText()
                        : schema.path("example").asText(schema.path("default").asText("1"));
        return values.of(schema, example, random);
    }

    private Map<String, String> headers(
            Operation operation, Map<String, String> caller, @Nullable String body) {
        Map<String, String> headers = new LinkedHashMap<>(caller);
        if (body != null) {
            headers.put(
                    "Content-Type",
                    one(30) ? TYPES.get(random.nextInt(TYPES.size())) : "application/json");
        }
        if (operation.takesIdempotencyKey() && !one(10)) {
            // Few enough that one is used again, with the same content or another.
            headers.put("Idempotency-Key", one(12) ? odd() : "key-" + random.nextInt(5_000));
        }
        headers.put("Accept-Language", one(2) ? "en" : "nb");
        while (one(4)) {
            headers.put(HEADERS.get(random.nextInt(HEADERS.size())), odd());
        }
        if (one(60)) {
            headers.put("Authorization", one(2) ? "Bearer " + odd() : odd());
        }
        return headers;
    }

    /// A value that HTTP lets through, and that hardly means anything.
    private String odd() {
        return switch (random.nextInt(7)) {
            case 0 -> "";
            case 1 -> "x;q=,\"=*/";
            case 2 -> "a".repeat(random.nextInt(4_000));
            case 3 -> Integer.toString(random.nextInt());
            case 4 -> "../../etc/passwd, \\\\host\\share, %00";
            case 5 -> "v1," + "A".repeat(43) + "= ${jndi:x}";
            default -> printable(random.nextInt(40));
        };
    }

    private String printable(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (' ' + random.nextInt('~' - ' ' + 1)));
        }
        return text.toString().strip();
    }

    private @Nullable String body(Operation operation) {
        if (operation.body().isEmpty()) {
            return one(40) ? "{\"a\":1}" : null;
        }
        JsonNode media = operation.body().get();
        JsonNode whole =
                Schemas.filled(media.path("schema"), media.path("example"), this::meaningful);
        while (one(2) && whole instanceof ObjectNode object) {
            change(object, media.path("schema"));
        }
        String text = text(whole);
        return one(12) ? broken(text) : text;
    }

    /// A value that once meant something.
    private JsonNode meaningful(JsonNode schema, JsonNode example) {
        return example.isTextual()
                ? TextNode.valueOf(values.of(schema, example.asText(), random))
                : example;
    }

    private void change(ObjectNode object, JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        names.add("unknown");
        String name = names.get(random.nextInt(names.size()));
        JsonNode part = schema.path("properties").path(name);
        if (object.path(name) instanceof ObjectNode inner && one(2)) {
            change(inner, part);
        } else if (one(4)) {
            object.remove(name);
        } else {
            List<JsonNode> odd = new ArrayList<>(WrongRequests.Values.nodes(part, random).values());
            object.set(name, odd.get(random.nextInt(odd.size())));
        }
    }

    private String broken(String text) {
        int from = random.nextInt(text.length() + 1);
        int to = from + random.nextInt(text.length() - from + 1);
        return switch (random.nextInt(8)) {
            case 0 -> text.substring(0, from);
            case 1 -> text.substring(0, from) + text.substring(to);
            case 2 -> text.substring(0, to) + text.substring(from);
            case 3 -> text.substring(0, from) + printable(10) + text.substring(to);
            case 4 -> "[".repeat(2_000) + text;
            case 5 -> text.replaceAll("[0-9]+", "1e" + random.nextLong(1L << 40));
            case 6 -> text.replace("\":", "\":\"\\ud800\\u0000\",\"x\":");
            default -> text.substring(0, from) + (char) random.nextInt(0xD800) + text.substring(to);
        };
    }

    /// True once in so many times.
    private boolean one(int times) {
        return random.nextInt(times) == 0;
    }

    private static String text(JsonNode body) {
        try {
            return ESCAPING.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
