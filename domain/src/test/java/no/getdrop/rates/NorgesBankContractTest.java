package no.getdrop.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.providers.ExchangeRates;
import no.getdrop.local.providers.http.Switch;
import no.getdrop.recipients.Corridor;
import no.getdrop.testing.FakePublishers;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Published;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;

/// What Norges Bank has published is read, and a source that refuses what it refuses takes what
/// Drop asks.
class NorgesBankContractTest {
    private static final String ASKED = "/api/data/EXR/B.TRY+USD+EUR.NOK.SP";

    private final HandClock clock = new HandClock();

    @Test
    void theRatesOfADayOfNorgesBankAreRead() throws Exception {
        try (FakePublishers norgesBank = FakePublishers.start()) {
            norgesBank.publish(
                    ASKED, Published.bytes(NorgesBank.class, "try-usd-eur-2023-06-05.json"));

            assertThat(latest(norgesBank.address(""), currencies("TRY", "USD", "EUR")))
                    .extracting(ExchangeRate::rate)
                    // 100 / 52.11, 1 / 11.0641, 1 / 11.8275, each rounded down to ten digits
                    .containsExactly(
                            new BigDecimal("1.919017463"),
                            new BigDecimal("0.0903824079"),
                            new BigDecimal("0.0845487212"));
            assertThat(latest(norgesBank.address(""), currencies("TRY", "USD", "EUR")))
                    .extracting(ExchangeRate::observedAt)
                    .containsOnly(Instant.parse("2023-06-04T22:00:00Z"));
        }
    }

    @Test
    void noResultInTheFormOfTheStandardIsNoRate() throws Exception {
        try (FakePublishers norgesBank = FakePublishers.start()) {
            norgesBank.answer(ASKED, 404, Published.bytes(NorgesBank.class, "no-records.xml"));

            assertThatThrownBy(
                            () -> latest(norgesBank.address(""), currencies("TRY", "USD", "EUR")))
                    .isInstanceOf(RatesUnavailableException.class)
                    .hasMessage("Norges Bank answered 404");
        }
    }

    @Test
    void aStrictSourceTakesWhatDropAsks() throws Exception {
        try (ExchangeRates strict = ExchangeRates.start(clock)) {
            List<Currency> corridors =
                    Arrays.stream(Corridor.values()).map(Corridor::currency).toList();

            assertThat(latest(strict.url(), corridors)).hasSameSizeAs(corridors);

            strict.switches().add(Switch.on("rates").answering(503));
            assertThatThrownBy(() -> latest(strict.url(), corridors))
                    .isInstanceOf(RatesUnavailableException.class);
        }
    }

    private List<ExchangeRate> latest(URI address, List<Currency> currencies)
            throws RatesUnavailableException {
        return new NorgesBank(new RateSettings(address, 2_000), clock)
                .latest(currencies, Duration.ofSeconds(10));
    }

    private static List<Currency> currencies(String... codes) throws IOException {
        return Stream.of(codes).map(Currency::getInstance).toList();
    }
}
