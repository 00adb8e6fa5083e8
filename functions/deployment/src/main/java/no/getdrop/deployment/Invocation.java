package no.getdrop.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import no.getdrop.runtime.Json;

import java.io.IOException;
import java.util.Base64;

/// What became of one request to a new version.
sealed interface Invocation {
    /// It answered over HTTP.
    ///
    /// @param type of the body
    /// @param body JSON, or a missing node
    /// @param milliseconds it took, a restore included
    record Answered(int status, String type, JsonNode body, long milliseconds)
            implements Invocation {
        /// Reads a proxy answer.
        ///
        /// @throws IOException when it is none
        static Answered read(String payload, long milliseconds) throws IOException {
            JsonNode answer = Json.mapper().readTree(payload);
            if (!answer.path("statusCode").isInt()) {
                throw new IOException("its answer has no statusCode");
            }
            return new Answered(
                    answer.path("statusCode").intValue(),
                    contentType(answer),
                    body(answer),
                    milliseconds);
        }

        /// Of either form that API Gateway takes; names in whatever case.
        private static String contentType(JsonNode answer) {
            for (String form : new String[] {"multiValueHeaders", "headers"}) {
                for (var header : answer.path(form).properties()) {
                    if (header.getKey().equalsIgnoreCase("Content-Type")) {
                        JsonNode value = header.getValue();
                        return (value.isArray() ? value.path(0) : value).asText("");
                    }
                }
            }
            return "";
        }

        private static JsonNode body(JsonNode answer) throws IOException {
            String text = answer.path("body").asText("");
            if (answer.path("isBase64Encoded").asBoolean()) {
                return Json.mapper().readTree(Base64.getDecoder().decode(text));
            }
            return text.isEmpty() ? MissingNode.getInstance() : Json.mapper().readTree(text);
        }
    }

    /// There was no answer of the new version.
    ///
    /// @param why in words, with what Lambda said
    record Unanswered(String why) implements Invocation {}
}
