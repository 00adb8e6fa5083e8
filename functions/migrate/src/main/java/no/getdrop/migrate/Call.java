package no.getdrop.migrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// One invocation as its caller meant it: directly, or through API Gateway (REST, payload 1.0).
///
/// @param wish what is asked for, or why that cannot be told
/// @param origin how the caller is to be answered
record Call(Wish wish, Origin origin) {
    private static final String PATH = "/v1/migrations";

    /// An action, or a request that names none.
    sealed interface Wish {
        /// A known action.
        ///
        /// @param by who asks, for the other who is told to wait
        /// @param endpoint of a clone, for a rehearsal on one
        record Ask(Action action, Optional<String> by, Optional<String> endpoint) implements Wish {
            Ask(Action action) {
                this(action, Optional.empty(), Optional.empty());
            }
        }

        /// A request that does not fit.
        record Malformed(Refusal refusal) implements Wish {}
    }

    /// How the invocation came in.
    sealed interface Origin {
        /// By name, so refusals are errors of the function.
        record Direct() implements Origin {}

        /// Over HTTP, so refusals are answers.
        ///
        /// @param caller the principal that signed the request
        record Http(String requestId, String path, String caller) implements Origin {}
    }

    /// Reads the event; an event that is no JSON at all counts as direct.
    static Call read(byte[] event) {
        JsonNode json;
        try {
            json = Json.mapper().readTree(event);
        } catch (IOException e) {
            return new Call(malformedEvent(), new Origin.Direct());
        }
        if (!json.has("httpMethod")) {
            return new Call(named(json, Optional.empty(), "the event"), new Origin.Direct());
        }
        String path = json.path("path").asText("");
        Origin origin =
                new Origin.Http(
                        json.path("requestContext").path("requestId").asText("-"),
                        path,
                        caller(json.path("requestContext").path("identity")));
        return new Call(overHttp(json, path), origin);
    }

    /// The last part of `arn:aws:sts::…:assumed-role/drop-deploy/run-17`.
    private static String caller(JsonNode identity) {
        String arn = identity.path("userArn").asText("");
        return arn.isBlank() ? "somebody" : arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static Wish overHttp(JsonNode event, String path) {
        if (!path.equals(PATH) && !path.equals(PATH + "/")) {
            return new Wish.Malformed(
                    new Refusal(
                            Refusal.Kind.NOT_FOUND,
                            "path '" + path + "'",
                            PATH,
                            "ask for " + PATH));
        }
        return switch (event.path("httpMethod").asText("")) {
            case "GET" -> new Wish.Ask(Action.STATE);
            case "POST" -> body(event);
            case String other ->
                    new Wish.Malformed(
                            new Refusal(
                                    Refusal.Kind.METHOD_NOT_ALLOWED,
                                    "method " + other,
                                    "GET for the state or POST to migrate",
                                    "use one of them"));
        };
    }

    private static Wish body(JsonNode event) {
        String body = event.path("body").asText("");
        if (body.isBlank()) {
            return new Wish.Ask(Action.MIGRATE);
        }
        try {
            String text =
                    event.path("isBase64Encoded").asBoolean()
                            ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
                            : body;
            JsonNode json = Json.mapper().readTree(text);
            return json.isObject()
                    ? named(json, Optional.of(Action.MIGRATE), "the body")
                    : malformedBody();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return malformedBody();
        }
    }

    private static Wish named(JsonNode json, Optional<Action> fallback, String where) {
        JsonNode name = json.path("action");
        Optional<Action> action =
                name.isMissingNode()
                        ? fallback
                        : Optional.of(name)
                                .filter(JsonNode::isTextual)
                                .map(JsonNode::textValue)
                                .flatMap(Action::named);
        if (action.isEmpty()) {
            return new Wish.Malformed(
                    new Refusal(
                            Refusal.Kind.BAD_REQUEST,
                            name.isMissingNode()
                                    ? "field 'action' is missing in " + where
                                    : "field 'action' is " + name + " in " + where,
                            "one of: " + Action.spellings(),
                            "send {\"action\":\"migrate\"}"));
        }
        for (String field : List.of("by", "endpoint")) {
            if (json.has(field) && !json.path(field).isTextual()) {
                return new Wish.Malformed(
                        new Refusal(
                                Refusal.Kind.BAD_REQUEST,
                                "field '" + field + "' is " + json.path(field) + " in " + where,
                                "a text",
                                "leave it out, or write it in quotes"));
            }
        }
        return new Wish.Ask(action.get(), text(json, "by"), text(json, "endpoint"));
    }

    private static Optional<String> text(JsonNode json, String field) {
        return Optional.ofNullable(json.path(field).textValue()).filter(text -> !text.isBlank());
    }

    private static Wish malformedEvent() {
        return new Wish.Malformed(
                new Refusal(
                        Refusal.Kind.BAD_REQUEST,
                        "the event is not JSON",
                        "a JSON object with field 'action'",
                        "send {\"action\":\"migrate\"}"));
    }

    private static Wish malformedBody() {
        return new Wish.Malformed(
                new Refusal(
                        Refusal.Kind.BAD_REQUEST,
                        "the body is not a JSON object",
                        "a JSON object with field 'action'",
                        "send {\"action\":\"migrate\"} or no body at all"));
    }
}
