package no.getdrop.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Writes the bodies; none says more of the inside than its contract.
final class Bodies {
    private final JsonFactory json;
    private final Build build;

    Bodies(JsonFactory json, Build build) {
        this.json = json;
        this.build = build;
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

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
