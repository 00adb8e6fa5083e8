package no.getdrop.runtime.logging;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import no.getdrop.runtime.Json;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// Sentry's endpoint for envelopes, for one project with one key: it decodes what comes byte by
/// byte as its documentation has it, and refuses with a reason what is not so.
final class FakeSentry implements AutoCloseable {
    static final String KEY = "d815bc9d689a9255598e0007ae5a2f67";

    private static final Set<String> FIELDS =
            Set.of(
                    "event_id",
                    "timestamp",
                    "platform",
                    "level",
                    "logger",
                    "environment",
                    "release",
                    "server_name",
                    "logentry",
                    "tags",
                    "exception");

    private final HttpServer server;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean overQuota;

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String why) {
            super(why);
            this.status = status;
        }
    }

    private FakeSentry(HttpServer server) {
        this.server = server;
    }

    static FakeSentry start() throws IOException {
        FakeSentry sentry =
                new FakeSentry(
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        sentry.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        sentry.server.createContext("/", sentry::serve);
        sentry.server.start();
        return sentry;
    }

    String dsn() {
        return "http://" + KEY + "@127.0.0.1:" + server.getAddress().getPort() + "/4711";
    }

    List<JsonNode> events() {
        return List.copyOf(events);
    }

    List<String> refusals() {
        return List.copyOf(refusals);
    }

    void delay(Duration before) {
        delay = before;
    }

    void overQuota(boolean isOver) {
        overQuota = isOver;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int status = 200;
            try {
                Thread.sleep(delay);
                if (overQuota) {
                    exchange.getResponseHeaders().add("Retry-After", "30");
                    throw new Refused(429, "over quota");
                }
                events.add(event(exchange, body));
            } catch (Refused e) {
                refusals.add(e.getMessage());
                status = e.status;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static JsonNode event(HttpExchange exchange, byte[] body) throws Refused, IOException {
        require(405, exchange.getRequestMethod().equals("POST"), "method");
        require(404, exchange.getRequestURI().toString().equals("/api/4711/envelope/"), "path");
        String auth = String.valueOf(exchange.getRequestHeaders().getFirst("X-Sentry-Auth"));
        require(
                403,
                auth.matches("Sentry sentry_version=7, sentry_client=\\S+, sentry_key=" + KEY),
                "X-Sentry-Auth");
        require(
                415,
                "application/x-sentry-envelope"
                        .equals(exchange.getRequestHeaders().getFirst("Content-Type")),
                "Content-Type");
        int first = end(body, 0);
        JsonNode head = json(body, 0, first);
        int second = end(body, first + 1);
        JsonNode item = json(body, first + 1, second);
        require(400, item.path("type").asText().equals("event"), "type of the item");
        int length = item.path("length").asInt(-1);
        int from = second + 1;
        require(400, length > 0 && from + length + 1 == body.length, "length of the item");
        require(400, body[from + length] == '\n', "end of the item");
        JsonNode event = json(body, from, from + length);
        String id = event.path("event_id").asText();
        require(400, id.matches("[0-9a-f]{32}"), "event_id");
        require(400, head.path("event_id").asText().equals(id), "event_id of the envelope");
        instant(head.path("sent_at").asText());
        instant(event.path("timestamp").asText());
        Set<String> unknown = new HashSet<>();
        event.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(FIELDS);
        require(400, unknown.isEmpty(), "fields " + unknown);
        return event;
    }

    private static void require(int status, boolean condition, String what) throws Refused {
        if (!condition) {
            throw new Refused(status, what);
        }
    }

    private static int end(byte[] body, int from) throws Refused {
        for (int i = from; i < body.length; i++) {
            if (body[i] == '\n') {
                return i;
            }
        }
        throw new Refused(400, "a line that does not end");
    }

    private static JsonNode json(byte[] body, int from, int to) throws IOException, Refused {
        JsonNode json =
                Json.mapper().readTree(new String(body, from, to - from, StandardCharsets.UTF_8));
        require(400, json.isObject(), "an object");
        return json;
    }

    private static void instant(String text) throws Refused {
        try {
            require(400, !Instant.parse(text).equals(Instant.EPOCH), "a time");
        } catch (DateTimeException e) {
            throw new Refused(400, "a time");
        }
    }
}
