package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What bad input gets: the documented status, the field's name, and never a 500.
@ExtendWith(Suite.class)
final class BadInputJourneyIT {
    private static final String RECIPIENT = Customer.recipient("Ana");
    private static final String UNKNOWN = "0123456789abcdef0123456789abcdef";

    private record Case(String path, String body, int status, String error, List<String> details) {
        static Case recipient(String body, String... details) {
            return new Case("/v1/recipients", body, 400, "validation_error", List.of(details));
        }

        static Case invalidJson(String body) {
            return new Case("/v1/recipients", body, 400, "invalid_json", List.of());
        }
    }

    @Test
    void everyWrongFieldIsNamed(Drop drop) {
        Customer customer = drop.newCustomer().login();
        List<Case> cases = new ArrayList<>(wrongBodies());
        cases.addAll(wrongRecipients());
        cases.addAll(wrongReferences());
        for (Case test : cases) {
            Answer answer = customer.post(test.path(), test.body());
            assertThat(answer.status()).as(test + " → " + answer.body()).isEqualTo(test.status());
            assertThat(answer.error()).as(test.toString()).isEqualTo(test.error());
            assertThat(answer.details()).as(test.toString()).isEqualTo(test.details());
        }
        assertThat(customer.get("/v1/recipients").data()).isEmpty();
    }

    @Test
    void aWrongParameterIsCountedAndWithoutASessionNotEvenLookedAt(Drop drop) {
        Customer customer = drop.newCustomer().login();
        for (int remaining = 299; remaining > 297; remaining--) {
            Answer wrong = customer.get("/v1/transactions?limit=none");
            assertThat(wrong.error()).isEqualTo("validation_error");
            assertThat(wrong.header("RateLimit")).startsWith("\"user\";r=" + remaining + ";");
        }
        assertThat(customer.post("/v1/auth/logout", "{}").status()).isEqualTo(204);

        assertThat(customer.get("/v1/transactions?limit=none").error())
                .isEqualTo("unauthenticated");
        assertThat(customer.get("/v1/transactions/no-id").error()).isEqualTo("unauthenticated");
    }

    @Test
    void anAcceptThatCannotBeReadIsRefused(Drop drop) {
        Customer customer = drop.newCustomer().login();
        for (String path : List.of("/v1/auth/me", "/v1/transactions", "/v1/audit")) {
            for (String accept : List.of("\"a/b", "*/*;Q=x", "text/csv,*/*;Q=%1")) {
                customer.send("GET", path, Map.of("Accept", accept), null)
                        .expect(406, "not_acceptable");
            }
        }
    }

    /// Refused once it is done, it would be done again by who tries another `Accept`.
    @Test
    void whatChangesSomethingIsAnsweredWhateverIsAccepted(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String recipient = "/v1/recipients/" + customer.addRecipient();
        String body = Customer.recipient("Mara Petrović");
        for (String accept : List.of("text/html", "\"a/b")) {
            Map<String, String> headers = Map.of("Accept", accept);
            customer.send("POST", "/v1/recipients", headers, body).expect(201);
            Answer replaced = customer.send("PUT", recipient, headers, body).expect(200);
            assertThat(replaced.data().path("name").asText()).isEqualTo("Mara Petrović");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100.001|amount",
                "0|amount_out_of_range",
                "-2000|amount_out_of_range",
                "99.99|amount_out_of_range",
                "50000.01|amount_out_of_range",
                "1e99|amount",
                "true|amount",
                "{}|amount",
                "\"two thousand\"|amount",
                "null|required"
            })
    void anAmountThatDoesNotFitIsRefused(String amount, String code, Drop drop) {
        Customer customer = drop.newCustomer().login();
        String recipientId = customer.addRecipient();
        Answer answer =
                customer.post(
                        "/v1/transactions/disclosure",
                        "{\"recipientId\":\"" + recipientId + "\",\"amount\":" + amount + "}");
        answer.expect(400);
        assertThat(answer.details()).containsExactly("amount:" + code);
    }

    @Test
    void aPaymentNeedsItsKey(Drop drop) {
        Customer customer = drop.newCustomer().login();
        customer.post("/v1/transactions/remittance", "{}").expect(400, "idempotency_key_required");
        Answer wrong =
                customer.send(
                        "POST",
                        "/v1/transactions/remittance",
                        Map.of("Idempotency-Key", "x".repeat(256)),
                        "{}");
        assertThat(wrong.details()).containsExactly("Idempotency-Key:idempotency_key");
        Answer inBody =
                customer.post("/v1/transactions/remittance", "{\"idempotencyKey\":\"k-1\"}");
        assertThat(inBody.details())
                .containsExactly(
                        "recipientId:required",
                        "bankAccountId:required",
                        "quoteId:required",
                        "amount:required");
    }

