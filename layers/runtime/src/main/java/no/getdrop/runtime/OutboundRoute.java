package no.getdrop.runtime;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;

/// Where requests go: to whom they are addressed, or, while a rehearsal runs, to its stub.
final class OutboundRoute {
    private @Nullable URI stub;
    private boolean closed;

    OutboundRoute() {
        RestoreHooks.beforeSnapshot("outbound-route", this::close);
    }

    void rehearse(URI address, Runnable work) {
        if (!"http".equals(address.getScheme()) || !isLoopback(address)) {
            throw new IllegalArgumentException(
                    "a rehearsal's stub is http on a loopback address, not " + address);
        }
        enter(address);
        try {
            work.run();
        } finally {
            leave();
        }
    }

    /// The request as it is to be sent.
    HttpRequest of(HttpRequest request) {
        URI detour = current();
        return detour == null
                ? request
                : HttpRequest.newBuilder(request, (name, value) -> true)
                        .uri(moved(request.uri(), detour))
                        .build();
    }

    private synchronized void enter(URI address) {
        if (closed) {
            throw new IllegalStateException("no rehearsal once the snapshot has begun");
        }
        if (stub != null) {
            throw new IllegalStateException("a rehearsal is already under way");
        }
        stub = address;
    }

    private synchronized void leave() {
        stub = null;
    }

    private synchronized void close() {
        closed = true;
    }

    private synchronized @Nullable URI current() {
        return stub;
    }

    private static URI moved(URI address, URI to) {
        String query = address.getRawQuery();
        return URI.create(
                "http://"
                        + to.getRawAuthority()
                        + address.getRawPath()
                        + (query == null ? "" : "?" + query));
    }

    private static boolean isLoopback(URI address) {
        try {
            return address.getHost() != null
                    && InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
