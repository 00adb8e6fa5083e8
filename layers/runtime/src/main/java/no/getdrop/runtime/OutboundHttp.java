package no.getdrop.runtime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The one way out over HTTP. The client is made at first use and ended before a snapshot, so that
/// no connection enters it. Redirects are not followed: every address that is asked is a setting.
///
/// A provider that fails is left alone for a while ([ProviderGate]): then nothing is sent, and the
/// exception is one of a provider that is not reached. A mere question (GET) whose connection broke
/// is asked once more, after a random pause and within the request's own time; nothing else is ever
/// sent twice.
///
/// Only AWS's own services are reached without it, by their SDK.
public final class OutboundHttp {
    /// More than the longest answer of any provider that is asked without a limit of its own.
    private static final int ANSWER_BYTES_MAX = 1_000_000;

    private static final OutboundRoute ROUTE = new OutboundRoute();

    /// Between a question and its repetition, at least and at most, in milliseconds.
    private static final int PAUSE_MIN_MS = 50;

    private static final int PAUSE_MAX_MS = 150;

    private final Duration connectTimeout;
    private final OutboundRoute route;
    private final ProviderGates gates;
    private @Nullable HttpClient client;

    /// @param name of the other system, for the restore hooks
    public OutboundHttp(String name, Duration connectTimeout) {
        this(name, connectTimeout, ROUTE);
    }

    OutboundHttp(String name, Duration connectTimeout, OutboundRoute route) {
        this(name, connectTimeout, route, ProviderGate.REST);
    }

    OutboundHttp(String name, Duration connectTimeout, OutboundRoute route, Duration rest) {
        this.connectTimeout = connectTimeout;
        this.route = route;
        this.gates = new ProviderGates(name, rest);
        RestoreHooks.beforeSnapshot(name, this::letGo);
    }

    /// One that asks whatever came of it before: for messages that must arrive, whose sender paces
    /// itself.
    public static OutboundHttp unresting(String name, Duration connectTimeout) {
        return new OutboundHttp(name, connectTimeout, ROUTE, Duration.ZERO);
    }

    /// One that speaks through `client`, and asks whatever came of it before: for another system
    /// that is modelled in this process, whose time is not that of its gates.
    public static OutboundHttp through(String name, HttpClient client) {
        OutboundHttp http = new OutboundHttp(name, Duration.ofSeconds(1), ROUTE, Duration.ZERO);
        synchronized (http) {
            http.client = client;
        }
        return http;
    }

    /// Sends every request of this process to a stub on this machine while `work` runs; path and
    /// query stay. What was learned from the stub is forgotten before the snapshot, as everything
    /// is that was learned from another system.
    ///
    /// @param stub an address such as `http://127.0.0.1:4711`
    /// @throws IllegalArgumentException when it is not a loopback address
    /// @throws IllegalStateException once the snapshot has begun, so in every restored function
    public static void rehearse(URI stub, Runnable work) {
        ROUTE.rehearse(stub, work);
    }

    /// Sends a request and gives its answer, of a million bytes at most.
    ///
    /// @throws NotAskedException when nothing was sent, since the provider fails
    /// @throws IOException when no answer came in the request's own time or a longer one, or the
    ///   thread was interrupted, which it then still is
    public HttpResponse<String> send(HttpRequest request) throws IOException {
        return send(request, ANSWER_BYTES_MAX);
    }

    /// Sends a request and gives its answer, of so many bytes at most; a longer one is an
    /// [IOException].
    public HttpResponse<String> send(HttpRequest request, int bytesMax) throws IOException {
        return send("", request, bytesMax);
    }

    /// Sends a request to one of those who stand behind a provider, as a bank behind an aggregator:
    /// one that fails keeps nobody from the others. It takes so many bytes of an answer at most.
    ///
    /// @param part whom, empty for the provider itself
    /// @throws IOException as [#send(HttpRequest)]
    public HttpResponse<String> send(String part, HttpRequest request, int bytesMax)
            throws IOException {
        HttpResponse.BodyHandler<String> bodyHandler =
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), bytesMax);
        ProviderGate gate = gates.of(part);
        long begun = System.nanoTime();
        try {
            return gate.pass(() -> exchange(request, bodyHandler, request.timeout()));
        } catch (NotAskedException | HttpTimeoutException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            Optional<Duration> left =
                    request.timeout()
                            .filter(timeout -> request.method().equals("GET"))
                            .map(timeout -> timeout.minusNanos(System.nanoTime() - begun))
                            .map(time -> time.minusMillis(pause(time)))
                            .filter(Duration::isPositive);
            if (left.isEmpty()) {
                throw e;
            }
            return gate.pass(() -> exchange(request, bodyHandler, left));
        }
    }

    /// Sends a request for a document and gives its bytes as they came, of so many at most. It is
    /// sent once: a document is too large to be fetched again at once.
    ///
    /// @param part whom of several who publish, each of whom may fail by itself
    /// @throws IOException as [#send(HttpRequest)]
    public HttpResponse<byte[]> fetch(String part, HttpRequest request, int bytesMax)
            throws IOException {
        HttpResponse.BodyHandler<byte[]> document =
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofByteArray(), bytesMax);
        return gates.of(part).pass(() -> exchange(request, document, request.timeout()));
    }

    /// Waits a little where there is time for it; how long, in milliseconds.
    private static long pause(Duration time) {
        long pauseMs = ThreadLocalRandom.current().nextLong(PAUSE_MIN_MS, PAUSE_MAX_MS + 1L);
        if (time.toMillis() > pauseMs) {
            try {
                Thread.sleep(pauseMs);
            } catch (InterruptedException e) {
                // Sending ends with that at once.
                Thread.currentThread().interrupt();
            }
        }
        return pauseMs;
    }

    /// The time is for the whole answer: the client by itself stops counting at the answer's
    /// headers (JDK-8208693).
    private <T> HttpResponse<T> exchange(
            HttpRequest request,
            HttpResponse.BodyHandler<T> bodyHandler,
            Optional<Duration> timeout)
            throws IOException {
        CompletableFuture<HttpResponse<T>> answer =
                client().sendAsync(route.of(request), bodyHandler);
        try {
            return timeout.isPresent()
                    ? answer.get(timeout.get().toMillis(), TimeUnit.MILLISECONDS)
                    : answer.get();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new HttpTimeoutException("no whole answer in time");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while waiting for an answer");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause
                    ? cause
                    : new IOException("the request could not be sent", e.getCause());
        }
    }

    private synchronized HttpClient client() {
        HttpClient current = client;
        if (current == null) {
            current =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(connectTimeout)
                            // An environment asks for one thing at a time: handing each step to
                            // another thread costs more than the step.
                            .executor(Runnable::run)
                            .build();
            client = current;
        }
        return current;
    }

    private synchronized void letGo() {
        gates.forget();
        ProviderChanges.forget();
        HttpClient current = client;
        if (current != null) {
            current.shutdownNow();
            client = null;
        }
    }
}
