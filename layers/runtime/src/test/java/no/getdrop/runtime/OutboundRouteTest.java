package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import no.getdrop.testing.snapshots.Snapshot;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

final class OutboundRouteTest {
    /// RFC 2606 keeps the name from ever being anybody's.
    private static final URI ELSEWHERE = URI.create("https://bank.invalid/v1/a%20b?c=d%26e");

    private final OutboundRoute route = new OutboundRoute();
    private final OutboundHttp http = new OutboundHttp("test", Duration.ofSeconds(1), route);
    private final HttpServer stub;

    OutboundRouteTest() throws IOException {
        stub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        stub.createContext(
                "/",
                exchange -> {
                    String asked =
                            exchange.getRequestMethod()
                                    + ' '
                                    + exchange.getRequestURI()
                                    + ' '
                                    + exchange.getRequestHeaders().getFirst("X-Request-ID")
                                    + ' '
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8);
                    byte[] body = asked.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        stub.start();
    }

    @AfterEach
    void stop() {
        stub.stop(0);
    }

    @Test
    void duringARehearsalEverythingGoesToTheStubAndAfterItNothing() {
        route.rehearse(address(), () -> assertThat(ask()).isEqualTo("POST /v1/a%20b?c=d%26e 7 {}"));

        assertThatThrownBy(this::ask).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void workThatFailsEndsTheRehearsalToo() {
        assertThatThrownBy(() ->
                        route.rehearse(
                                address(),
                                () -> {
                                    throw new IllegalArgumentException("no");
                                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThatThrownBy(this::ask).isInstanceOf(UncheckedIOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.1:80",
                "http://bank.invalid",
                "https://127.0.0.1:80",
                "file:///tmp/x"
            })
    void aStubElsewhereIsRefused(URI address) {
        assertThatThrownBy(() -> route.rehearse(address, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loopback");
    }

    @Test
    void onlyOneRehearsalRunsAtATime() {
        route.rehearse(
                address(),
                () ->
                        assertThatThrownBy(() -> route.rehearse(address(), () -> {}))
                                .isInstanceOf(IllegalStateException.class));
    }

    @Test
    void onceTheSnapshotHasBegunNothingIsRehearsed() throws Exception {
        Snapshot.before();
        assertThatThrownBy(() -> route.rehearse(address(), () -> {}))
                .isInstanceOf(IllegalStateException.class);
        Snapshot.after();

        assertThatThrownBy(() -> route.rehearse(address(), () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("snapshot");
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + stub.getAddress().getPort());
    }

    private String ask() {
        try {
            return http.send(
                            HttpRequest.newBuilder(ELSEWHERE)
                                    .timeout(Duration.ofSeconds(1))
                                    .header("X-Request-ID", "7")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
