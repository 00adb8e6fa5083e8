package no.getdrop.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Norges Bank's data API over HTTP, with whatever answer a test sets; by default the form and the
/// figures of a real one, which has no rates of RSD and BAM. One that refuses what Norges Bank
/// refuses is the local host's (`no.getdrop.local.providers.ExchangeRates`).
public final class FakeNorgesBank implements AutoCloseable {
    /// What it answers unless told otherwise: 2.7613 kr for 1 PLN, 3.85 kr for 100 PKR and 31.47 kr
    /// for 100 TRY, each of its newest day.
    public static final String ANSWER =
            """
            {"meta": {"id": "IREF000001", "prepared": "2026-03-02T08:00:00", "test": false},
             "data": {
               "dataSets": [{
                 "action": "Information",
                 "series": {
                   "0:0:0:0": {"attributes": [0, 0, 0, 0], "observations": {"1": ["2.7613"]}},
                   "0:1:0:0": {"attributes": [1, 0, 1, 0], "observations": {"0": ["3.85"]}},
                   "0:2:0:0": {"attributes": [1, 0, 1, 0],
                               "observations": {"0": ["31.51"], "1": ["31.47"]}}
                 }
               }],
               "structure": {
                 "name": "Exchange rates",
                 "dimensions": {
                   "dataset": [],
                   "series": [
                     {"id": "FREQ", "keyPosition": 0, "values": [{"id": "B", "name": "Business"}]},
                     {"id": "BASE_CUR", "keyPosition": 1, "values": [
                       {"id": "PLN", "name": "Polish zloty"},
                       {"id": "PKR", "name": "Pakistani rupee"},
                       {"id": "TRY", "name": "Turkish lira"}]},
                     {"id": "QUOTE_CUR", "keyPosition": 2, "values": [{"id": "NOK"}]},
                     {"id": "TENOR", "keyPosition": 3, "values": [{"id": "SP", "name": "Spot"}]}
                   ],
                   "observation": [
                     {"id": "TIME_PERIOD", "keyPosition": 4, "role": "time", "values": [
                       {"start": "2026-02-26T00:00:00", "end": "2026-02-26T23:59:59",
                        "id": "2026-02-26", "name": "2026-02-26"},
                       {"start": "2026-02-27T00:00:00", "end": "2026-02-27T23:59:59",
                        "id": "2026-02-27", "name": "2026-02-27"}]}
                   ]
                 },
                 "attributes": {
                   "dataset": [],
                   "series": [
                     {"id": "DECIMALS", "values": [{"id": "4"}, {"id": "2"}]},
                     {"id": "CALCULATED", "values": [{"id": "false"}]},
                     {"id": "UNIT_MULT", "values": [
                       {"id": "0", "name": "Units"}, {"id": "2", "name": "Hundreds"}]},
                     {"id": "COLLECTION", "values": [{"id": "C"}]}
                   ],
                   "observation": []
                 }
               }
             },
             "errors": []}
            """;

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int status = 200;
    private volatile String body = ANSWER;
    private volatile boolean silent;
    private volatile String lastRequest = "";

    private FakeNorgesBank(HttpServer server) {
        this.server = server;
    }

    /// Starts it on a loopback port that the system chose.
    public static FakeNorgesBank start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakeNorgesBank bank = new FakeNorgesBank(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", bank::serve);
        server.start();
        return bank;
    }

    /// Where it is.
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// What it answers from now on.
    public void answer(int nextStatus, String nextBody) {
        status = nextStatus;
        body = nextBody;
    }

    /// Answers nothing from now on.
    public void fallSilent() {
        silent = true;
    }

    /// How often it was asked.
    public int calls() {
        return calls.get();
    }

    /// Method, path and query of the last request.
    public String lastRequest() {
        return lastRequest;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            calls.incrementAndGet();
            lastRequest = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            if (silent) {
                closed.await();
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
