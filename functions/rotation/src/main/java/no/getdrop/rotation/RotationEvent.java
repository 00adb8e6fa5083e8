package no.getdrop.rotation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What Secrets Manager asks for.
///
/// @param secretId ARN of the secret
/// @param token id of the pending version
/// @param step of the rotation
record RotationEvent(String secretId, String token, Step step) {
    RotationEvent {
        Objects.requireNonNull(secretId, "secretId");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(step, "step");
    }

    /// Reads `{"SecretId":…,"ClientRequestToken":…,"Step":…}`.
    ///
    /// @throws IllegalArgumentException when one of them is missing or no step
    static RotationEvent read(byte[] bytes) {
        JsonNode event;
        try {
            event = Json.mapper().readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the event is no JSON, expected that of a rotation", e);
        }
        String step = text(event, "Step");
        return new RotationEvent(
                text(event, "SecretId"),
                text(event, "ClientRequestToken"),
                Step.of(step)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "Step is '%s', expected one of: %s"
                                                .formatted(step, Step.choices()))));
    }

    private static String text(JsonNode event, String name) {
        JsonNode value = event.path(name);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new IllegalArgumentException(
                    name + " is missing, expected the event of a rotation by Secrets Manager");
        }
        return value.asText();
    }
}
