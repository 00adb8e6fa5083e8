package no.getdrop.health;

import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Answers a few requests before the snapshot, so that the first real one finds classes loaded and
/// code compiled. Without a database the rest is primed all the same.
final class Priming {
    private static final int ROUNDS = 20;
    private static final List<String> PATHS = List.of("/v1/health", "/health", "/livez", "/readyz");

    private final HealthHandler handler;

    Priming(HealthHandler handler) {
        this.handler = handler;
    }

    void run() {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                for (String path : PATHS) {
                    ask(path);
                }
                if (handler.probes().ping().connected()) {
                    handler.restart();
                }
            }
            handler.probes().dataApi();
        } catch (IOException | RuntimeException e) {
            LoggerFactory.getLogger(Priming.class)
                    .atWarn()
                    .setCause(e)
                    .log("priming stopped; the snapshot is taken without it");
        } finally {
            // What is still asked on another thread must not enter the snapshot.
            handler.probes().settle();
        }
    }

    private void ask(String path) throws IOException {
        String event =
                """
                {"path":"%s","httpMethod":"GET","headers":{"Accept":"application/json"},
                 "queryStringParameters":null,"requestContext":{"requestId":"priming"}}
                """
                        .formatted(path);
        handler.handle(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                OutputStream.nullOutputStream());
    }
}
