package no.getdrop.local.demo;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers the journey's requests as Drop does, and wrongly in one way where asked.
final class FakeDrop implements AutoCloseable {
    private final ProviderServer server = ProviderServer.start("Drop");
    private final Map<String, String> paid = new HashMap<>();
    private final String wrong;
    private boolean authorised;
    private int looks;

    /// @param wrong what is to be wrong; empty for nothing
    FakeDrop(String wrong) throws IOException {
        this.wrong = wrong;
        server.on("login", "GET", "/v1/auth/bankid", request -> page("/bankid"));
        server.on("page", "GET", "/bankid", request -> Answer.html(200, ""));
        server.on("page", "POST", "/bankid", request -> redirect("/v1/auth/bankid/callback"));
        server.on(
                "callback",
                "GET",
                "/v1/auth/bankid/callback",
                request ->
                        is("login refused")
                                ? Answer.redirect(URI.create("drop://auth/callback?error=x"))
                                : Answer.redirect(URI.create("drop://auth/callback?code=c-1")));
        server.on(
                "token",
                "POST",
                "/v1/auth/token",
                request -> data(200, Map.of("accessToken", "token-1")));
        on("me", "GET", "/v1/auth/me", request -> data(200, Map.of()));
        accountRoutes();
        paymentRoutes();
        merchantRoutes();
    }

    URI url() {
        return server.url();
    }

    ProviderServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
    }

    private void accountRoutes() {
        on("link", "POST", "/v1/accounts/link", request -> created(request, page("/bank")));
        server.on("page", "GET", "/bank", request -> Answer.html(200, ""));
        server.on("page", "POST", "/bank", request -> redirect("/v1/accounts/consent/callback"));
        server.on(
                "callback",
                "GET",
                "/v1/accounts/consent/callback",
                request ->
                        request.query("state").isEmpty()
                                ? Answer.redirect(
                                        URI.create(
                                                is("link without a session")
                                                        ? "http://localhost/accounts?linked=2"
                                                        : "drop://accounts/callback?state=s-1"))
                                : redirect(
                                        is("consent refused")
                                                ? "/accounts?error=x"
                                                : "/accounts?linked=2"));
        on(
                "accounts",
                "GET",
                "/v1/accounts",
                request ->
                        data(
                                200,
                                List.of(
                                        Map.of(
                                                "id", "acc_1",
                                                "bankName", "DNB",
                                                "maskedIban", "1"))));
        on(
                "recipients",
                "POST",
                "/v1/recipients",
                request -> created(request, data(201, Map.of("id", "rcp_1"))));
    }

    private void paymentRoutes() {
        on("quote", "POST", "/v1/transactions/disclosure", request -> created(request, quote()));
        on(
                "session",
                "POST",
                "/v1/payment-sessions",
                request -> {
                    authorised = false;
                    if (request.body().contains("AAAAA") && !is("forged taken")) {
                        return error(422, "qr_code_forged");
                    }
                    return created(
                            request,
                            data(
                                    201,
                                    Map.of(
                                            "id",
                                            "pss_1",
                                            "redirectUrl",
                                            server.url() + "/step-up")));
                });
        server.on("page", "GET", "/step-up", request -> Answer.html(200, ""));
        server.on(
                "page",
                "POST",
                "/step-up",
                request -> {
                    authorised = !is("session pending");
                    return redirect("/v1/payment-sessions/callback");
                });
        server.on("session", "GET", "/v1/payment-sessions/callback", request -> redirect("/done"));
        on(
                "session",
                "GET",
                "/v1/payment-sessions/{id}",
                request -> data(200, Map.of("status", authorised ? "authorised" : "pending")));
        on("pay", "POST", "/v1/transactions/remittance", this::pay);
        on("payment", "GET", "/v1/transactions/{id}", request -> data(200, payment(++looks > 1)));
        on(
                "receipt",
                "GET",
                "/v1/transactions/{id}/receipt",
                request ->
                        data(
                                200,
                                Map.of(
                                        "reference",
                                        is("receipt of another") ? "txn_2" : "txn_1",
                                        "payment",
                                        payment(true))));
    }

    private void merchantRoutes() {
        on(
                "register",
                "POST",
                "/v1/merchants/register",
                request ->
                        created(
                                request,
                                data(
                                        201,
                                        Map.of(
                                                "id",
                                                "mer_1",
                                                "qrCode",
                                                "http://q/1.mer_1.1.code"))));
        on(
                "image",
                "GET",
                "/v1/merchants/me/qr",
                request ->
                        new Answer(
                                200,
                                Map.of("Content-Type", "image/svg+xml"),
                                is("no image") ? "none" : "<svg/>"));
        on(
                "qr-payment",
                "POST",
                "/v1/transactions/qr-payment",
                request ->
                        created(
                                request,
                                data(
                                        201,
                                        Map.of(
                                                "id", "txn_9",
                                                "merchantName", "Lies Kaffebar",
                                                "status",
                                                        is("QR payment pending")
                                                                ? "processing"
                                                                : "completed"))));
        on("dashboard", "GET", "/v1/merchants/me/dashboard", request -> data(200, day()));
    }

    private Map<String, Object> day() {
        Map<String, Object> completed = new LinkedHashMap<>();
        completed.put("count", 1);
        completed.put("amount", new BigDecimal("129.50"));
        completed.put("fee", new BigDecimal("1.30"));
        completed.put("net", new BigDecimal("128.20"));
        String sale = is("another sale") ? "txn_8" : "txn_9";
        return Map.of(
                "completed",
                completed,
                "transactions",
                Map.of("data", List.of(Map.of("id", sale))));
    }

    private Answer quote() {
        Map<String, Object> quote = new LinkedHashMap<>();
        quote.put("quoteId", "quo_1");
        quote.put("fee", new BigDecimal(is("fee") ? "10.01" : "10.00"));
        quote.put("total", new BigDecimal("2010.00"));
        quote.put("receivedAmount", new BigDecimal("20160.00"));
        quote.put("receivedCurrency", "RSD");
        return data(201, quote);
    }

    private Answer pay(Request request) {
        String key = request.header("Idempotency-Key").orElse("");
        String earlier = paid.get(key);
        if (earlier != null) {
            if (!earlier.equals(request.body()) && !is("reuse taken")) {
                return error(422, "idempotency_key_reused");
            }
            Map<String, Object> payment = payment(false);
            payment.put("id", is("second payment") ? "txn_2" : "txn_1");
            Answer answer = data(201, payment);
            return is("replay not said") ? answer : answer.with("Idempotency-Replayed", "true");
        }
        if (!authorised && !is("unauthorised taken")) {
            return error(403, "payment_session_not_authorised");
        }
        paid.put(key, request.body());
        return data(201, payment(is("completed too soon")));
    }

    private Map<String, Object> payment(boolean completed) {
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("id", "txn_1");
        String end = is("payment failed") ? "failed" : "completed";
        payment.put("status", completed ? end : "processing");
        payment.put("stage", completed ? "settled" : "submitted");
        return payment;
    }

    private void on(String operation, String method, String path, ProviderServer.Handler handler) {
        server.on(
                operation,
                method,
                path,
                request ->
                        request.header("Authorization").filter("Bearer token-1"::equals).isPresent()
                                ? handler.answer(request)
                                : error(401, "unauthenticated"));
    }

    private static Answer created(Request request, Answer answer) {
        return request.header("Idempotency-Key").isPresent()
                ? new Answer(201, answer.headers(), answer.body())
                : error(400, "idempotency_key_required");
    }

    private boolean is(String what) {
        return wrong.equals(what);
    }

    private Answer page(String path) {
        return data(200, Map.of("redirectUrl", server.url() + path));
    }

    private Answer redirect(String path) {
        return Answer.redirect(server.url().resolve(path));
    }

    private static Answer data(int status, Object data) {
        return Answer.json(status, Map.of("data", data));
    }

    private static Answer error(int status, String error) {
        return Answer.json(status, Map.of("error", error));
    }
}
