package no.getdrop.api.priming;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.api.http.SessionCookies;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Tokens;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One customer's way from login to a receipt, each request with the status it must get.
final class Rehearsal {
    private static final String IBAN = "RS35260005601001611379";

    /// Clients write a number either way, and each way is other code of the parser.
    private static final List<String> AMOUNTS = List.of("250.50", "250");

    private final Invocations api;
    private final String sourceIp;
    private final String amount;
    private @Nullable String accessToken;

    private record Order(
            String recipientId, String accountId, String quoteId, String sessionId, String amount) {
        /// With a name that was never read: real requests bring some, and what takes them in must
        /// not be left out of the compiled code.
        String json() {
            return """
            {"recipientId":"%s","bankAccountId":"%s","quoteId":"%s","paymentSessionId":"%s",\
            "amount":%s,"%s":null}\
            """
                    .formatted(recipientId, accountId, quoteId, sessionId, amount, Ids.next());
        }
    }

    /// @param sourceIp of the customer, whose limits are counted by it
    /// @param number of the round
    Rehearsal(Invocations api, String sourceIp, int number) {
        this.api = api;
        this.sourceIp = sourceIp;
        this.amount = AMOUNTS.get(number % AMOUNTS.size());
    }

    /// From login to receipt.
    ///
    /// @throws UnexpectedAnswerException at the first answer that is not as it must be
    void round() {
        get("/v1/rates", 200);
        login();
        Order order = prepare();
        String payment = pay(order);
        follow(payment);
    }

    /// What can be asked without a database, and what is answered to all the rest.
    void withoutDatabase() {
        get("/v1/rates", 503);
        get("/v1/auth/me", 401);
    }

    private void login() {
        URI page = redirect(get("/v1/auth/bankid?platform=mobile", 200));
        URI app = get(authenticated("/v1/auth/bankid/callback", page), 302).location();
        JsonNode opened =
                post("/v1/auth/token", "{\"code\":\"" + Query.parameter(app, "code") + "\"}", 200)
                        .data();
        JsonNode tokens =
                post(
                                "/v1/auth/refresh",
                                "{\"refreshToken\":\""
                                        + opened.path("refreshToken").asText()
                                        + "\"}",
                                200)
                        .data();
        String token = tokens.path("accessToken").asText();
        send(
                "GET",
                "/v1/auth/me",
                Map.of("Cookie", SessionCookies.ACCESS + "=" + token),
                null,
                200);
        accessToken = token;
        get("/v1/auth/me", 200);
    }

    private Order prepare() {
        URI bank = redirect(post("/v1/accounts/link", "{\"bankId\":\"rehearsal\"}", 201));
        URI back =
                URI.create(
                        new String(
                                Base64.getUrlDecoder()
                                        .decode(Query.parameter(bank, RehearsalProviders.BACK)),
                                StandardCharsets.UTF_8));
        get(back.getRawPath() + "?" + back.getRawQuery(), 302);
        String accountId = get("/v1/accounts", 200).data().path(0).path("id").asText();
        String recipientId =
                id(
                        post(
                                "/v1/recipients",
                                "{\"name\":\"Ana Petrović\",\"country\":\"RS\",\"iban\":\""
                                        + IBAN
                                        + "\"}",
                                201));
        get("/v1/recipients", 200);
        get("/v1/recipients/" + recipientId, 200);
        String quoteId =
                post(
                                "/v1/transactions/disclosure",
                                "{\"recipientId\":\""
                                        + recipientId
                                        + "\",\"amount\":"
                                        + amount
                                        + "}",
                                201)
                        .data()
                        .path("quoteId")
                        .asText();
        Invocations.Answer session =
                post(
                        "/v1/payment-sessions",
                        "{\"quoteId\":\"" + quoteId + "\",\"bankAccountId\":\"" + accountId + "\"}",
                        201);
        get(authenticated("/v1/payment-sessions/callback", redirect(session)), 302);
        get("/v1/payment-sessions/" + id(session), 200);
        return new Order(recipientId, accountId, quoteId, id(session), amount);
    }

    private String pay(Order order) {
        Map<String, String> headers =
                Map.of("Idempotency-Key", Tokens.next(), "X-" + Ids.next(), "rehearsal");
        String path = "/v1/transactions/remittance";
        String body = order.json();
        String id = id(send("POST", path, headers, body, 201));
        send("POST", path, headers, body, 201);
        return id;
    }

    private void follow(String payment) {
        get("/v1/transactions", 200);
        String path = "/v1/transactions/" + payment;
        String stage = get(path, 200).data().path("stage").asText();
        if (!stage.equals("submitted")) {
            throw new UnexpectedAnswerException("GET " + path, "stage submitted", stage);
        }
        get(path + "/events", 200);
        get(path + "/receipt", 200);
    }

    /// What is refused, to a customer who has logged in.
    void refusals() {
        post("/v1/recipients", "{}", 400);
        get("/v1/transactions/unknown", 404);
        accessToken = null;
        get("/v1/auth/me", 401);
    }

    /// Where BankID sends the person back to: its code is the nonce, which its ID token must carry.
    private static String authenticated(String callback, URI page) {
        return callback
                + "?state="
                + Query.encode(Query.parameter(page, "state"))
                + "&code="
                + Query.encode(Query.parameter(page, "nonce"));
    }

    private Invocations.Answer get(String target, int expected) {
        return send("GET", target, Map.of(), null, expected);
    }

    private Invocations.Answer post(String target, String json, int expected) {
        return send("POST", target, Map.of(), json, expected);
    }

    private Invocations.Answer send(
            String method,
            String target,
            Map<String, String> headers,
            @Nullable String body,
            int expected) {
        Map<String, String> all = new HashMap<>(headers);
        if (body != null) {
            all.put("Content-Type", "application/json");
        }
        if (accessToken != null) {
            all.put("Authorization", "Bearer " + accessToken);
        }
        Invocations.Request request = new Invocations.Request(method, target, sourceIp, all, body);
        Invocations.Answer answer = api.send(request);
        if (answer.status() != expected) {
            throw new UnexpectedAnswerException(
                    method + ' ' + request.path(),
                    Integer.toString(expected),
                    Integer.toString(answer.status()));
        }
        return answer;
    }

    private static String id(Invocations.Answer answer) {
        return answer.data().path("id").asText();
    }

    private static URI redirect(Invocations.Answer answer) {
        return URI.create(answer.data().path("redirectUrl").asText());
    }
}
