package no.getdrop.local.providers.bank;

import static no.getdrop.local.providers.bank.ConsentTest.assertError;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;
import no.getdrop.local.providers.http.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What a request of a bank must have besides its content, and what its content may not have.
class RefusalTest {
    private static final String PAYMENTS = "/v1/payments/cross-border-credit-transfers";

    private static Bank bank;
    private static BankClient client;
    private static String kari;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        bank = Bank.start(InstantSource.system(), Optional.empty(), URI.create("http://x:1"));
        client = new BankClient(bank);
        token = client.token().json().path("access_token").textValue();
        kari = bank.ibans("dnb", TestPerson.KARI).getFirst();
    }

    @AfterAll
    static void stop() {
        bank.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Authorization | `` | 401 | TOKEN_UNKNOWN",
                "Authorization | Bearer guess | 401 | TOKEN_UNKNOWN",
                "Content-Type | `` | 415 | FORMAT_ERROR",
                "Content-Type | text/plain | 415 | FORMAT_ERROR",
                "Accept | application/xml | 406 | REQUESTED_FORMATS_INVALID",
                "X-Request-ID | `` | 400 | FORMAT_ERROR",
                "X-Request-ID | 1 | 400 | FORMAT_ERROR",
                "X-Bank-Id | `` | 400 | FORMAT_ERROR",
                "X-Bank-Id | seb | 400 | FORMAT_ERROR"
            })
    void eachHeaderMustBeAsTheBankWantsIt(String header, String value, int status, String code) {
        Map<String, String> headers = headers();
        headers.put(header, value);
        headers.values().removeIf(String::isEmpty);
        assertError(
                Caller.send(
                        "POST",
                        client.at(PAYMENTS),
                        headers,
                        Json.text(BankClient.remittance(kari, "1.00"))),
                status,
                code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/accounts",
                "/v1/accounts/1/balances",
                "/v1/consents/1/status",
                PAYMENTS + "/1/status",
                PAYMENTS + "?requestId=00000000-0000-0000-0000-000000000001"
            })
    void aQuestionNeedsThemToo(String path) {
        assertThat(client.getBare(path).body()).contains("X-Request-ID");
        String id = UUID.randomUUID().toString();
        assertThat(client.getBare(path, "X-Request-ID", id).body()).contains("X-Bank-Id");
        assertError(
                client.get(path + (path.contains("?") ? "&" : "?") + "unknown=1"),
                400,
                "PARAMETER_NOT_SUPPORTED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "purpose",
                "instructedAmount/amountMinor",
                "debtorAccount/bban",
                "creditorAccount/name",
                "creditorAddress/street"
            })
    void aPaymentHasNoOtherField(String path) {
        String[] names = path.split("/", 2);
        Map<String, Object> body = BankClient.remittance(kari, "1.00");
        if (names.length == 1) {
            body.put(names[0], "x");
        } else {
            Map<String, Object> part = new HashMap<>();
            if (body.get(names[0]) instanceof Map<?, ?> known) {
                known.forEach((key, value) -> part.put("" + key, value));
            }
            part.put(names[1], "x");
            body.put(names[0], part);
        }
        Reply reply = client.pay(UUID.randomUUID(), Product.CROSS_BORDER, body);
        assertError(reply, 400, "FORMAT_ERROR");
        assertThat(reply.body()).contains("/" + path.substring(path.indexOf('/') + 1));
    }

    @Test
    void aConsentHasNoOtherField() {
        Map<String, Object> body = BankClient.consentBody();
        body.put("purpose", "x");
        assertError(
                client.post("/v1/consents", body, BankClient.consentHeaders("dnb")),
                400,
                "FORMAT_ERROR");
        body.remove("purpose");
        body.put("access", Map.of("balances", "allAccounts", "cards", "allAccounts"));
        assertError(
                client.post("/v1/consents", body, BankClient.consentHeaders("dnb")),
                400,
                "FORMAT_ERROR");
    }

    @Test
    void aTokenIsAskedForByAFormWithEachParameterOnce() {
        Map<String, String> basic =
                Map.of("Authorization", BankClient.basic(bank.clientId(), bank.clientSecret()));
        String form = "grant_type=client_credentials";
        assertThat(Caller.send("POST", client.at("/oauth2/token"), basic, form).status())
                .isEqualTo(400);
        Map<String, String> headers = Caller.of("application/x-www-form-urlencoded", basic);
        assertThat(
                        Caller.send("POST", client.at("/oauth2/token"), headers, form + "&" + form)
                                .json()
                                .path("error")
                                .textValue())
                .isEqualTo("invalid_request");
        assertThat(
                        Caller.send("POST", client.at("/oauth2/token"), headers, "grant_type=x")
                                .json()
                                .path("error")
                                .textValue())
                .isEqualTo("unsupported_grant_type");
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + token);
        headers.put("Content-Type", "application/json");
        headers.put("X-Request-ID", UUID.randomUUID().toString());
        headers.put("X-Bank-Id", "dnb");
        return headers;
    }
}
