package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A request that says two things. Where one request ends is API Gateway's to say: Drop gets an
/// event, never a stream. What the gateway would hand over of such a request must change nothing.
@ExtendWith(Suite.class)
final class RequestSmugglingAttackIT {
    private static final String ADDRESS = "192.0.2.44";

    @Test
    void namesAnotherMethodInAHeaderOrInTheAddress(Drop drop) {
        Customer victim = drop.newCustomer().login();
        String path = "/v1/recipients/" + victim.addRecipient();
        for (String header :
                List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            assertThat(victim.send("GET", path, Map.of(header, "DELETE"), null).status())
                    .as(header)
                    .isEqualTo(200);
        }
        assertThat(victim.get(path + "?_method=DELETE").status()).isEqualTo(200);
        assertThat(
                        victim.send("POST", path, Map.of("X-HTTP-Method-Override", "PUT"), "{}")
                                .status())
                .isEqualTo(405);
        assertThat(victim.get(path).status()).as("it is still there").isEqualTo(200);
    }

    @Test
    void namesAnotherPathInAHeader(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        for (String header :
                List.of(
                        "X-Original-URL",
                        "X-Rewrite-URL",
                        "X-Forwarded-Prefix",
                        "X-Forwarded-Path")) {
            Answer answer =
                    attacker.send("GET", "/v1/accounts", Map.of(header, "/v1/admin/alerts"), null);
            assertThat(answer.status()).as(header).isEqualTo(200);
            assertThat(answer.data()).as(header).isEmpty();
        }
    }

    @Test
    void hidesASecondRequestInTheBody(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String hidden = "0\r\n\r\nGET /v1/admin/alerts HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (Map<String, String> framing :
                List.of(
                        Map.of("Transfer-Encoding", "chunked"),
                        Map.of("Transfer-Encoding", "\u000bchunked", "Content-Length", "4"),
                        Map.of("Content-Length", "0"),
                        Map.of("Content-Length", "5, 6"))) {
            Map<String, List<String>> headers = new LinkedHashMap<>();
            headers.put("Authorization", List.of("Bearer " + attacker.accessToken()));
            headers.put("Content-Type", List.of("application/json"));
            framing.forEach((name, value) -> headers.put(name, List.of(value)));
            for (String body : List.of(hidden, "{\"type\":\"terms\"}" + hidden)) {
                JsonNode answer =
                        new GatewayEvent("POST", "/v1/consents", Map.of(), headers, body, ADDRESS)
                                .answer(drop);
                assertThat(answer.path("statusCode").asInt()).as(framing.toString()).isEqualTo(400);
                assertThat(answer.path("body").asText()).contains("invalid_json");
            }
        }
        assertThat(attacker.get("/v1/consents").data()).isEmpty();
    }

    @Test
    void saysAParameterTwice(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        attacker.addRecipient();
        attacker.addRecipient();
        assertThat(attacker.get("/v1/recipients?limit=1&limit=50").data())
                .as("the first counts, here as where the limit is checked")
                .hasSize(1);
        assertThat(attacker.get("/v1/recipients?limit=51&limit=1").status()).isEqualTo(400);
        assertThat(attacker.get("/v1/auth/bankid?platform=web&platform=evil").status())
                .isLessThan(500);
        assertThat(
                        attacker.send(
                                        "POST",
                                        "/v1/consents?type=terms",
                                        Map.of(),
                                        "{\"idempotencyKey\":\"k\"}")
                                .details())
                .as("a field of the body does not come from the address")
                .containsExactly("type:required");
    }

    @Test
    void presentsTwoTokens(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        Customer victim = drop.newCustomer().login();
        Answer answer =
                attacker.send(
                        "GET",
                        "/v1/auth/me",
                        Map.of("Cookie", "drop_token=" + victim.accessToken()),
                        null);
        assertThat(answer.data().at("/user/id").asText())
                .as("the header counts, so no cookie of the victim's is used without its check")
                .isEqualTo(attacker.id());
        for (String header : List.of("Bearer", "Bearer ", "Bearer x", "bearer", "Basic eDp5")) {
            assertThat(
                            attacker.send(
                                            "GET",
                                            "/v1/auth/me",
                                            Map.of(
                                                    "Authorization",
                                                    header,
                                                    "Cookie",
                                                    "drop_token=" + victim.accessToken()),
                                            null)
                                    .status())
                    .as(header)
                    .isEqualTo(401);
        }
    }
}
