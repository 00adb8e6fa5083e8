package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import no.getdrop.testing.snapshots.Snapshot;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

final class ProviderGateTest {
    private static final Duration REST = Duration.ofMillis(1_500);
    private static final int TIMEOUT_MS = 150;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger status = new AtomicInteger(200);
    private final AtomicBoolean silent = new AtomicBoolean();
    private final HttpServer server;
    private final OutboundHttp http = outbound("provider");

    ProviderGateTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        ProviderChanges.forget();
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    calls.incrementAndGet();
                    try (exchange) {
                        if (silent.get()) {
                            closed.await();
                            return;
                        }
                        exchange.sendResponseHeaders(status.get(), -1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        closed.countDown();
        server.stop(0);
    }

    @Test
    void aDeadProviderIsLeftAloneAtOnceAndKeepsNobodyElseWaiting() throws Exception {
        OutboundHttp dead = outbound("provider", Duration.ofMinutes(1));
        OutboundHttp other = outbound("other", REST);
        HttpServer well = well();
        try {
            URI wellAddress = address(well);
            silent.set(true);
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> dead.send(post(TIMEOUT_MS)))
                        .isInstanceOf(HttpTimeoutException.class);
            }
            long begun = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertTurnedAway(dead);
            }
            long turnedAwayMicros = (System.nanoTime() - begun) / 100_000;
            // By turns, so that whatever else the machine does falls on both.
            List<Long> alone = new ArrayList<>();
            List<Long> beside = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                alone.add(micros(other, wellAddress));
                assertTurnedAway(dead);
                beside.add(micros(other, wellAddress));
            }
            double ratio = (double) median(beside) / median(alone);

            System.out.printf(
                    "dead provider: turned away in %d us; another one takes %.2f times as long%n",
                    turnedAwayMicros, ratio);
            assertThat(turnedAwayMicros).isLessThan(50_000);
            assertThat(calls.get()).isEqualTo(5);
            assertThat(ratio).isLessThan(2);
            assertThat(ProviderChanges.take()).isEqualTo(Map.of("provider", true));
        } finally {
            well.stop(0);
        }
    }

    @Test
    void afterItsRestOneRequestDecides() throws Exception {
        status.set(503);
        exhaust(http);
        Thread.sleep(REST.plusMillis(50));
        assertThat(http.send(post()).statusCode()).as("tried").isEqualTo(503);
        assertThatThrownBy(() -> http.send(post())).isInstanceOf(NotAskedException.class);

        Thread.sleep(REST.plusMillis(50));
        status.set(200);
        for (int i = 0; i < 10; i++) {
            assertThat(http.send(post()).statusCode()).isEqualTo(200);
        }
        assertThat(ProviderChanges.take()).isEqualTo(Map.of("provider", false));
        assertThat(ProviderChanges.take()).isEmpty();
    }

    @Test
    void aRefusalIsAnAnswer() throws IOException {
        for (int refusal : List.of(400, 401, 404, 409, 422, 429)) {
            status.set(refusal);
            for (int i = 0; i < 10; i++) {
                assertThat(http.send(post()).statusCode()).isEqualTo(refusal);
            }
        }
        assertThat(ProviderChanges.take()).isEmpty();
    }

    @Test
    void fewFailuresAmongManyAnswersAreNone() throws IOException {
        for (int i = 0; i < 40; i++) {
            status.set(i % 3 == 0 ? 500 : 200);
            assertThat(http.send(post()).statusCode()).isEqualTo(status.get());
        }
    }

    @Test
    void whoStandsBehindAProviderIsLeftAloneByItself() throws IOException {
        status.set(504);
        for (int i = 0; i < 5; i++) {
            assertThat(http.send("dnb", post(), 1_000).statusCode()).isEqualTo(504);
        }
        assertThatThrownBy(() -> http.send("dnb", post(), 1_000))
                .isInstanceOf(NotAskedException.class)
                .hasMessage("provider/dnb has not answered of late");
        status.set(200);
        assertThat(http.send("nordea", post(), 1_000).statusCode()).isEqualTo(200);
        assertThat(http.send(post()).statusCode()).isEqualTo(200);
        assertThat(ProviderChanges.take()).isEqualTo(Map.of("provider/dnb", true));
    }

    @Test
    void noMoreThanSoManyWaitAtATime() throws Exception {
        silent.set(true);
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            waiting.add(Thread.startVirtualThread(() -> sendQuietly(post(5_000))));
        }
        while (calls.get() < 16) {
            Thread.sleep(5);
        }
        assertThatThrownBy(() -> http.send(post()))
                .isInstanceOf(NotAskedException.class)
                .hasMessage("provider has 16 open requests already");
        for (Thread thread : waiting) {
            thread.interrupt();
        }
        for (Thread thread : waiting) {
            thread.join();
        }
        silent.set(false);
        assertThat(http.send(post()).statusCode())
                .as("an interrupt is nobody's failure")
                .isEqualTo(200);
    }

    @Test
    void nothingOfItOutlivesASnapshotAndNoThreadIsLeft() throws Exception {
        OutboundHttp patient = outbound("provider", Duration.ofMinutes(1));
        status.set(503);
        exhaust(patient);
        Snapshot.before();
        Snapshot.after();

        assertThat(ProviderChanges.take()).isEmpty();
        assertThat(patient.send(post()).statusCode()).isEqualTo(503);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("resilience"))
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("breaker"));
    }

    @Test
    void aQuestionWhoseConnectionBrokeIsAskedOnceMoreAndAnOrderNever() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        Thread cutting;
        try (ServerSocket broken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            cutting = Thread.startVirtualThread(() -> cut(broken, accepted));
            URI address = URI.create("http://127.0.0.1:" + broken.getLocalPort() + "/");
            OutboundHttp question = outbound("question");
            assertThatThrownBy(() -> question.send(get(address))).isInstanceOf(IOException.class);
            int asked = accepted.getAndSet(0);
            OutboundHttp order = outbound("order");
            assertThatThrownBy(() -> order.send(post(address, 1_000)))
                    .isInstanceOf(IOException.class);

            // The client of the JDK repeats a question by itself, too; it never does an order.
            assertThat(asked).isBetween(2, 4);
            assertThat(accepted.get()).isOne();
        }
        cutting.join();
    }

    @Test
    void aQuestionThatTimedOutHasNoTimeLeftForAnother() {
        silent.set(true);
        long begun = System.nanoTime();
        assertThatThrownBy(() -> http.send(get(address(server))))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(1_000);
        assertThat(calls.get()).isOne();
    }

    private void exhaust(OutboundHttp asked) throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(asked.send(post()).statusCode()).isEqualTo(503);
        }
        assertThatThrownBy(() -> asked.send(post())).isInstanceOf(NotAskedException.class);
    }

    private void sendQuietly(HttpRequest request) {
        try {
            http.send(request);
        } catch (IOException e) {
            // Interrupted, as it should be.
        }
    }

    /// Reads requests whole, and breaks their connections instead of answering.
    private static void cut(ServerSocket server, AtomicInteger requests) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                byte[] read = new byte[4_096];
                if (socket.getInputStream().read(read) > 0) {
                    requests.incrementAndGet();
                }
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static HttpServer well() throws IOException {
        HttpServer well =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        well.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        well.start();
        return well;
    }

    private void assertTurnedAway(OutboundHttp dead) {
        assertThatThrownBy(() -> dead.send(post()))
                .isInstanceOf(NotAskedException.class)
                .isInstanceOf(ConnectException.class)
                .hasMessage("provider has not answered of late");
    }

    private static long micros(OutboundHttp http, URI address) throws IOException {
        long begun = System.nanoTime();
        assertThat(http.send(get(address)).statusCode()).isEqualTo(200);
        return (System.nanoTime() - begun) / 1_000;
    }

    private static long median(List<Long> times) {
        return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
    }

    private static OutboundHttp outbound(String name) {
        return outbound(name, REST);
    }

    private static OutboundHttp outbound(String name, Duration rest) {
        return new OutboundHttp(name, Duration.ofSeconds(1), new OutboundRoute(), rest);
    }

    private HttpRequest post() {
        return post(5_000);
    }

    private HttpRequest post(int timeoutMs) {
        return post(address(server), timeoutMs);
    }

    private static HttpRequest post(URI address, int timeoutMs) {
        return HttpRequest.newBuilder(address)
                .timeout(Duration.ofMillis(timeoutMs))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
    }

    private static HttpRequest get(URI address) {
        return HttpRequest.newBuilder(address).timeout(Duration.ofMillis(500)).build();
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }
}
