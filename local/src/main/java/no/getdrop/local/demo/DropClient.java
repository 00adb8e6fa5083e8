package no.getdrop.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Json;

import java.io.IOException;
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
import java.util.UUID;
import java.util.stream.Collectors;

/// A client of Drop that follows redirects by hand and records every step.
final class DropClient implements AutoCloseable {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final long LONGEST_PAUSE_SECONDS = 60;

    private final URI base;
    private final Transcript transcript;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private String accessToken = "";

    DropClient(URI base, Transcript transcript) {
        this.base = base;
        this.transcript = transcript;
    }

    /// Sends the token with every call of Drop from now on.
    void authorise(String token) {
        accessToken = token;
    }

    Reply get(String path) throws IOException, InterruptedException {
        return call("GET", base.resolve(path), asApp(Map.of()), "");
    }

    /// What stands at an address in the form that `accept` names.
    String text(String path, String accept)
            throws IOException, InterruptedException, UnmetException {
        HttpResponse<String> response =
                timed(request("GET", base.resolve(path), asApp(Map.of("Accept", accept)), ""));
        reply("GET " + path, response).expect(200);
        return response.body();
    }

    /// Goes where a redirect leads, as a browser that knows nothing of the app's session.
    Reply follow(URI address) throws IOException, InterruptedException {
        return call("GET", address, Map.of(), "");
    }

    /// Creates something, under an idempotency key of its own.
    Reply post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return post(path, body, UUID.randomUUID().toString());
    }

    /// Creates something, under that idempotency key.
    Reply post(String path, Map<String, ?> body, String idempotencyKey)
            throws IOException, InterruptedException {
        return call(
                "POST",
                base.resolve(path),
                asApp(
                        Map.of(
                                "Content-Type",
                                "application/json",
                                "Idempotency-Key",
                                idempotencyKey)),
                Json.text(body));
    }

    /// Hands in a form, as a browser does on a provider's page.
    Reply form(URI address, Map<String, String> fields) throws IOException, InterruptedException {
        String body =
                fields.entrySet().stream()
                        .map(field -> field.getKey() + "=" + encode(field.getValue()))
                        .collect(Collectors.joining("&"));
        return call(
                "POST", address, Map.of("Content-Type", "application/x-www-form-urlencoded"), body);
    }

    /// Asks without a line in the transcript, for what is asked again and again.
    Reply peek(String path) throws IOException, InterruptedException {
        return reply("GET " + path, send(request("GET", base.resolve(path), asApp(Map.of()), "")));
    }

    @Override
    public void close() {
        http.close();
    }

    private Reply call(String method, URI address, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpRequest request = request(method, address, headers, body);
        HttpResponse<String> response = timed(request);
        if (response.statusCode() == TOO_MANY_REQUESTS) {
            long pause =
                    Math.min(
                            LONGEST_PAUSE_SECONDS,
                            response.headers().firstValueAsLong("Retry-After").orElse(1));
            transcript.note("too many requests: again after " + pause + " s, as Drop asks");
            Thread.sleep(Duration.ofSeconds(pause));
            response = timed(request);
        }
        return reply(method + " " + shown(address), response);
    }

    private HttpResponse<String> timed(HttpRequest request)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpResponse<String> response = send(request);
        transcript.step(
                request.method(),
                shown(request.uri()),
                response.statusCode(),
                Duration.ofNanos(System.nanoTime() - begun).toMillis());
        return response;
    }

    private HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }

    private HttpRequest request(
            String method, URI address, Map<String, String> headers, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .timeout(Duration.ofSeconds(30))
                        .header("Accept-Language", "en")
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return request.build();
    }

    /// A token is for Drop alone, never for a provider's page or for a redirect.
    private Map<String, String> asApp(Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (!accessToken.isEmpty()) {
            all.put("Authorization", "Bearer " + accessToken);
        }
        return all;
    }

    private boolean isDrop(URI address) {
        return base.getScheme().equals(address.getScheme())
                && base.getAuthority().equals(address.getAuthority());
    }

    /// The path, and the port where it is a provider's; never a query, which holds codes.
    private String shown(URI address) {
        String path = address.getPath();
        return isDrop(address) ? path : ":" + address.getPort() + path;
    }

    private static Reply reply(String step, HttpResponse<String> response) {
        JsonNode body = Json.tree("");
        try {
            if (response.headers().firstValue("Content-Type").orElse("").contains("json")) {
                body = Json.mapper().readTree(response.body());
            }
        } catch (JsonProcessingException notJson) {
            throw new IllegalStateException(step + " did not answer the JSON it said", notJson);
        }
        return new Reply(step, response.statusCode(), response.headers(), body);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
