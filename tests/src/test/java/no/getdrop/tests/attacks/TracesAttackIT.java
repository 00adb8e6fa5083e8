package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.providers.bankid.Spoiled;
import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Shop;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Attempts that are refused leave a line in the log by which they are found, whoever made them.
@ExtendWith(Suite.class)
final class TracesAttackIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String EVENT = "security event";

    @Test
    void isRefusedALogin(Drop drop) {
        Customer nobody = drop.newCustomer();
        Answer code = nobody.post("/v1/auth/token", "{\"code\":\"guess\"}");
        leaves(drop, code, "login_refused", "invalid_code", null);
        Answer state = nobody.get("/v1/auth/bankid/callback?state=guess&code=guess");
        leaves(drop, state, "login_refused", "invalid_state", null);
        Answer password =
                nobody.post(
                        "/v1/auth/login",
                        "{\"email\":\"nobody@example.com\",\"password\":\"guess\"}");
        leaves(drop, password, "login_refused", "invalid_credentials", null);

        drop.host().providers().bankId().spoil(Spoiled.NONCE, 1);
        Answer start = nobody.get("/v1/auth/bankid?platform=mobile");
        URI page = URI.create(start.data().path("redirectUrl").asText());
        Answer refused = Http.get(Http.form(page, "person=" + nobody.person()).location());
        assertThat(refused.location().toString()).contains("error=bankid_refused");
        leaves(drop, refused, "login_refused", "bankid_refused", null);
    }

    @Test
    void hasNoSession(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String token = customer.accessToken();
        leaves(drop, drop.newCustomer().get("/v1/settings"), "session_refused", null, null);
        String id = customer.id();
        assertThat(customer.post("/v1/auth/logout", "{}").status()).isEqualTo(204);
        Answer late = present(customer, "/v1/settings", token);
        leaves(drop, late, "session_refused", "unauthenticated", id);
        assertThat(lines(drop, late).toString()).doesNotContain(token);
    }

    @Test
    void asksForWhatIsForOthers(Drop drop) {
        Customer customer = drop.newCustomer().login();
        leaves(
                drop,
                customer.get("/v1/admin/alerts"),
                "access_refused",
                "forbidden",
                customer.id());
        Answer request = customer.post("/v1/payment-requests", "{\"amount\":100}");
        leaves(drop, request, "access_refused", "forbidden", customer.id());
    }

    @Test
    void asksForEverythingInASessionThatItsOwnerLeft(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String export =
                customer.post("/v1/privacy/export", "{}").expect(201).data().path("id").asText();
        drop.loggedInAgo(customer, "6 minutes");
        for (Answer answer :
                List.of(
                        customer.post("/v1/privacy/export", "{}"),
                        customer.get("/v1/privacy/export/" + export))) {
            leaves(
                    drop,
                    answer,
                    "authentication_refused",
                    "insufficient_user_authentication",
                    customer.id());
        }
    }

    @Test
    void comesFromAForeignPage(Drop drop) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Cookie", "drop_token=" + drop.newCustomer().login().accessToken());
        headers.put("Sec-Fetch-Site", "cross-site");
        Answer answer =
                Http.send(
                        "DELETE",
                        drop.host().url().resolve("/v1/recipients/rcp_" + "0".repeat(32)),
                        headers,
                        null);
        leaves(drop, answer, "foreign_page", "cross_site_refused", null);
        headers.clear();
        headers.put("Origin", "https://evil.example");
        Answer origin = Http.send("GET", drop.host().url().resolve("/v1/rates"), headers, null);
        leaves(drop, origin, "foreign_page", "cross_site_refused", null);
    }

    @Test
    void forgesASignature(Drop drop) {
        Customer payer = drop.newCustomer().login();
        for (String provider : List.of("sumsub", "openbanking")) {
            Answer message = drop.newCustomer().post("/v1/webhooks/" + provider, "{}");
            leaves(drop, message, "forged", "signature_refused", null);
        }
        String code = Shop.of(drop.newCustomer().login()).code();
        String forged = code.substring(0, code.length() - 22) + "A".repeat(22);
        Answer answer =
                payer.post(
                        "/v1/payment-sessions",
                        "{\"qrCode\":\"%s\",\"bankAccountId\":\"%s\",\"amount\":100}"
                                .formatted(forged, payer.linkAccount()));
        leaves(drop, answer, "forged", "qr_code_forged", payer.id());
    }

    @Test
    void paysWithoutAnAuthentication(Drop drop) {
        Customer payer = drop.newCustomer().login();
        String recipientId = payer.addRecipient();
        String accountId = payer.linkAccount();
        String quoteId = payer.quote(recipientId, "300").path("quoteId").asText();
        String sessionId = payer.openSession(quoteId, accountId).path("id").asText();
        Answer answer =
                payer.pay(
                        new Customer.Prepared(recipientId, accountId, quoteId, sessionId, "300"),
                        Customer.newKey());
        leaves(
                drop,
                answer,
                "authentication_refused",
                "payment_session_not_authorised",
                payer.id());
    }

    @Test
    void asksWithoutEnd(Drop drop) throws InterruptedException {
        drop.awaitRoomInTheMinute(10);
        Customer nobody = drop.newCustomer();
        Answer answer = nobody.get("/v1/auth/bankid?platform=mobile");
        for (int i = 0; i < 20 && answer.status() != 429; i++) {
            answer = nobody.get("/v1/auth/bankid?platform=mobile");
        }
        leaves(drop, answer, "limit_exceeded", "rate_limited", null);
    }

    /// What anybody runs into is none.
    @Test
    void isNoAttack(Drop drop) {
        Customer customer = drop.newCustomer().login();
        for (Answer answer :
                List.of(
                        customer.get("/v1/settings"),
                        customer.get("/v1/nowhere"),
                        customer.get("/v1/recipients/rcp_" + "0".repeat(32)),
                        customer.post("/v1/recipients", "{}"),
                        customer.get("/v1/rates"))) {
            assertThat(lines(drop, answer))
                    .as("%d %s", answer.status(), answer.body())
                    .extracting(line -> line.path("message").asText())
                    .contains("request")
                    .doesNotContain(EVENT);
        }
    }

    /// By the gateway's id its own log has the address, the method and what the web ACL said.
    @Test
    void isJoinedToTheGatewaysLog(Drop drop) {
        Customer customer = drop.newCustomer().login();
        JsonNode line = request(drop, customer.get("/v1/settings"));
        assertThat(line.path("customer").asText()).isEqualTo(customer.id());
        assertThat(line.path("gatewayRequestId").asText())
                .isNotEmpty()
                .isNotEqualTo(line.path("requestId").asText());
        assertThat(request(drop, customer.get("/v1/rates")).has("customer")).isFalse();
    }

    /// A fault of Drop's own: told without its inside, and logged whole.
    @Test
    void runsIntoAFault(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Answer answer;
        drop.update("ALTER TABLE withdrawal_requests RENAME TO away");
        try {
            answer =
                    customer.post(
                            "/v1/withdrawal",
                            "{\"reason\":\"other\",\"comment\":\"hidden-words\"}");
        } finally {
            drop.update("ALTER TABLE away RENAME TO withdrawal_requests");
        }
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("internal_error").doesNotContain("withdrawal_requests");
        JsonNode failed =
                lines(drop, answer).stream()
                        .filter(line -> line.path("message").asText().equals("request failed"))
                        .findFirst()
                        .orElseThrow();
        assertThat(failed.path("level").asText()).isEqualTo("ERROR");
        assertThat(failed.path("exception").asText())
                .contains("withdrawal_requests", "Caused by: ", "at no.getdrop.withdrawals.")
                .doesNotContain("hidden-words");
        assertThat(customer.get("/v1/settings").status()).as("it still serves").isEqualTo(200);
    }

    private static Answer present(Customer customer, String path, String token) {
        return customer.send("GET", path, Map.of("Authorization", "Bearer " + token), null);
    }

    private static void leaves(
            Drop drop,
            Answer answer,
            String event,
            @Nullable String error,
            @Nullable String customer) {
        List<JsonNode> events =
                lines(drop, answer).stream()
                        .filter(line -> line.path("message").asText().equals(EVENT))
                        .toList();
        assertThat(events).as("%d %s", answer.status(), answer.body()).hasSize(1);
        JsonNode line = events.getFirst();
        assertThat(line.path("event").asText()).isEqualTo(event);
        assertThat(line.path("error").asText()).isEqualTo(error == null ? answer.error() : error);
        assertThat(line.path("customer").asText("")).isEqualTo(customer == null ? "" : customer);
    }

    private static JsonNode request(Drop drop, Answer answer) {
        return lines(drop, answer).stream()
                .filter(line -> line.path("message").asText().equals("request"))
                .findFirst()
                .orElseThrow();
    }

    /// The api's lines about the request of that answer.
    private static List<JsonNode> lines(Drop drop, Answer answer) {
        String id = answer.header("X-Request-Id");
        assertThat(id).isNotEmpty();
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<JsonNode> lines = List.of();
        // The last is written just before the answer, and read from the function a moment later.
        while (lines.stream().noneMatch(line -> line.path("message").asText().equals("request"))) {
            assertThat(System.nanoTime()).as("the log has %s", id).isLessThan(end);
            lines =
                    drop.host().function("ApiFunction").log().stream()
                            .filter(line -> line.startsWith("{") && line.contains(id))
                            .map(TracesAttackIT::parse)
                            .toList();
        }
        return lines;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }
}
