package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Speaks to the bank as Drop does.
final class BankClient {
    static final String STATE_ADDRESS =
            "http://localhost:3000/v1/accounts/consent/callback?state=s-1";

    private final Bank bank;
    private String token;

    BankClient(Bank bank) {
        this.bank = bank;
        token = token().json().path("access_token").textValue();
    }

    Reply token() {
        return Caller.postForm(
                at("/oauth2/token"),
                Map.of("Authorization", basic(bank.clientId(), bank.clientSecret())),
                Map.of("grant_type", "client_credentials"));
    }

    void renew() {
        token = token().json().path("access_token").textValue();
    }

    URI at(String path) {
        return bank.url().resolve(path);
    }

    /// Asks with all headers that a question must have, and others.
    Reply get(String path, String... headers) {
        Map<String, String> all = asking();
        all.putAll(headers(headers));
        return Caller.get(at(path), all);
    }

    /// Asks with these headers alone.
    Reply getBare(String path, String... headers) {
        return Caller.get(at(path), headers(headers));
    }

    Reply delete(String path) {
        Map<String, String> all = asking();
        all.putAll(headers());
        return Caller.send("DELETE", at(path), all, "");
    }

    private static Map<String, String> asking() {
        return new LinkedHashMap<>(
                Map.of("X-Request-ID", UUID.randomUUID().toString(), "X-Bank-Id", "dnb"));
    }

    Reply post(String path, Map<String, ?> body, String... headers) {
        return Caller.postJson(at(path), headers(headers), body);
    }

    Reply consent(String bankId) {
        return post("/v1/consents", consentBody(), consentHeaders(bankId));
    }

    /// Asks for a consent and approves it; the consent's id.
    String approved(String bankId, String person) {
        Reply consent = consent(bankId);
        decide(consent, Map.of("decision", "approve", "person", person));
        return consent.json().path("consentId").textValue();
    }

    Reply decide(Reply consent, Map<String, String> form) {
        URI page = URI.create(consent.json().at("/_links/scaRedirect/href").textValue());
        return Caller.postForm(page, Map.of(), form);
    }

    Reply pay(UUID requestId, Product product, Map<String, ?> body) {
        return post(
                "/v1/payments/" + product.path(),
                body,
                "X-Request-ID",
                requestId.toString(),
                "X-Bank-Id",
                "dnb");
    }

    Reply status(Product product, Reply payment) {
        return get(
                "/v1/payments/"
                        + product.path()
                        + "/"
                        + payment.json().path("paymentId").textValue()
                        + "/status");
    }

    static String[] consentHeaders(String bankId) {
        return new String[] {
            "X-Request-ID",
            UUID.randomUUID().toString(),
            "X-Bank-Id",
            bankId,
            "PSU-IP-Address",
            "203.0.113.7",
            "TPP-Redirect-URI",
            STATE_ADDRESS,
            "TPP-Redirect-Preferred",
            "true"
        };
    }

    static Map<String, Object> consentBody() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access", Map.of("balances", "allAccounts", "transactions", "allAccounts"));
        body.put("recurringIndicator", true);
        body.put("validUntil", LocalDate.now(java.time.ZoneOffset.UTC).plusDays(90).toString());
        body.put("frequencyPerDay", 4);
        body.put("combinedServiceIndicator", false);
        return body;
    }

    static Map<String, Object> remittance(String debtorIban, String amount) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("endToEndIdentification", "drop-1");
        body.put("instructedAmount", Map.of("currency", "NOK", "amount", amount));
        body.put("debtorAccount", Map.of("iban", debtorIban));
        body.put("creditorName", "Petar Petrović");
        body.put("creditorAccount", Map.of("iban", "RS35260005601001611379"));
        body.put("creditorAddress", Map.of("country", "RS"));
        body.put("requestedCurrency", "RSD");
        body.put("remittanceInformationUnstructured", "Drop 1");
        return body;
    }

    static Map<String, Object> domestic(String debtorIban, String creditorIban, String amount) {
        Map<String, Object> body = remittance(debtorIban, amount);
        body.put("creditorAccount", Map.of("iban", creditorIban));
        body.remove("requestedCurrency");
        body.remove("creditorAddress");
        return body;
    }

    static String basic(String id, String secret) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, String> headers(String... pairs) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + token);
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], pairs[i + 1]);
        }
        return headers;
    }
}
