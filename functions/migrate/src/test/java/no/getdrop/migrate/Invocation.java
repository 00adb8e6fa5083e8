package no.getdrop.migrate;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;
import no.getdrop.testing.lambda.FakeContext;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Calls of the handler as Lambda makes them: bytes in, bytes out.
final class Invocation {
    private final MigrateHandler handler;
    private final Duration time;

    private Invocation(MigrateHandler handler, Duration time) {
        this.handler = handler;
        this.time = time;
    }

    static Invocation of(Environment environment) {
        return new Invocation(
                new MigrateHandler(environment, new DatabaseWait(300, Duration.ofMillis(100))),
                Duration.ofSeconds(60));
    }

    Invocation within(Duration limit) {
        return new Invocation(handler, limit);
    }

    JsonNode direct(String event) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                output,
                new FakeContext(time));
        return Json.mapper().readTree(output.toByteArray());
    }

    /// Also shows that the answer is one API Gateway accepts.
    Answer http(String event) throws IOException {
        JsonNode response = direct(event);
        return new Answer(
                response.required("statusCode").intValue(),
                response.required("headers"),
                Json.mapper().readTree(response.required("body").textValue()));
    }

    static String event(String name) throws IOException {
        return Files.readString(
                Path.of(System.getProperty("drop.root", "../.."))
                        .resolve("events/migrate")
                        .resolve(name + ".json"));
    }

    record Answer(int status, JsonNode headers, JsonNode body) {}
}