    @Test
    void whatIsNoRouteNoMethodOrNoJsonIsTold(Drop drop) {
        Customer customer = drop.newCustomer().login();
        assertThat(customer.get("/v1/no-such-route").status()).isEqualTo(404);
        assertThat(customer.get("/no-such-route").error()).isEqualTo("not_found");
        Answer method = customer.send("DELETE", "/v1/recipients", Map.of(), null);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).contains("GET").contains("POST");
        Answer type =
                customer.send(
                        "POST", "/v1/recipients", Map.of("Content-Type", "text/plain"), "name=Ana");
        type.expect(415, "unsupported_media_type");
        Answer large =
                customer.post("/v1/recipients", "{\"name\":\"" + "x".repeat(256 * 1024) + "\"}");
        large.expect(413, "body_too_large");
    }

    @Test
    void aListTakesOnlyWhatItKnows(Drop drop) {
        Customer customer = drop.newCustomer().login();
        for (int i = 0; i < 3; i++) {
            customer.addRecipient();
        }
        assertThat(customer.get("/v1/recipients?limit=51").details())
                .containsExactly("limit:number");
        assertThat(customer.get("/v1/recipients?cursor=%21").details())
                .containsExactly("cursor:cursor");
        assertThat(customer.get("/v1/transactions?status=lost&type=cash").details())
                .containsExactly("type:value", "status:value");

        Answer first = customer.get("/v1/recipients?limit=2");
        assertThat(first.data()).hasSize(2);
        assertThat(first.data().path(0).path("iban").asText()).isEqualTo("RS35••••1379");
        String cursor = first.json().path("pagination").path("nextCursor").asText();
        Answer second = customer.get("/v1/recipients?limit=2&cursor=" + cursor);
        assertThat(second.data()).hasSize(1);
        assertThat(second.json().path("pagination").path("hasMore").asBoolean()).isFalse();
        assertThat(customer.get("/v1/recipients?limit=2&page=2").data()).isEqualTo(second.data());
        assertThat(customer.get("/v1/transactions?cursor=" + cursor).status()).isEqualTo(400);
    }

    @Test
    void aTokenThatIsNotGoodIsRefusedEverywhere(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String good = customer.accessToken();
        List<String> bad = new ArrayList<>();
        bad.add("nonsense");
        bad.add(good.substring(0, good.length() - 3) + "abc");
        String claims = good.substring(good.indexOf('.') + 1, good.lastIndexOf('.'));
        bad.add("eyJhbGciOiJub25lIn0." + claims + ".");
        for (String token : bad) {
            Answer answer =
                    customer.send(
                            "GET", "/v1/auth/me", Map.of("Authorization", "Bearer " + token), null);
            answer.expect(401, "unauthenticated");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        assertThat(customer.post("/v1/auth/logout", "{}").status()).isEqualTo(204);
        assertThat(customer.get("/v1/auth/me").status()).isEqualTo(401);
    }

    @Test
    void errorsSpeakTheLanguageAskedFor(Drop drop) {
        Customer customer = drop.newCustomer();
        assertThat(customer.get("/v1/auth/me").json().path("message").asText())
                .isEqualTo("Log in again.");
        assertThat(
                        customer.send(
                                        "GET",
                                        "/v1/auth/me",
                                        Map.of("Accept-Language", "nb-NO"),
                                        null)
                                .json()
                                .path("message")
                                .asText())
                .isEqualTo("Logg inn på nytt.");
    }

    private static List<Case> wrongBodies() {
        return List.of(
                Case.invalidJson("{"),
                Case.invalidJson("[1]"),
                Case.invalidJson("{\"a\":1,\"a\":2}"),
                Case.invalidJson(""));
    }

    private static List<Case> wrongRecipients() {
        return List.of(
                Case.recipient("{}", "name:required", "country:required", "iban:required"),
                Case.recipient(RECIPIENT.replace("\"Ana\"", "7"), "name:text"),
                Case.recipient(RECIPIENT.replace("Ana", "A\\u0000"), "name:unprintable"),
                Case.recipient(RECIPIENT.replace("Ana", "x".repeat(141)), "name:length"),
                Case.recipient(RECIPIENT.replace("\"RS\"", "\"SE\""), "country:value"),
                Case.recipient(RECIPIENT.replace("\"RS\"", "\"PL\""), "iban:account"),
                Case.recipient(RECIPIENT.replace("1379", "1378"), "iban:account"),
                Case.recipient(RECIPIENT.replace("}", ",\"currency\":\"EUR\"}"), "currency:value"));
    }

    private static List<Case> wrongReferences() {
        return List.of(
                new Case(
                        "/v1/accounts/link",
                        "{\"bankId\":\"no-such-bank\"}",
                        400,
                        "validation_error",
                        List.of("bankId:bank")),
                new Case(
                        "/v1/payment-sessions",
                        "{\"quoteId\":\"x\",\"bankAccountId\":null}",
                        400,
                        "validation_error",
                        List.of("quoteId:value", "bankAccountId:required")),
                new Case(
                        "/v1/payment-sessions",
                        "{\"quoteId\":\"quo_%s\",\"bankAccountId\":\"acc_%s\"}"
                                .formatted(UNKNOWN, UNKNOWN),
                        404,
                        "quote_not_found",
                        List.of()));
    }
}
