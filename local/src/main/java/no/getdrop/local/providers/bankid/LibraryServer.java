package no.getdrop.local.providers.bankid;

import kotlin.jvm.functions.Function1;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Request;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.OAuth2HttpServer;
import no.nav.security.mock.oauth2.http.Ssl;

import okhttp3.Headers;
import okhttp3.HttpUrl;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/// Puts mock-oauth2-server behind our own HTTP server, so that it needs no port of its own and the
/// switches for faults hold for it too.
final class LibraryServer implements OAuth2HttpServer {
    private final URI base;
    private @Nullable Function1<? super OAuth2HttpRequest, OAuth2HttpResponse> library;

    LibraryServer(URI base) {
        this.base = base;
    }

    /// Lets the library answer.
    Answer answer(Request request) {
        if (library == null) {
            throw new IllegalStateException("the issuer has not started");
        }
        Headers.Builder headers = new Headers.Builder();
        request.headers().forEach(header -> headers.add(header.name(), header.value()));
        OAuth2HttpResponse response =
                library.invoke(
                        new OAuth2HttpRequest(
                                headers.build(),
                                request.method(),
                                HttpUrl.get(base.resolve(request.uri()).toString()),
                                request.body()));
        Map<String, String> answered = new LinkedHashMap<>();
        response.getHeaders()
                .forEach(header -> answered.put(header.getFirst(), header.getSecond()));
        String body = response.getBody();
        return new Answer(response.getStatus(), answered, body == null ? "" : body);
    }

    @Override
    public OAuth2HttpServer start(
            Function1<? super OAuth2HttpRequest, OAuth2HttpResponse> handler) {
        library = handler;
        return this;
    }

    @Override
    public OAuth2HttpServer start(
            int port, Function1<? super OAuth2HttpRequest, OAuth2HttpResponse> handler) {
        return start(handler);
    }

    @Override
    public OAuth2HttpServer start(
            InetAddress address,
            int port,
            Function1<? super OAuth2HttpRequest, OAuth2HttpResponse> handler) {
        return start(handler);
    }

    @Override
    public OAuth2HttpServer stop() {
        return this;
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public int port() {
        return base.getPort();
    }

    @Override
    public HttpUrl url(String path) {
        return HttpUrl.get(base.resolve("/" + path).toString());
    }

    @Override
    public @Nullable Ssl sslConfig() {
        return null;
    }
}
