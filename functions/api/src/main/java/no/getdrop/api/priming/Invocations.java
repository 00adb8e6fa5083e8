package no.getdrop.api.priming;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Json;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Invokes the handler as Lambda does, with the events that API Gateway makes (REST, payload 1.0),
/// until a deadline.
final class Invocations {
    private static final DateTimeFormatter REQUEST_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

    private final RequestStreamHandler handler;
    private final long deadlineNanos;
    private int count;

    /// A request of a client.
    ///
    /// @param target path and query
    /// @param body JSON; `null` for none
    record Request(
            String method,
            String target,
            String sourceIp,
            Map<String, String> headers,
            @Nullable String body) {
        Request {
            headers = Map.copyOf(headers);
        }

        String path() {
            return target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        }
    }

    /// What came back.
    record Answer(int status, JsonNode event) {
        /// What stands under `data`.
        JsonNode data() {
            try {
                return Json.mapper().readTree(event.path("body").asText()).path("data");
            } catch (IOException e) {
                throw new UncheckedIOException("an answer is not JSON", e);
            }
        }

        /// Where a redirect leads.
        URI location() {
            return URI.create(event.path("multiValueHeaders").path("Location").path(0).asText());
        }
    }

    /// @param deadlineNanos on the scale of [System#nanoTime]
    Invocations(RequestStreamHandler handler, long deadlineNanos) {
        this.handler = handler;
        this.deadlineNanos = deadlineNanos;
    }

    /// How many requests there were.
    int count() {
        return count;
    }

    /// Carries out one request.
    ///
    /// @throws OutOfTimeException when the time is over
    Answer send(Request request) {
        if (System.nanoTime() - deadlineNanos >= 0) {
            throw new OutOfTimeException(request.method() + ' ' + request.path());
        }
        count++;
        ByteArrayOutputStream output = new ByteArrayOutputStream(2_048);
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(Json.mapper().writeValueAsBytes(event(request))),
                    output,
                    new InvocationContext(Ids.next().toString()));
            JsonNode answer = Json.mapper().readTree(output.toByteArray());
            return new Answer(answer.path("statusCode").asInt(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException("the handler failed", e);
        }
    }

    private static ObjectNode event(Request request) {
        ObjectNode event = Json.mapper().createObjectNode();
        event.put("resource", "/v1/{proxy+}");
        event.put("path", request.path());
        event.put("httpMethod", request.method());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Accept-Language", "nb-NO,nb;q=0.9,en;q=0.8");
        headers.put("Host", "rehearsal.invalid");
        headers.put("User-Agent", "rehearsal");
        headers.put("X-Amzn-Trace-Id", "Root=1-00000000-000000000000000000000000");
        headers.put("X-Forwarded-For", request.sourceIp());
        headers.put("X-Forwarded-Port", "443");
        headers.put("X-Forwarded-Proto", "https");
        headers.putAll(request.headers());
        putAll(event, "headers", "multiValueHeaders", headers);
        putAll(
                event,
                "queryStringParameters",
                "multiValueQueryStringParameters",
                Query.of(request.target()));
        event.putObject("pathParameters").put("proxy", request.path().replaceFirst("^/v1/", ""));
        event.putNull("stageVariables");
        event.set("requestContext", context(request));
        putBody(event, request.body());
        return event;
    }

    /// In Base64, since every type of body is binary to our API Gateway (template.yaml).
    private static void putBody(ObjectNode event, @Nullable String body) {
        if (body == null) {
            event.putNull("body");
        } else {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            event.put("body", Base64.getEncoder().encodeToString(bytes));
        }
        event.put("isBase64Encoded", body != null);
    }

    private static ObjectNode context(Request request) {
        Instant now = Instant.now();
        ObjectNode context = Json.mapper().createObjectNode();
        context.put("accountId", "000000000000");
        context.put("apiId", "rehearsal");
        context.put("domainName", "rehearsal.invalid");
        context.put("domainPrefix", "rehearsal");
        context.put("extendedRequestId", "rehearsal");
        context.put("httpMethod", request.method());
        context.put("path", request.path());
        context.put("protocol", "HTTP/1.1");
        context.put("requestId", Ids.next().toString());
        context.put("requestTime", REQUEST_TIME.format(now.atOffset(ZoneOffset.UTC)));
        context.put("requestTimeEpoch", now.toEpochMilli());
        context.put("resourceId", "rehearsal");
        context.put("resourcePath", "/v1/{proxy+}");
        context.put("stage", "v");
        ObjectNode identity = context.putObject("identity");
        identity.put("sourceIp", request.sourceIp());
        identity.put("userAgent", "rehearsal");
        for (String absent :
                List.of(
                        "accessKey",
                        "accountId",
                        "caller",
                        "cognitoAuthenticationProvider",
                        "cognitoAuthenticationType",
                        "cognitoIdentityId",
                        "cognitoIdentityPoolId",
                        "principalOrgId",
                        "user",
                        "userArn")) {
            identity.putNull(absent);
        }
        return context;
    }

    private static void putAll(
            ObjectNode event, String single, String multi, Map<String, String> values) {
        if (values.isEmpty()) {
            event.putNull(single);
            event.putNull(multi);
            return;
        }
        ObjectNode one = event.putObject(single);
        ObjectNode all = event.putObject(multi);
        values.forEach((name, value) -> {
            one.put(name, value);
            all.putArray(name).add(value);
        });
    }
}
