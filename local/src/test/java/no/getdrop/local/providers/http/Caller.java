package no.getdrop.local.providers.http;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Calls a provider as its client would; redirects are not followed.
public final class Caller {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private Caller() {}

    /// An answer.
    public record Reply(int status, HttpResponse<String> response) {
        public JsonNode json() {
            return Json.tree(response.body());
        }

        public String body() {
            return response.body();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public URI location() {
            return URI.create(header("Location"));
        }
    }

    public static Reply get(URI uri, Map<String, String> headers) {
        return send("GET", uri, headers, "");
    }

    public static Reply get(URI uri) {
        return get(uri, Map.of());
    }

    public static Reply postJson(URI uri, Map<String, String> headers, Object body) {
        return send("POST", uri, of("application/json", headers), Json.text(body));
    }

    public static Reply postForm(URI uri, Map<String, String> headers, Map<String, String> form) {
        return send("POST", uri, of("application/x-www-form-urlencoded", headers), form(form));
    }

    /// The headers with the body's type, unless they have one.
    public static Map<String, String> of(String contentType, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("Content-Type", contentType));
        all.putAll(headers);
        return all;
    }

    public static Reply send(String method, URI uri, Map<String, String> headers, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(30))
                        .method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
