package no.getdrop.runtime.logging;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.RestoreHooks;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Brings what is logged as an error to Sentry, where `SENTRY_DSN` names a project.
///
/// A report is sent beside the work and never holds it up; whoever ends an invocation waits for
/// what is on its way, half a second at most. A report that does not arrive is lost: the log has it
/// too.
public final class ErrorReports {
    /// For what is on its way at the end of an invocation.
    private static final Duration FLUSH = Duration.ofMillis(500);

    /// An error that comes with every request is told often enough by this.
    private static final int PER_MINUTE_MAX = 10;

    /// Where a project is over its quota, Sentry names the time; without a name, so long.
    private static final long QUIET_SECONDS = 60;

    private static volatile Optional<ErrorReports> current = Optional.empty();

    private final SentryDsn dsn;
    private final SentryEnvelopes envelopes;
    private final InstantSource clock;
    private final Duration patience;

    /// By their envelopes, each of which has an id of its own.
    private final Map<String, CompletableFuture<Boolean>> onTheirWay = new ConcurrentHashMap<>();

    private @Nullable OutboundHttp http;
    private Instant minute = Instant.MIN;
    private Instant quietUntil = Instant.MIN;
    private int inMinute;

    /// @param patience for one report, and for what is on its way at the end
    ErrorReports(SentryDsn dsn, SentryEnvelopes envelopes, InstantSource clock, Duration patience) {
        this.patience = patience;
        this.dsn = dsn;
        this.envelopes = envelopes;
        this.clock = clock;
    }

    /// Those of this process; empty when there are none.
    static Optional<ErrorReports> open(Environment environment) {
        current =
                SentryDsn.from(environment)
                        .map(dsn ->
                                new ErrorReports(
                                        dsn,
                                        SentryEnvelopes.from(environment),
                                        InstantSource.system(),
                                        FLUSH));
        return current;
    }

    /// Waits for the reports that are on their way, half a second at most; for the end of an
    /// invocation, after which the process may stand still.
    public static void flush() {
        current.ifPresent(ErrorReports::await);
    }

    /// Reports an error, unless there were many of late.
    ///
    /// @param message as it stands in the source, without what was put into it
    void note(String logger, String message, @Nullable Throwable throwable) {
        if (!isAdmitted()) {
            return;
        }
        String envelope =
                envelopes.of(clock.instant(), logger, message, MDC.get("requestId"), throwable);
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        onTheirWay.put(envelope, sent);
        Thread.ofVirtual()
                .name("sentry")
                .start(() -> {
                    try {
                        sent.complete(isTaken(envelope));
                    } catch (IOException | RuntimeException e) {
                        // The log has what is lost here.
                        sent.complete(false);
                    } finally {
                        onTheirWay.remove(envelope);
                    }
                });
    }

    void await() {
        try {
            CompletableFuture.allOf(onTheirWay.values().toArray(CompletableFuture[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // What is late is waited for no longer, now or at the next end.
            onTheirWay.clear();
        } catch (ExecutionException e) {
            throw new IllegalStateException("reports end without exceptions", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isTaken(String envelope) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(dsn.envelopes())
                        .timeout(patience)
                        .header("Content-Type", "application/x-sentry-envelope")
                        .header(
                                "X-Sentry-Auth",
                                "Sentry sentry_version=7, sentry_client=drop/1, sentry_key="
                                        + dsn.publicKey())
                        .POST(HttpRequest.BodyPublishers.ofString(envelope))
                        .build();
        HttpResponse<String> answer = http().send(request);
        if (answer.statusCode() == 429) {
            long seconds =
                    answer.headers()
                            .firstValue("Retry-After")
                            .filter(text -> text.matches("[0-9]{1,5}"))
                            .map(Long::parseLong)
                            .orElse(QUIET_SECONDS);
            synchronized (this) {
                quietUntil = clock.instant().plusSeconds(seconds);
            }
        }
        return answer.statusCode() == 200;
    }

    private synchronized boolean isAdmitted() {
        Instant now = clock.instant();
        if (now.isBefore(quietUntil)) {
            return false;
        }
        if (minute.isBefore(now.minusSeconds(60))) {
            minute = now;
            inMinute = 0;
        }
        return ++inMinute <= PER_MINUTE_MAX;
    }

    /// Made at the first report: the logger comes before all else.
    private synchronized OutboundHttp http() {
        OutboundHttp known = http;
        if (known == null) {
            known = new OutboundHttp("sentry", patience);
            http = known;
            RestoreHooks.beforeSnapshot("sentry", this::await);
        }
        return known;
    }
}
