package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;

/// What was done in a customer's name, as the customer reads it.
@ExtendWith(Suite.class)
final class AuditJourneyIT {
    private static final String RECIPIENT = Customer.recipient("Ana");

    @Test
    void everyChangeIsInTheTrailPageByPage(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String recipient = customer.addRecipient();
        String path = "/v1/recipients/" + recipient;
        assertThat(customer.send("PUT", path, Map.of(), RECIPIENT).status()).isEqualTo(200);
        assertThat(customer.send("DELETE", path, Map.of(), null).status()).isEqualTo(204);

        Answer all = customer.get("/v1/audit");
        assertThat(actions(all))
                .containsExactly(
                        "recipient.removed",
                        "recipient.replaced",
                        "recipient.created",
                        "auth.login");
        assertThat(all.data().path(0).path("resourceId").asText()).isEqualTo(recipient);
        assertThat(all.data().path(0).path("ipAddress").asText()).isNotEmpty();

        Answer first = customer.get("/v1/audit?limit=3");
        String cursor = first.json().path("pagination").path("nextCursor").asText();
        assertThat(actions(customer.get("/v1/audit?limit=3&cursor=" + cursor)))
                .containsExactly("auth.login");
        assertThat(actions(drop.newCustomer().login().get("/v1/audit")))
                .containsExactly("auth.login");
    }

    @Test
    void theTrailIsAFileThatASpreadsheetOpensHarmlessly(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Answer added =
                customer.send(
                        "POST",
                        "/v1/recipients",
                        Map.of("User-Agent", "=HYPERLINK(\"http://evil.example\")"),
                        RECIPIENT);
        assertThat(added.status()).isEqualTo(201);

        Answer file = customer.send("GET", "/v1/audit", Map.of("Accept", "text/csv"), null);

        file.expect(200);
        assertThat(file.header("Content-Type")).startsWith("text/csv");
        List<String> lines = List.of(file.body().split("\r\n", -1));
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst()).startsWith("\"id\",\"createdAt\",\"action\"");
        assertThat(lines.get(1)).contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\"");
        assertThat(lines.getLast()).isEmpty();
        assertThat(customer.send("GET", "/v1/audit", Map.of("Accept", "*/*"), null).json())
                .isNotEmpty();
        assertThat(customer.send("GET", "/v1/audit", Map.of("Accept", "image/png"), null).status())
                .isEqualTo(406);
    }

    private static List<String> actions(Answer answer) {
        answer.expect(200);
        return answer.data().valueStream().map(entry -> entry.path("action").asText()).toList();
    }
}
