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

        assertNoneIsStale(anyone.get("/v1/rates").data());
        assertNoneIsStale(anyone.get("/v1/rates").data());

        assertThat(source(drop).calls("rates")).isEqualTo(calls + 1);
        assertThat(drop.query(STALE)).containsExactly("0");
    }

    @Test
    void oneRateIsReadAnewToo(Drop drop) {
        JsonNode rate = drop.newCustomer().get("/v1/rates/PLN").data();

        assertThat(rate.path("stale").asBoolean()).isFalse();
        assertThat(rate.path("currency").asText()).isEqualTo("PLN");
    }

    @Test
    void aCurrencyThatDropDoesNotPayInIsAskedOfNobody(Drop drop) {
        long calls = source(drop).calls("rates");

        assertThat(drop.newCustomer().get("/v1/rates/CHF").status()).isEqualTo(404);

        assertThat(source(drop).calls("rates")).isEqualTo(calls);
    }

    @Test
    void aSourceThatDoesNotAnswerIsWaitedForOnceAndTheRatesAreMarked(Drop drop) {
        source(drop).switches().add(Switch.on("rates").delayed(Duration.ofSeconds(20)));
        long calls = source(drop).calls("rates");
        Customer anyone = drop.newCustomer();

        long begun = System.nanoTime();
        JsonNode first = anyone.get("/v1/rates").data();
        Duration waited = Duration.ofNanos(System.nanoTime() - begun);
        JsonNode second = anyone.get("/v1/rates").data();

        assertThat(waited).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(8));
        assertThat(first).isNotEmpty().allMatch(rate -> rate.path("stale").asBoolean());
        assertThat(second).isEqualTo(first);
        assertThat(source(drop).calls("rates")).isEqualTo(calls + 1);
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
    void aQuoteIsByTheKnownRateWhenTheSourceIsAway(Drop drop) {
        source(drop).switches().add(Switch.on("rates").answering(503));
        Customer customer = drop.newCustomer().login();
        String recipientId = customer.addRecipient();

        JsonNode quote = customer.quote(recipientId, "500");

        assertThat(quote.path("id").asText()).startsWith("quo_");
        assertThat(drop.query("SELECT count(*) FROM quotes WHERE id::text = '" + uuid(quote) + "'"))
                .containsExactly("1");
        assertThat(drop.query(STALE)).isNotEqualTo(List.of("0"));
    }

    @Test
    void ratesThatNobodyConfirmedForDaysAreNoBasisForAQuote(Drop drop) {
        drop.update("UPDATE exchange_rates SET updated_at = now() - interval '5 days'");
        source(drop).switches().add(Switch.on("rates").answering(503));
        Customer customer = drop.newCustomer().login();
        String recipientId = customer.addRecipient();

        Answer refused =
                customer.post(
                        "/v1/transactions/disclosure",
                        "{\"recipientId\":\"" + recipientId + "\",\"amount\":500}");

        assertThat(refused.status()).isEqualTo(503);
    }

    private static void assertNoneIsStale(JsonNode rates) {
        assertThat(rates).isNotEmpty().noneMatch(rate -> rate.path("stale").asBoolean());
    }

    private static String uuid(JsonNode quote) {
        return quote.path("id")
                .asText()
                .replaceFirst("quo_(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }

    private static ExchangeRates source(Drop drop) {
        return drop.host().providers().exchangeRates();
    }
}
