package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import no.getdrop.testing.snapshots.Snapshot;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

final class OutboundHttpTest {
    private final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();
    private final CountDownLatch never = new CountDownLatch(1);
    private final OutboundHttp http = new OutboundHttp("test", Duration.ofSeconds(1));
    private final HttpServer server;

    OutboundHttpTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext(
                "/",
                exchange -> {
                    clientPorts.add(exchange.getRemoteAddress().getPort());
                    byte[] body =
                            exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        never.countDown();
        server.stop(0);
    }

    @Test
    void oneConnectionServesUntilASnapshotAndANewOneAfterIt() throws Exception {
        assertThat(http.send(request("/a")).body()).isEqualTo("/a");
        assertThat(http.send(request("/b")).body()).isEqualTo("/b");
        assertThat(clientPorts).hasSize(1);

        Snapshot.before();
        Snapshot.after();

        assertThat(http.send(request("/c")).body()).isEqualTo("/c");
        assertThat(clientPorts).hasSize(2);
    }

    @Test
    void aTimeoutIsAnIoException() {
        server.createContext(
                "/slow",
                exchange -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.close();
                });
        assertThatThrownBy(() -> http.send(request("/slow")))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void anAnswerThatDoesNotEndInTimeIsAnIoException() {
        server.createContext(
                "/endless",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write('a');
                    exchange.getResponseBody().flush();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.close();
                });
        assertThatThrownBy(() -> http.send(request("/endless")))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void anAnswerLongerThanAllowedIsAnIoException() throws IOException {
        assertThat(http.send(request("/1234"), 5).body()).isEqualTo("/1234");
        assertThatThrownBy(() -> http.send(request("/12345"), 5)).isInstanceOf(IOException.class);
    }

    @Test
    void noAnswerIsTakenWithoutLimit() {
        server.createContext(
                "/large",
                exchange -> {
                    byte[] body = new byte[1_000_001];
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        assertThatThrownBy(() -> http.send(request("/large"))).isInstanceOf(IOException.class);
    }

    @Test
    void anInterruptIsAnIoExceptionAndStaysSet() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> http.send(request("/a")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
                .timeout(Duration.ofMillis(500))
                .build();
    }
}
