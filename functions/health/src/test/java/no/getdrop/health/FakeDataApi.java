package no.getdrop.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// The RDS Data API with one answer for everything.
final class FakeDataApi implements AutoCloseable {
    static final String CLUSTER = "arn:aws:rds:eu-west-1:123456789012:cluster:hidden-cluster";
    static final String SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:hidden";

    /// What the SDK's client reads its address, region and credentials from.
    private final Map<String, String> properties;

    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String error = "";
    private volatile Duration delay = Duration.ZERO;

    FakeDataApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/Execute", this::answer);
        server.start();
        properties =
                Map.of(
                        "aws.endpointUrlRdsData",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "aws.region",
                        "eu-west-1",
                        "aws.accessKeyId",
                        "AKIDEXAMPLE",
                        "aws.secretAccessKey",
                        "wJalrXUtnFEMI");
        properties.forEach(System::setProperty);
    }

    /// From now on it answers this error; an empty name for none.
    void fails(int with, String name) {
        status = with;
        error = name;
    }

    /// From now on it waits before each answer.
    void waits(Duration before) {
        delay = before;
    }

    /// The bodies that were sent to it.
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        properties.keySet().forEach(System::clearProperty);
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Thread.sleep(delay);
            String body =
                    error.isEmpty()
                            ? "{\"records\":[[{\"longValue\":1}]],\"numberOfRecordsUpdated\":0}"
                            : "{\"message\":\"hidden-host.internal said no to SELECT 1\"}";
            if (!error.isEmpty()) {
                exchange.getResponseHeaders().set("x-amzn-ErrorType", error);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
