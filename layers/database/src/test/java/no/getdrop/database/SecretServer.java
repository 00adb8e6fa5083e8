package no.getdrop.database;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A Secrets Manager with one secret, to which the SDK of this process is led while it is open.
final class SecretServer implements AutoCloseable {
    private static final String ENDPOINT = "aws.endpointUrlSecretsManager";
    private static final Map<String, String> CLIENT =
            Map.of(
                    "aws.region", "eu-west-1",
                    "aws.accessKeyId", "AKIDEXAMPLE",
                    "aws.secretAccessKey", "wJalrXUtnFEMI");

    private final HttpServer server;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile String asked = "";

    /// @param text what the secret holds at that moment, a JSON object
    SecretServer(Supplier<String> text) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        asked =
                                new String(
                                        exchange.getRequestBody().readAllBytes(),
                                        StandardCharsets.UTF_8);
                        reads.incrementAndGet();
                        byte[] body =
                                "{\"SecretString\":\"%s\"}"
                                        .formatted(text.get().replace("\"", "\\\""))
                                        .getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
        CLIENT.forEach(System::setProperty);
        System.setProperty(ENDPOINT, "http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// How often it was asked.
    AtomicInteger reads() {
        return reads;
    }

    /// What it was asked last, JSON.
    String asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
        CLIENT.keySet().forEach(System::clearProperty);
        System.clearProperty(ENDPOINT);
    }
}
