package no.getdrop.local.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpResponse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Turns a function's answer into the HTTP response, or finds that it is not one (payload 1.0).
final class ProxyAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KEYS =
            Set.of("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded");
    private static final Set<String> OWN_HEADERS =
            Set.of("connection", "content-length", "transfer-encoding");

    private ProxyAnswer() {}

    /// The response; empty when the answer is malformed, which callers see as 502.
    ///
    /// @param binaryAccepted whether the caller's `Accept` names a binary type: only then a base64
    ///   body is decoded
    static Optional<HttpResponse> read(byte[] payload, boolean binaryAccepted) {
        JsonNode answer;
        try {
            answer = JSON.readTree(payload);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (!answer.isObject() || !wellFormed(answer)) {
            return Optional.empty();
        }
        byte[] body = answer.path("body").asText("").getBytes(StandardCharsets.UTF_8);
        if (answer.path("body").isNull()) {
            body = new byte[0];
        }
        if (answer.path("isBase64Encoded").asBoolean(false) && binaryAccepted) {
            try {
                body = Base64.getDecoder().decode(body);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        int status = Integer.parseInt(answer.path("statusCode").asText());
        try {
            return Optional.of(new HttpResponse(status, headers(answer), body));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean wellFormed(JsonNode answer) {
        Set<String> unknown = new TreeSet<>();
        answer.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(KEYS);
        JsonNode body = answer.path("body");
        return unknown.isEmpty()
                && answer.path("statusCode").asText("").matches("[1-5][0-9]{2}")
                && (body.isMissingNode() || body.isNull() || body.isTextual())
                && objectOrAbsent(answer.path("headers"))
                && objectOrAbsent(answer.path("multiValueHeaders"));
    }

    private static boolean objectOrAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.isObject();
    }

    /// Both kinds of headers; a name in both keeps the values of `multiValueHeaders`.
    private static List<Header> headers(JsonNode answer) {
        List<Header> headers = new ArrayList<>();
        Set<String> multi = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (var entry : answer.path("multiValueHeaders").properties()) {
            multi.add(entry.getKey());
            entry.getValue().forEach(value -> add(headers, entry.getKey(), value.asText()));
        }
        for (var entry : answer.path("headers").properties()) {
            if (!multi.contains(entry.getKey())) {
                add(headers, entry.getKey(), entry.getValue().asText());
            }
        }
        boolean typed = headers.stream().anyMatch(h -> h.name().equalsIgnoreCase("Content-Type"));
        if (!typed) {
            headers.add(new Header("Content-Type", "application/json"));
        }
        return headers;
    }

    private static void add(List<Header> headers, String name, String value) {
        if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            headers.add(new Header(name, value));
        }
    }
}
