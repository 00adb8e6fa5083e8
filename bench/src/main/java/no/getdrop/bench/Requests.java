package no.getdrop.bench;

import no.getdrop.identity.AccessTokens;
import no.getdrop.local.LocalHost;
import no.getdrop.local.gateway.Gateway;
import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The events that API Gateway would make of clients' requests.
///
/// Each comes from another address, so that no limit per address is reached; it is counted all the
/// same.
public final class Requests {
    private static final int GATEWAY_LIMIT_MS = 29_000;

    private final Gateway gateway;
    private final AccessTokens tokens;
    private final AtomicInteger addresses = new AtomicInteger();

    Requests(LocalHost host, Environment environment) {
        this.gateway =
                new Gateway(
                        host.template(),
                        Map.of(),
                        host.credentials(),
                        host.url().getPort(),
                        GATEWAY_LIMIT_MS);
        this.tokens =
                new AccessTokens(
                        Secrets.from(environment, InstantSource.system()), InstantSource.system());
    }

    /// An order to pay.
    public byte[] pay(Order order) {
        String body =
                """
                {"recipientId":"%s","bankAccountId":"%s","quoteId":"%s","paymentSessionId":"%s",\
                "amount":%d}\
                """
                        .formatted(
                                order.customer().recipientId(),
                                order.customer().accountId(),
                                order.quoteId(),
                                order.paymentSessionId(),
                                Order.AMOUNT_MINOR / 100);
        List<Header> headers = headers(order.customer());
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("Idempotency-Key", order.key()));
        return event("POST", "/v1/transactions/remittance", headers, body);
    }

    /// A customer's read of a path.
    public byte[] get(String path, Customer customer) {
        return event("GET", path, headers(customer), "");
    }

    /// A read that anyone may do.
    public byte[] get(String path) {
        return event("GET", path, List.of(new Header("Accept", "application/json")), "");
    }

    /// An address that no request came from yet.
    public String nextAddress() {
        int number = addresses.incrementAndGet();
        return "10.%d.%d.%d".formatted(number >> 16 & 255, number >> 8 & 255, number & 255);
    }

    private List<Header> headers(Customer customer) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Accept", "application/json"));
        headers.add(new Header("Accept-Language", "nb-NO,nb;q=0.9,en;q=0.8"));
        headers.add(new Header("User-Agent", "Drop/1.0 (bench)"));
        headers.add(
                new Header(
                        "Authorization",
                        "Bearer " + tokens.issue(customer.id(), customer.sessionId())));
        return headers;
    }

    private byte[] event(String method, String path, List<Header> headers, String body) {
        return gateway.event(
                        new HttpRequest(
                                method,
                                path,
                                "",
                                headers,
                                body.getBytes(StandardCharsets.UTF_8),
                                nextAddress()))
                .orElseThrow(() -> new IllegalStateException("template.yaml has no " + path));
    }
}
