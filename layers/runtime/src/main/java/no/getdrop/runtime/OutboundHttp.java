package no.getdrop.runtime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// HTTP to another system. The client is made at first use and let go before a snapshot, so that no
/// connection enters it.
public final class OutboundHttp {
    private final Duration connectTimeout;
    private @Nullable HttpClient client;

    /// @param name of the other system, for the restore hooks
    public OutboundHttp(String name, Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
        RestoreHooks.beforeSnapshot(name, this::letGo);
    }

    /// Sends a request and gives its answer.
    ///
    /// @throws IOException when none came in the request's own time, or the thread was interrupted,
    ///   which it then still is
    public HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for an answer", e);
        }
    }

    private synchronized HttpClient client() {
        HttpClient current = client;
        if (current == null) {
            current =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(connectTimeout)
                            .build();
            client = current;
        }
        return current;
    }

    private synchronized void letGo() {
        client = null;
    }
}
