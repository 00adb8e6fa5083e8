package no.getdrop.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What an invocation asks for: all jobs, unless field `job` names one or something else to do.
///
/// EventBridge Scheduler's own payload has no such field and is therefore for all of them.
sealed interface Payload {
    /// Runs jobs.
    record Jobs(List<Job> jobs) implements Payload {
        public Jobs {
            jobs = List.copyOf(jobs);
        }
    }

    /// Puts back what was set aside.
    ///
    /// @param id of the one that is meant; empty for all of the kind
    record Replay(Kind kind, Optional<String> id) implements Payload {}

    /// Verifies the chain of the audit trail.
    ///
    /// @param from number of the first block that is looked at
    record VerifyChain(long from) implements Payload {}

    /// What can be set aside.
    enum Kind {
        OUTBOX,
        WEBHOOK;

        static Kind parse(JsonNode kind) {
            return switch (kind.asText()) {
                case "outbox" -> OUTBOX;
                case "webhook" -> WEBHOOK;
                case String _ ->
                        throw new IllegalArgumentException(
                                "kind is " + kind + ", expected one of: outbox, webhook");
            };
        }
    }

    /// Reads the invocation's payload; none at all is as good as `{}`.
    ///
    /// @throws IllegalArgumentException when it is no JSON object, or asks for what there is not
    static Payload read(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return new Jobs(List.of(Job.values()));
        }
        JsonNode payload = object(text);
        JsonNode job = payload.path("job");
        if (job.isMissingNode()) {
            return new Jobs(List.of(Job.values()));
        }
        if (!job.isTextual()) {
            throw new IllegalArgumentException(
                    "job is " + job + ", expected one of: " + Job.choices() + ", replay");
        }
        if (job.asText().equals("replay")) {
            return replay(payload);
        }
        Job named = Job.parse(job.asText());
        return named == Job.CHAIN && payload.path("verify").asBoolean()
                ? new VerifyChain(Math.max(1, payload.path("from").asLong(1)))
                : new Jobs(List.of(named));
    }

    private static Replay replay(JsonNode payload) {
        JsonNode id = payload.path("id");
        if (!id.isMissingNode() && !id.isTextual()) {
            throw new IllegalArgumentException(
                    "id is " + id + ", expected the id of one, or no id for all of the kind");
        }
        return new Replay(
                Kind.parse(payload.path("kind")),
                id.isMissingNode() ? Optional.empty() : Optional.of(id.asText()));
    }

    private static JsonNode object(String text) {
        String expected = "expected {}, {\"job\":\"…\"} or the payload of a schedule";
        try {
            JsonNode payload = Json.mapper().readTree(text);
            if (!payload.isObject()) {
                throw new IllegalArgumentException("the payload is no JSON object, " + expected);
            }
            return payload;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the payload is no JSON, " + expected, e);
        }
    }
}
