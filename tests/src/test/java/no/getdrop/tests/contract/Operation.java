package no.getdrop.tests.contract;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// One operation of the contract.
///
/// @param method in capitals
/// @param node as the contract describes it, resolved
record Operation(String method, String path, JsonNode node, List<JsonNode> parameters) {
    static Operation of(String method, String path, JsonNode node, List<JsonNode> parameters) {
        return new Operation(method.toUpperCase(Locale.ROOT), path, node, List.copyOf(parameters));
    }

    String id() {
        return node.path("operationId").asText();
    }

    /// How its route is told from others.
    String route() {
        return method + " " + path;
    }

    /// Its parameters in `path`, `query` or `header`.
    List<JsonNode> parametersIn(String place) {
        return parameters.stream()
                .filter(parameter -> parameter.path("in").asText().equals(place))
                .toList();
    }

    /// Whether repeats with one key are answered once.
    boolean takesIdempotencyKey() {
        return parametersIn("header").stream()
                .anyMatch(parameter -> parameter.path("name").asText().equals("Idempotency-Key"));
    }

    /// Whether it refuses a request without a key.
    boolean needsIdempotencyKey() {
        return parametersIn("header").stream()
                .anyMatch(parameter ->
                        parameter.path("name").asText().equals("Idempotency-Key")
                                && parameter.path("x-required").asBoolean());
    }

    /// Its JSON body: `schema` and `example`.
    Optional<JsonNode> body() {
        JsonNode media = node.path("requestBody").path("content").path("application/json");
        return media.isMissingNode() ? Optional.empty() : Optional.of(media);
    }

    /// The described answer of that status.
    Optional<JsonNode> response(int status) {
        JsonNode response = node.path("responses").path(Integer.toString(status));
        return response.isMissingNode() ? Optional.empty() : Optional.of(response);
    }

    /// The status for each caller.
    Map<String, Integer> authorisation() {
        Map<String, Integer> row = new LinkedHashMap<>();
        node.path("x-authorisation")
                .properties()
                .forEach(entry -> row.put(entry.getKey(), entry.getValue().asInt()));
        return row;
    }

    /// The first of those who may use it.
    Caller actor() {
        return Stream.of(Caller.OWNER, Caller.MERCHANT, Caller.ADMIN)
                .filter(caller -> authorisation().getOrDefault(caller.label(), 0) < 400)
                .findFirst()
                .orElse(Caller.OWNER);
    }

    /// What that caller gets.
    int success() {
        return authorisation().getOrDefault(actor().label(), 0);
    }

    /// Whether the tests need persons of their own for it.
    boolean altersCustomer() {
        return node.path("x-alters-customer").asBoolean();
    }

    /// Whether its caller has to log in anew afterwards.
    boolean endsSession() {
        return node.path("x-ends-session").asBoolean();
    }

    /// Whether it sends a caller whose login was a while ago to log in again.
    boolean asksForRecentLogin() {
        return node.at(
                        "/responses/401/content/application~1problem+json/schema/properties/error"
                                + "/enum")
                .valueStream()
                .anyMatch(code -> code.asText().equals("insufficient_user_authentication"));
    }

    /// Name of the limit that it counts against, or `none`.
    String rateLimit() {
        return node.path("x-rate-limit").asText();
    }

    /// Every schema of it that a client sends by, with where it stands.
    Map<String, JsonNode> sentSchemas() {
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        for (JsonNode parameter : parameters) {
            schemas.put(parameter.path("name").asText(), parameter.path("schema"));
        }
        body().ifPresent(media -> schemas.put("body", media.path("schema")));
        return schemas;
    }

    /// Every schema of it, of requests and answers.
    List<JsonNode> schemas() {
        List<JsonNode> schemas = new ArrayList<>(sentSchemas().values());
        for (JsonNode response : node.path("responses")) {
            response.path("content").forEach(media -> schemas.add(media.path("schema")));
            response.path("headers").forEach(header -> schemas.add(header.path("schema")));
        }
        return schemas;
    }

    /// The names in `x-fixture` of what is sent.
    Set<String> fixtures() {
        Set<String> names = new TreeSet<>();
        List<JsonNode> found = new ArrayList<>();
        sentSchemas().values().forEach(schema -> found.addAll(schema.findValues("x-fixture")));
        found.forEach(name -> names.add(name.asText()));
        return names;
    }

    @Override
    public String toString() {
        return route();
    }
}
