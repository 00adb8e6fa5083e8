package no.getdrop.notifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import no.getdrop.runtime.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// An incoming webhook of Slack that refuses what Slack refuses, and markup that is not ours.
final class FakeSlack implements AutoCloseable {
    static final String PATH = "/services/T0FAKE/B0FAKE/hunterhunterhunter2";

    /// Every `<` begins a link to an https address with a label, and every `&` an escape.
    private static final Pattern MARKUP =
            Pattern.compile("(?:[^<>&]|&(?:amp|lt|gt);|<https://[^<>|\\s]+\\|[A-Za-z]+>)*+");

    /// What it answers next in place of taking the message.
    record Fault(int status, String body, @Nullable String retryAfter) {}

    private final HttpServer server;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final AtomicInteger posts = new AtomicInteger();

    FakeSlack() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String webhook() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    /// The next posts end so; status 0 ends the connection without an answer.
    synchronized void next(Fault... more) {
        faults.addAll(List.of(more));
    }

    /// What it took, oldest first.
    List<String> texts() {
        return List.copyOf(texts);
    }

    int posts() {
        return posts.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            posts.incrementAndGet();
            byte[] body = exchange.getRequestBody().readAllBytes();
            Fault fault = faults.poll();
            if (fault == null) {
                fault = judge(exchange, body);
            }
            if (fault.status() == 0) {
                return;
            }
            if (fault.retryAfter() != null) {
                exchange.getResponseHeaders().set("Retry-After", fault.retryAfter());
            }
            byte[] answer = fault.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(fault.status(), answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private Fault judge(HttpExchange exchange, byte[] body) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            return new Fault(404, "no_service", null);
        }
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (!exchange.getRequestMethod().equals("POST")
                || type == null
                || !type.startsWith("application/json")) {
            return new Fault(400, "invalid_payload", null);
        }
        JsonNode message = Json.mapper().readTree(body);
        String text = message.path("text").asText();
        if (text.isBlank()) {
            return new Fault(400, "no_text", null);
        }
        if (text.length() > 40_000) {
            return new Fault(400, "msg_too_long", null);
        }
        if (!MARKUP.matcher(text).matches()) {
            return new Fault(400, "markup: " + text, null);
        }
        texts.add(text);
        return new Fault(200, "ok", null);
    }
}
