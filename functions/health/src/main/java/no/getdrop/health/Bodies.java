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
        return object("status", form.word(status));
    }

    /// One word, and in Drop's form when it was said.
    String wordNow(Form form, Status status) throws IOException {
        return form == Form.DRAFT
                ? word(form, status)
                : object("status", form.word(status), "timestamp", now());
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
        return object(
                "status",
                "ok",
                "version",
                build.version(),
                "uptime",
                uptimeSeconds,
                "db",
                "connected",
                "dbLatencyMs",
                latencyMs,
                "timestamp",
                now());
    }

    /// The health document while the database does not answer.
    String disconnected() throws IOException {
        return object("status", "error", "db", "disconnected", "timestamp", now());
    }

    /// The health document of the process alone.
    String running(long uptimeSeconds) throws IOException {
        return object(
                "status",
                "ok",
                "version",
                build.version(),
                "uptime",
                uptimeSeconds,
                "timestamp",
                now());
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

    /// An object of texts and numbers: a name and its value by turns.
    private String object(Object... fields) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator body = json.createGenerator(text)) {
            body.writeStartObject();
            for (int i = 0; i < fields.length; i += 2) {
                body.writeObjectField((String) fields[i], fields[i + 1]);
            }
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
