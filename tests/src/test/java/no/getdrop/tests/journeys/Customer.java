package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// A person with the app in hand: knows the steps that lead to a payment.
public final class Customer {
    /// A valid account in Serbia.
    public static final String IBAN = "RS35260005601001611379";

    private final URI base;
    private final String person;
    private @Nullable String accessToken;

    /// All that an order needs.
    public record Prepared(
            String recipientId, String accountId, String quoteId, String sessionId, String amount) {
        /// The order as JSON.
        public String body() {
            return """
            {"recipientId":"%s","bankAccountId":"%s","quoteId":"%s","paymentSessionId":"%s",\
            "amount":%s}\
            """
                    .formatted(recipientId, accountId, quoteId, sessionId, amount);
        }

        /// The same order with another amount.
        public Prepared withAmount(String other) {
            return new Prepared(recipientId, accountId, quoteId, sessionId, other);
        }
    }

    Customer(URI base, String person) {
        this.base = base;
        this.person = person;
    }

    /// Logs in with BankID as the app does.
    public Customer login() {
        Answer start = get("/v1/auth/bankid?platform=mobile");
        assertThat(start.status()).isEqualTo(200);
        URI page = URI.create(start.data().path("redirectUrl").asText());
        Answer back = Http.get(Http.form(page, "person=" + person).location());
        assertThat(back.location().toString()).startsWith("drop://auth/callback?code=");
        String code = back.location().getQuery().substring("code=".length());
        Answer tokens = post("/v1/auth/token", "{\"code\":\"" + code + "\"}");
        assertThat(tokens.status()).isEqualTo(200);
        accessToken = tokens.data().path("accessToken").asText();
        return this;
    }

    /// Links an account at DNB and gives its id.
    public String linkAccount() {
        Answer link = post("/v1/accounts/link", "{\"bankId\":\"dnb\"}");
        assertThat(link.status()).isEqualTo(201);
        URI page = URI.create(link.data().path("redirectUrl").asText());
        return linkApproved(Http.form(page, "decision=approve&person=" + person).location());
    }

    /// Ends a link, as the app does when the bank's page has sent the phone's browser back to Drop.
    public String linkApproved(URI back) {
        Answer handedOn = Http.get(back);
        assertThat(handedOn.location().toString()).startsWith("drop://accounts/callback?state=");
        get("/v1/accounts/consent/callback?" + handedOn.location().getRawQuery()).expect(302);
        return get("/v1/accounts").data().path(0).path("id").asText();
    }

    /// Adds a recipient in Serbia and gives its id.
    public String addRecipient() {
        return addRecipient("Ana Petrović");
    }

    /// Adds a recipient of that name in Serbia and gives its id.
    public String addRecipient(String name) {
        Answer added = post("/v1/recipients", recipient(name)).expect(201);
        return added.data().path("id").asText();
    }

    /// A recipient of that name in Serbia, as JSON.
    public static String recipient(String name) {
        return "{\"name\":\"%s\",\"country\":\"RS\",\"iban\":\"%s\"}".formatted(name, IBAN);
    }

    /// Asks what an amount would cost.
    public JsonNode quote(String recipientId, String amount) {
        Answer quote =
                post(
                        "/v1/transactions/disclosure",
                        "{\"recipientId\":\"" + recipientId + "\",\"amount\":" + amount + "}");
        quote.expect(201);
        return quote.data();
    }

    /// Opens a payment session.
    public JsonNode openSession(String quoteId, String accountId) {
        Answer session =
                post(
                        "/v1/payment-sessions",
                        "{\"quoteId\":\""
                                + quoteId
                                + "\",\"bankAccountId\":\""
                                + accountId
                                + "\"}");
        session.expect(201);
        return session.data();
    }

    /// Authenticates at the page of a payment session, as that person.
    public Answer authenticate(JsonNode session, String as) {
        URI page = URI.create(session.path("redirectUrl").asText());
        return Http.get(Http.form(page, "person=" + as).location());
    }

    /// Does everything but the order itself.
    public Prepared prepare(String amount) {
        String recipientId = addRecipient();
        String accountId = linkAccount();
        return prepare(recipientId, accountId, amount);
    }

    /// Quote and authentication for a known recipient and account.
    public Prepared prepare(String recipientId, String accountId, String amount) {
        String quoteId = quote(recipientId, amount).path("quoteId").asText();
        JsonNode session = openSession(quoteId, accountId);
        Answer back = authenticate(session, person);
        assertThat(back.location().toString()).contains("status=authorised");
        return new Prepared(recipientId, accountId, quoteId, session.path("id").asText(), amount);
    }

    /// Orders a payment.
    public Answer pay(Prepared order, String key) {
        return send(
                "POST",
                "/v1/transactions/remittance",
                Map.of("Idempotency-Key", key),
                order.body());
    }

    /// A key that nobody has used.
    public static String newKey() {
        return UUID.randomUUID().toString();
    }

    /// The same person with another phone, not logged in there.
    public Customer onAnotherDevice() {
        return new Customer(base, person);
    }

    /// The customer's id.
    public String id() {
        return get("/v1/auth/me").data().path("user").path("id").asText();
    }

    /// The customer's id as the database has it.
    public String uuid() {
        return id().substring("usr_".length());
    }

    /// The person's name at BankID.
    public String person() {
        return person;
    }

    /// The access token of the session.
    public String accessToken() {
        return Objects.requireNonNull(accessToken);
    }

    /// Gets an address of the api.
    public Answer get(String path) {
        return send("GET", path, Map.of(), null);
    }

    /// Gets an address of the api in one of the forms that `accept` names, as bytes.
    public HttpResponse<byte[]> getBytes(String path, String accept) {
        return Http.bytes(
                base.resolve(path),
                Map.of("Accept", accept, "Authorization", "Bearer " + accessToken()));
    }

    /// Posts JSON to an address of the api.
    public Answer post(String path, String json) {
        return send("POST", path, Map.of(), json);
    }

    /// Sends anything to the api, with the session's token when there is one.
    public Answer send(
            String method, String path, Map<String, String> headers, @Nullable String body) {
        Map<String, String> all = new HashMap<>();
        if (body != null) {
            all.put("Content-Type", "application/json");
        }
        if (accessToken != null) {
            all.put("Authorization", "Bearer " + accessToken);
        }
        all.put("Accept-Language", "en");
        all.putAll(headers);
        return Http.send(method, base.resolve(path), all, body);
    }
}
