package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;

/// The local host's page for whoever starts Drop: what it shows is what is there, and nobody's
/// name.
@ExtendWith(Suite.class)
final class StatusPageJourneyIT {
    @Test
    void aPaymentShowsWithItsStagesAndWithoutItsPeople(Drop drop) throws IOException {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("200");
        Answer paid = customer.pay(order, Customer.newKey());
        assertThat(paid.status()).isEqualTo(201);

        JsonNode page = page(drop);

        assertThat(page.path("readinessStatus").asInt()).isEqualTo(200);
        assertThat(page.at("/readiness/checks").has("database:responseTime")).isTrue();
        assertThat(page.path("functions"))
                .anySatisfy(function -> {
                    assertThat(function.path("name").asText()).isEqualTo("ApiFunction");
                    assertThat(function.at("/environments/0/state").asText()).isEqualTo("READY");
                });
        JsonNode newest = page.at("/newest/0");
        assertThat(newest.path("type").asText()).isEqualTo("remittance");
        assertThat(newest.path("totalMinor").asLong()).isEqualTo(20_100);
        assertThat(newest.path("events").asText()).startsWith("instructed → submitted");
        assertThat(page.toString())
                .doesNotContain(customer.person())
                .doesNotContain(order.recipientId());
    }

    @Test
    void itIsAPageAndTheRestIsTheGateways(Drop drop) {
        Answer html = Http.get(drop.host().url().resolve("/status"));
        assertThat(html.status()).isEqualTo(200);
        assertThat(html.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(Http.get(drop.host().url().resolve("/status/more")).status()).isEqualTo(404);
    }

    private static JsonNode page(Drop drop) throws IOException {
        return Json.mapper().readTree(Http.get(drop.host().url().resolve("/status.json")).body());
    }
}
