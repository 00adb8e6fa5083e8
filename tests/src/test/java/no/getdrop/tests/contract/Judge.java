package no.getdrop.tests.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import no.getdrop.tests.journeys.Answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compares an answer with what the contract says of it.
final class Judge {
    private static final String PROBLEM = "application/problem+json";

    private Judge() {}

    /// Everything in which the answer is not as described.
    static List<String> faults(Operation operation, Answer answer) {
        List<String> faults = new ArrayList<>();
        Optional<JsonNode> response = described(operation, answer);
        if (response.isEmpty()) {
            faults.add("status " + answer.status() + " is not described: " + answer.body());
            return faults;
        }
        headers(response.get(), answer, faults);
        body(response.get().path("content"), answer, faults);
        if (answer.header("X-Request-Id").isEmpty() && !isGateway(answer)) {
            faults.add("no X-Request-Id");
        }
        if (answer.headerValues("Cache-Control").size() > 1) {
            faults.add("two rules for caches: " + answer.headerValues("Cache-Control"));
        }
        // Of several limits the one that is nearest is told, such as payment-user of payment.
        String limit = operation.rateLimit();
        if (!limit.equals("none")
                && answer.status() < 400
                && !answer.header("RateLimit-Policy").startsWith('"' + limit)) {
            faults.add(
                    "counted as %s, not as %s".formatted(answer.header("RateLimit-Policy"), limit));
        }
        return faults;
    }

    /// The description of that status and error: the operation's, else one that holds everywhere.
    private static Optional<JsonNode> described(Operation operation, Answer answer) {
        Optional<JsonNode> own = operation.response(answer.status());
        boolean everywhere =
                mediaType(answer).equals(PROBLEM)
                        && Contract.DROP.errorsEverywhere().contains(answer.error());
        boolean ownCode =
                own.isPresent()
                        && own.get()
                                .path("content")
                                .path(PROBLEM)
                                .path("schema")
                                .path("properties")
                                .path("error")
                                .path("enum")
                                .valueStream()
                                .anyMatch(code -> code.asText().equals(answer.error()));
        if (everywhere && !ownCode) {
            JsonNode schema = Contract.DROP.problem();
            ObjectNode response = JsonNodeFactory.instance.objectNode();
            response.putObject("content").putObject(PROBLEM).set("schema", schema);
            return Optional.of(response);
        }
        return own;
    }

    private static void headers(JsonNode response, Answer answer, List<String> faults) {
        for (var header : response.path("headers").properties()) {
            List<String> values = answer.headerValues(header.getKey());
            if (values.isEmpty() && header.getValue().path("required").asBoolean()) {
                faults.add("header " + header.getKey() + " is missing");
            }
            for (String value : values) {
                Schemas.errors(header.getValue().path("schema"), TextNode.valueOf(value))
                        .forEach(error -> faults.add(header.getKey() + ": " + error));
            }
        }
    }

    private static void body(JsonNode content, Answer answer, List<String> faults) {
        if (content.isMissingNode()) {
            if (!answer.body().isEmpty()) {
                faults.add("a body where none is described: " + answer.body());
            }
            return;
        }
        JsonNode media = content.path(mediaType(answer));
        if (media.isMissingNode()) {
            faults.add("the media type '%s' is not described".formatted(mediaType(answer)));
            return;
        }
        if (answer.body().isEmpty()) {
            faults.add("no body");
        } else if (mediaType(answer).endsWith("json")) {
            Schemas.errors(Schemas.closed(media.path("schema")), answer.json())
                    .forEach(error -> faults.add(error + " in " + answer.body()));
        }
    }

    static String mediaType(Answer answer) {
        return answer.header("Content-Type").split(";", 2)[0].strip();
    }

    /// Whether API Gateway answered by itself.
    private static boolean isGateway(Answer answer) {
        return answer.status() == 403 && mediaType(answer).equals("application/json");
    }
}
