package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.ExchangeRates;
import no.getdrop.local.providers.http.Switch;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;

/// Exchange rates while nobody runs the worker: a request that finds them stale has them read anew.
@ExtendWith(Suite.class)
final class RatesJourneyIT {
    private static final String STALE =
            "SELECT count(*) FROM exchange_rates WHERE updated_at < now() - interval '1 day'";

    /// What an environment of the api asked before counts for a minute: a new one begins.
    @BeforeEach
    void aNewEnvironmentAndOldRates(Drop drop) throws InterruptedException {
        drop.host().function("ApiFunction").restart();
        drop.update("UPDATE exchange_rates SET updated_at = now() - interval '30 hours'");
    }

    @AfterEach
    void freshRates(Drop drop) {
        source(drop).switches().clear();
        drop.update("UPDATE exchange_rates SET updated_at = now()");
    }

    @Test
    void staleRatesAreReadAnewOnce(Drop drop) {
        long calls = source(drop).calls("rates");
        Customer anyone = drop.newCustomer();

        assertThat(anyone.get("/v1/rates/CHF").status()).isEqualTo(404);
        assertThat(source(drop).calls("rates")).isEqualTo(calls);
        assertThat(anyone.get("/v1/rates/PLN").data().path("stale").asBoolean(true)).isFalse();
        assertNoneIsStale(anyone.get("/v1/rates").data());

        assertThat(source(drop).calls("rates")).isEqualTo(calls + 1);
        assertThat(drop.query(STALE)).containsExactly("0");
    }

    @Test
    void aQuoteIsByFreshRates(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String recipientId = customer.addRecipient();
        assertThat(drop.query(STALE)).isNotEqualTo(List.of("0"));

        customer.quote(recipientId, "500");

        assertThat(drop.query(STALE)).containsExactly("0");
    }

    @Test
    void aSourceThatDoesNotAnswerIsWaitedForOnceAndTheKnownRatesCountForDays(Drop drop) {
        source(drop).switches().add(Switch.on("rates").delayed(Duration.ofSeconds(20)));
        long calls = source(drop).calls("rates");
        Customer customer = drop.newCustomer().login();

        long begun = System.nanoTime();
        JsonNode first = customer.get("/v1/rates").data();
        Duration waited = Duration.ofNanos(System.nanoTime() - begun);
        JsonNode second = customer.get("/v1/rates").data();

        assertThat(waited).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(8));
        assertThat(first).isNotEmpty().allMatch(rate -> rate.path("stale").asBoolean());
        assertThat(second).isEqualTo(first);

        String recipientId = customer.addRecipient();
        assertThat(quoteStatus(customer, recipientId)).isEqualTo(201);

        drop.update("UPDATE exchange_rates SET updated_at = now() - interval '5 days'");
        assertThat(quoteStatus(customer, recipientId)).isEqualTo(503);
        assertThat(source(drop).calls("rates")).isEqualTo(calls + 1);
    }

    private static int quoteStatus(Customer customer, String recipientId) {
        return customer.post(
                        "/v1/transactions/disclosure",
                        "{\"recipientId\":\"" + recipientId + "\",\"amount\":500}")
                .status();
    }

    private static void assertNoneIsStale(JsonNode rates) {
        assertThat(rates).isNotEmpty().noneMatch(rate -> rate.path("stale").asBoolean());
    }

    private static ExchangeRates source(Drop drop) {
        return drop.host().providers().exchangeRates();
    }
}
