package no.getdrop.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What an invocation asks for: all jobs, unless field `job` names one.
///
/// EventBridge Scheduler's own payload has no such field and is therefore for all of them.
record Payload(List<Job> jobs) {
    Payload {
        jobs = List.copyOf(jobs);
    }

    /// Reads the invocation's payload; none at all is as good as `{}`.
    ///
    /// @throws IllegalArgumentException when it is no JSON object, or `job` is no job's name
    static Payload read(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return new Payload(List.of(Job.values()));
        }
        JsonNode job = object(text).path("job");
        if (job.isMissingNode()) {
            return new Payload(List.of(Job.values()));
        }
        if (!job.isTextual()) {
            throw new IllegalArgumentException(
                    "job is " + job + ", expected one of: " + Job.choices());
        }
        return new Payload(List.of(Job.parse(job.asText())));
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
