package no.getdrop.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.OutputStream;

/// A response for API Gateway (REST, payload 1.0).
///
/// @param status HTTP status
/// @param contentType of the body
/// @param allow value of header `Allow`; empty for none
/// @param vary value of header `Vary`: what the body depends on; empty for none
/// @param body JSON without a space in it: monitors look for `"status":"ok"`
record Answer(int status, String contentType, String allow, String vary, String body) {
    /// What is asked for, in the form that is asked for.
    static Answer health(Request request, Status status, String vary, String body) {
        return new Answer(status.httpStatus(), request.form().contentType(), "", vary, body);
    }

    static Answer problem(int status, String allow, String body) {
        return new Answer(status, "application/problem+json", allow, "", body);
    }

    /// Writes the proxy response.
    void write(JsonFactory json, Request request, OutputStream output) throws IOException {
        try (JsonGenerator generator = json.createGenerator(output)) {
            generator.writeStartObject();
            generator.writeNumberField("statusCode", status);
            generator.writeObjectFieldStart("headers");
            generator.writeStringField("Content-Type", contentType);
            generator.writeStringField("Cache-Control", "no-store");
            generator.writeStringField(
                    "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
            generator.writeStringField("X-Content-Type-Options", "nosniff");
            generator.writeStringField(
                    "Content-Security-Policy",
                    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
            generator.writeStringField("Referrer-Policy", "no-referrer");
            generator.writeStringField("X-Request-Id", request.requestId());
            if (!allow.isEmpty()) {
                generator.writeStringField("Allow", allow);
            }
            if (!vary.isEmpty()) {
                generator.writeStringField("Vary", vary);
            }
            generator.writeEndObject();
            generator.writeStringField("body", request.method().equals("HEAD") ? "" : body);
            generator.writeBooleanField("isBase64Encoded", false);
            generator.writeEndObject();
        }
    }
}
