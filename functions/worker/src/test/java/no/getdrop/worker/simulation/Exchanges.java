package no.getdrop.worker.simulation;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;

/// What a request to another system carries, read in this process.
final class Exchanges {
    private Exchanges() {}

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
}
