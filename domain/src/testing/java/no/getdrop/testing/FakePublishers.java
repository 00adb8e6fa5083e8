package no.getdrop.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Those who publish sanctions lists, and any other provider whose answers a test sets: over HTTP,
/// each document at a path of its own. What they refuse by themselves the providers of the local
/// host show (`no.getdrop.local.providers`).
public final class FakePublishers implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    private record Answer(int status, String location, String body, boolean silent) {}

    private FakePublishers(HttpServer server) {
        this.server = server;
    }

    /// Starts them on a loopback port that the system chose.
    public static FakePublishers start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakePublishers publishers = new FakePublishers(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", publishers::serve);
        server.start();
        return publishers;
    }

    /// The address of a document.
    public URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /// Publishes a document.
    public void publish(String path, String document) {
        answers.put(path, new Answer(200, "", document, false));
    }

    /// Publishes a document.
    public void publish(String path, byte[] document) {
        publish(path, new String(document, StandardCharsets.UTF_8));
    }

    /// Answers with a status and a body.
    public void answer(String path, int status, byte[] body) {
        answers.put(path, new Answer(status, "", new String(body, StandardCharsets.UTF_8), false));
    }

    /// Answers with a status and nothing else.
    public void fail(String path, int status) {
        answers.put(path, new Answer(status, "", "", false));
    }

    /// Answers with another address.
    public void redirect(String path, String location) {
        answers.put(path, new Answer(302, location, "", false));
    }

    /// Takes requests and never answers.
    public void fallSilent(String path) {
        answers.put(path, new Answer(0, "", "", true));
    }

    /// Requests so far.
    public int calls() {
        return calls.get();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        Answer answer =
                answers.getOrDefault(
                        exchange.getRequestURI().getPath(), new Answer(404, "", "", false));
        try (exchange) {
            if (answer.silent()) {
                closed.await();
                return;
            }
            if (!answer.location().isEmpty()) {
                exchange.getResponseHeaders().set("Location", answer.location());
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
