package no.getdrop.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import no.getdrop.runtime.Build;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Writes the bodies; none says more of the inside than its contract.
final class Bodies {
    private static final String SERVICE = "drop";

    private final JsonFactory json;
    private final Build build;

    Bodies(JsonFactory json, Build build) {
        this.json = json;
        this.build = build;
    }

    /// One word.
    String word(Form form, Status status) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator body = json.createGenerator(text)) {
            body.writeStartObject();
            body.writeStringField("status", form.word(status));
            body.writeEndObject();
        }
        return text.toString();
    }

    /// One word, and in Drop's form when it was said.
    String wordNow(Form form, Status status) throws IOException {
        if (form == Form.DRAFT) {
            return word(form, status);
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator body = json.createGenerator(text)) {
            body.writeStartObject();
            body.writeStringField("status", form.word(status));
            body.writeStringField("timestamp", now());
            body.writeEndObject();
        }
        return text.toString();
    }

    /// The checks, and the status that they make together.
    ///
    /// @param releaseId empty for who may not know it
    String report(Form form, String releaseId, List<Check> checks) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator body = json.createGenerator(text)) {
            body.writeStartObject();
            body.writeStringField("status", form.word(Readiness.overall(checks)));
            body.writeStringField("version", build.version());
            if (!releaseId.isEmpty()) {
                body.writeStringField("releaseId", releaseId);
            }
            body.writeStringField("serviceId", SERVICE);
            if (form == Form.DROP) {
                body.writeStringField("timestamp", now());
            }
            body.writeObjectFieldStart("checks");
            for (Check check : checks) {
                body.writeArrayFieldStart(check.key());
                write(form, check, body);
                body.writeEndArray();
            }
            body.writeEndObject();
            body.writeEndObject();
        }
        return text.toString();
    }

    /// The health document while the database answers.
    ///
    /// @param uptimeSeconds since the start, or since the restore from a snapshot
    String connected(long uptimeSeconds, long latencyMs) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator body = json.createGenerator(text)) {
            body.writeStartObject();
            body.writeStringField("status", "ok");
            body.writeStringField("version", build.version());
            body.writeNumberField("uptime", uptimeSeconds);
            body.writeStringField("db", "connected");
            body.writeNumberField("dbLatencyMs", latencyMs);
            body.writeStringField("timestamp", now());
            body.writeEndObject();
        }
        return text.toString();
    }

    /// The health document while the database does not answer.
    String disconnected() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator body = json.createGenerator(text)) {
            body.writeStartObject();
            body.writeStringField("status", "error");
            body.writeStringField("db", "disconnected");
            body.writeStringField("timestamp", now());
            body.writeEndObject();
        }
        return text.toString();
    }

    /// The health document of the process alone.
    String running(long uptimeSeconds) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator body = json.createGenerator(text)) {
            body.writeStartObject();
            body.writeStringField("status", "ok");
            body.writeStringField("version", build.version());
            body.writeNumberField("uptime", uptimeSeconds);
            body.writeStringField("timestamp", now());
            body.writeEndObject();
        }
        return text.toString();
    }

    /// A problem (RFC 9457) with the fields of Drop's older clients.
    String problem(int status, String code, String title, String message, Request request)
            throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator body = json.createGenerator(text)) {
            body.writeStartObject();
            body.writeStringField("type", "about:blank");
            body.writeStringField("title", title);
            body.writeNumberField("status", status);
            body.writeStringField("detail", message);
            body.writeStringField("instance", request.path());
            body.writeStringField("requestId", request.requestId());
            body.writeStringField("error", code);
            body.writeStringField("message", message);
            body.writeArrayFieldStart("details");
            body.writeEndArray();
            body.writeEndObject();
        }
        return text.toString();
    }

    private static void write(Form form, Check check, JsonGenerator body) throws IOException {
        body.writeStartObject();
        body.writeStringField("componentType", check.componentType());
        if (check.observedValue().isPresent()) {
            body.writeNumberField("observedValue", check.observedValue().getAsLong());
            if (!check.observedUnit().isEmpty()) {
                body.writeStringField("observedUnit", check.observedUnit());
            }
        }
        if (check.status().isPresent()) {
            body.writeStringField("status", form.word(check.status().get()));
        }
        if (!check.output().isEmpty()) {
            body.writeStringField("output", check.output());
        }
        body.writeStringField("time", text(check.time()));
        body.writeEndObject();
    }

    private static String now() {
        return text(Instant.now());
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
