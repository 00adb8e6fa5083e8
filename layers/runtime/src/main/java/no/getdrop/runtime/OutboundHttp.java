package no.getdrop.runtime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The one way out over HTTP. The client is made at first use and ended before a snapshot, so that
/// no connection enters it. Redirects are not followed: every address that is asked is a setting.
///
/// Only AWS's own services are reached without it, by their SDK.
public final class OutboundHttp {
    private static final OutboundRoute ROUTE = new OutboundRoute();

    private final Duration connectTimeout;
    private final OutboundRoute route;
    private @Nullable HttpClient client;

    /// @param name of the other system, for the restore hooks
    public OutboundHttp(String name, Duration connectTimeout) {
        this(name, connectTimeout, ROUTE);
    }

    OutboundHttp(String name, Duration connectTimeout, OutboundRoute route) {
        this.connectTimeout = connectTimeout;
        this.route = route;
        RestoreHooks.beforeSnapshot(name, this::letGo);
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

    /// Sends a request and gives its answer.
    ///
    /// @throws IOException when none came in the request's own time, or the thread was interrupted,
    ///   which it then still is
    public HttpResponse<String> send(HttpRequest request) throws IOException {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    /// Sends a request and gives its answer, of so many bytes at most; a longer one is an
    /// [IOException].
    public HttpResponse<String> send(HttpRequest request, int bytesMax) throws IOException {
        return send(
                request,
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), bytesMax));
    }

    /// Sends a request for a document and gives its bytes as they came, of so many at most.
    ///
    /// @throws IOException as [#send(HttpRequest)], and for a longer one
    public HttpResponse<byte[]> fetch(HttpRequest request, int bytesMax) throws IOException {
        return send(
                request,
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofByteArray(), bytesMax));
    }

    /// The request's own time is for its whole answer: the client by itself stops counting at the
    /// answer's headers (JDK-8208693).
    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> bodyHandler)
            throws IOException {
        CompletableFuture<HttpResponse<T>> answer =
                client().sendAsync(route.of(request), bodyHandler);
        try {
            Optional<Duration> timeout = request.timeout();
            return timeout.isPresent()
                    ? answer.get(timeout.get().toMillis(), TimeUnit.MILLISECONDS)
                    : answer.get();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new HttpTimeoutException("no whole answer in time");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for an answer", e);
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
        HttpClient current = client;
        if (current != null) {
            current.shutdownNow();
            client = null;
        }
    }
}
