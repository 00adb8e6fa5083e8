package no.getdrop.local.providers.bank;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class ConsentTest {
    private static final URI PUBLIC_URL = URI.create("http://localhost:1");

    private Instant now = Instant.now();
    private Bank bank;
    private BankClient client;

    @BeforeEach
    void start() throws Exception {
        bank = Bank.start(() -> now, Optional.empty(), PUBLIC_URL);
        client = new BankClient(bank);
    }

    @AfterEach
    void stop() {
        bank.close();
    }

    @Test
    void everythingButTheTokenNeedsABearer() {
        for (String path : List.of("/v1/banks", "/v1/accounts", "/v1/payments")) {
            Reply reply = Caller.get(client.at(path));
            assertError(reply, 401, "TOKEN_UNKNOWN");
            assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
        }
        assertThat(client.get("/v1/banks").status()).isEqualTo(200);
    }

    @Test
    void aTokenNeedsTheSecretAndLastsFiveMinutes() {
        Reply wrong =
                Caller.postForm(
                        client.at("/oauth2/token"),
                        Map.of("Authorization", BankClient.basic(bank.clientId(), "guess")),
                        Map.of("grant_type", "client_credentials"));
        assertThat(wrong.status()).isEqualTo(401);
        Reply token = client.token();
        assertThat(token.json().path("expires_in").intValue()).isEqualTo(300);
        assertThat(token.json().path("token_type").textValue()).isEqualTo("Bearer");
        now = now.plus(Duration.ofMinutes(5));
        assertError(client.get("/v1/banks"), 401, "TOKEN_INVALID");
        client.renew();
        assertThat(client.get("/v1/banks").status()).isEqualTo(200);
        bank.forgetTokens();
        assertError(client.get("/v1/banks"), 401, "TOKEN_UNKNOWN");
    }

    @Test
    void thereAreThreeBanks() {
        assertThat(client.get("/v1/banks").json())
                .extracting(each -> each.path("bankId").textValue())
                .containsExactly("dnb", "nordea", "sparebank1");
    }

    @Test
    void aConsentIsApprovedOnThePageAndGoesBackWithTheState() {
        Reply consent = client.consent("dnb");
        assertThat(consent.status()).isEqualTo(201);
        assertThat(consent.json().path("consentStatus").textValue()).isEqualTo("received");
        String page = consent.json().at("/_links/scaRedirect/href").textValue();
        assertThat(Caller.get(java.net.URI.create(page)).body())
                .contains("Kari Nordmann", "Godkjenn");
        Reply approved = client.decide(consent, Map.of("decision", "approve", "person", "ola"));
        assertThat(approved.status()).isEqualTo(302);
        assertThat(approved.header("Location")).isEqualTo(BankClient.STATE_ADDRESS);
        assertThat(status(consent)).isEqualTo("valid");
        assertThat(client.decide(consent, Map.of("decision", "refuse")).status()).isEqualTo(409);
        assertThat(status(consent)).isEqualTo("valid");
    }

    @Test
    void aRefusedConsentGoesBackTooAndOpensNothing() {
        Reply consent = client.consent("nordea");
        Reply refused = client.decide(consent, Map.of("decision", "refuse"));
        assertThat(refused.header("Location")).isEqualTo(BankClient.STATE_ADDRESS);
        assertThat(status(consent)).isEqualTo("rejected");
        assertError(accounts(id(consent)), 401, "CONSENT_INVALID");
    }

    @Test
    void aDecisionThatIsNoneIsToldWhatThereIs() {
        Reply consent = client.consent("dnb");
        assertThat(client.decide(consent, Map.of()).status()).isEqualTo(400);
        assertThat(client.decide(consent, Map.of("decision", "approve", "person", "x")).body())
                .contains("kari");
        assertThat(status(consent)).isEqualTo("received");
    }

    @Test
    void theDecisionWaitsTenMinutes() {
        Reply consent = client.consent("dnb");
        now = now.plus(Duration.ofMinutes(11));
        assertThat(client.decide(consent, Map.of("decision", "approve")).status()).isEqualTo(409);
        client.renew();
        assertThat(status(consent)).isEqualTo("expired");
    }

    @Test
    void aConsentEndsWithItsPeriodOrWhenTheClientEndsIt() {
        String period = client.approved("dnb", "kari");
        String deleted = client.approved("dnb", "kari");
        assertThat(client.delete("/v1/consents/" + deleted).status()).isEqualTo(204);
        assertThat(status(deleted)).isEqualTo("terminatedByTpp");
        assertError(accounts(deleted), 401, "CONSENT_INVALID");
        assertThat(accounts(period).status()).isEqualTo(200);
        now = now.plus(Duration.ofDays(91));
        client.renew();
        assertThat(status(period)).isEqualTo("expired");
        assertError(accounts(period), 401, "CONSENT_EXPIRED");
    }

    @Test
    void theAccountsAreThePersonsOwnWithValidNumbers() {
        JsonNode accounts = accounts(client.approved("dnb", "kari")).json().path("accounts");
        assertThat(accounts).hasSize(2);
        for (JsonNode account : accounts) {
            assertThat(AccountNumber.isNorwegianIban(account.path("iban").textValue())).isTrue();
            assertThat(account.path("ownerName").textValue()).isEqualTo("Kari Nordmann");
            assertThat(account.path("currency").textValue()).isEqualTo("NOK");
        }
        assertThat(accounts.get(0).path("iban").textValue())
                .isEqualTo(bank.ibans("dnb", TestPerson.KARI).getFirst());
    }

    @Test
    void accountNumbersAreDifferentForEveryPersonAndBank() {
        Set<String> ibans = new HashSet<>();
        for (int n = 1; n <= 2_000; n++) {
            for (String bankId : List.of("dnb", "nordea", "sparebank1")) {
                ibans.addAll(bank.ibans(bankId, TestPerson.numbered(n)));
            }
        }
        assertThat(ibans).hasSize(12_000).allMatch(AccountNumber::isNorwegianIban);
    }

    @Test
    void balancesAreDecimalTextAndFourReadsADayAreFreeWithoutThePerson() {
        String consent = client.approved("dnb", "kari");
        String account = accounts(consent).json().at("/accounts/0/resourceId").textValue();
        String path = "/v1/accounts/" + account + "/balances";
        for (int i = 0; i < 4; i++) {
            Reply reply = client.get(path, "Consent-ID", consent);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json().at("/balances/0/balanceAmount/amount").textValue())
                    .isEqualTo("250000.00");
        }
        assertError(client.get(path, "Consent-ID", consent), 429, "ACCESS_EXCEEDED");
        Reply present = client.get(path, "Consent-ID", consent, "PSU-IP-Address", "203.0.113.7");
        assertThat(present.status()).isEqualTo(200);
        now = now.plus(Duration.ofDays(1));
        client.renew();
        assertThat(client.get(path, "Consent-ID", consent).status()).isEqualTo(200);
    }

    @Test
    void anotherPersonsAccountIsNotFoundUnderAConsent() {
        String olas =
                accounts(client.approved("dnb", "ola"))
                        .json()
                        .at("/accounts/0/resourceId")
                        .textValue();
        Reply reply =
                client.get(
                        "/v1/accounts/" + olas + "/balances",
                        "Consent-ID",
                        client.approved("dnb", "kari"));
        assertError(reply, 404, "RESOURCE_UNKNOWN");
    }

    @Test
    void accountsNeedAKnownConsent() {
        assertError(client.get("/v1/accounts"), 400, "FORMAT_ERROR");
        assertError(accounts("unknown"), 403, "CONSENT_UNKNOWN");
        assertError(client.get("/v1/consents/unknown/status"), 404, "RESOURCE_UNKNOWN");
    }

    @Test
    void everyHeaderOfAConsentIsRequired() {
        String[] headers = BankClient.consentHeaders("dnb");
        for (int missing = 0; missing < headers.length; missing += 2) {
            String[] fewer = new String[headers.length - 2];
            System.arraycopy(headers, 0, fewer, 0, missing);
            System.arraycopy(headers, missing + 2, fewer, missing, fewer.length - missing);
            Reply reply = client.post("/v1/consents", BankClient.consentBody(), fewer);
            assertError(reply, 400, "FORMAT_ERROR");
            assertThat(reply.body()).contains(headers[missing]);
        }
        assertError(client.consent("unknown"), 400, "FORMAT_ERROR");
    }

    @Test
    void everyFieldOfAConsentIsRequired() {
        for (String field : BankClient.consentBody().keySet()) {
            Map<String, Object> body = BankClient.consentBody();
            body.remove(field);
            Reply reply = client.post("/v1/consents", body, BankClient.consentHeaders("dnb"));
            assertError(reply, 400, "FORMAT_ERROR");
            assertThat(reply.body()).contains(field);
        }
        Map<String, Object> body = BankClient.consentBody();
        body.put("validUntil", "2020-01-01");
        assertError(
                client.post("/v1/consents", body, BankClient.consentHeaders("dnb")),
                400,
                "PERIOD_INVALID");
    }

    private String status(Reply consent) {
        return status(id(consent));
    }

    private String status(String consentId) {
        return client.get("/v1/consents/" + consentId + "/status")
                .json()
                .path("consentStatus")
                .textValue();
    }

    private Reply accounts(String consentId) {
        return client.get("/v1/accounts", "Consent-ID", consentId);
    }

    private static String id(Reply consent) {
        return consent.json().path("consentId").textValue();
    }

    static void assertError(Reply reply, int status, String code) {
        assertThat(reply.json().at("/tppMessages/0/code").textValue()).isEqualTo(code);
        assertThat(reply.json().at("/tppMessages/0/category").textValue()).isEqualTo("ERROR");
        assertThat(reply.status()).isEqualTo(status);
    }
}
