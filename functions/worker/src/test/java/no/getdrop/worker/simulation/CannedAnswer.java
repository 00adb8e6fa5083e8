package no.getdrop.worker.simulation;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;

import javax.net.ssl.SSLSession;

/// An answer that no network carried.
record CannedAnswer<T>(HttpRequest request, int statusCode, T body) implements HttpResponse<T> {
    private static final HttpHeaders HEADERS =
            HttpHeaders.of(
                    Map.of("Content-Type", List.of("application/json")), (name, value) -> true);

    /// What `handler` makes of a body.
    static <T> T read(int status, String body, BodyHandler<T> handler) {
        BodySubscriber<T> subscriber =
                handler.apply(
                        new ResponseInfo() {
                            @Override
                            public int statusCode() {
                                return status;
                            }

                            @Override
                            public HttpHeaders headers() {
                                return HEADERS;
                            }

                            @Override
                            public HttpClient.Version version() {
                                return HttpClient.Version.HTTP_1_1;
                            }
                        });
        subscriber.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long count) {}

                    @Override
                    public void cancel() {}
                });
        subscriber.onNext(List.of(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
        subscriber.onComplete();
        return subscriber.getBody().toCompletableFuture().join();
    }

    /// The body of a request.
    static String sent(HttpRequest request) {
        HttpResponse.BodySubscriber<String> subscriber =
                HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        request.bodyPublisher()
                .orElseThrow()
                .subscribe(
                        new Flow.Subscriber<ByteBuffer>() {
                            @Override
                            public void onSubscribe(Flow.Subscription subscription) {
                                subscriber.onSubscribe(subscription);
                            }

                            @Override
                            public void onNext(ByteBuffer item) {
                                subscriber.onNext(List.of(item));
                            }

                            @Override
                            public void onError(Throwable throwable) {
                                subscriber.onError(throwable);
                            }

                            @Override
                            public void onComplete() {
                                subscriber.onComplete();
                            }
                        });
        return subscriber.getBody().toCompletableFuture().join();
    }

    /// The parameters of an address.
    static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        for (String parameter : uri.getQuery().split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            query.put(parts[0], parts[1]);
        }
        return query;
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
        return HEADERS;
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public HttpClient.Version version() {
        return HttpClient.Version.HTTP_1_1;
    }
}
