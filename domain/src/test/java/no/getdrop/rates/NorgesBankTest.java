package no.getdrop.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.testing.FakeNorgesBank;
import no.getdrop.testing.HandClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;

class NorgesBankTest {
    private static final List<Currency> CURRENCIES =
            Stream.of("RSD", "BAM", "PLN", "PKR", "TRY").map(Currency::getInstance).toList();
    private static final Duration LONG = Duration.ofSeconds(10);

    private final HandClock clock = new HandClock();
    private FakeNorgesBank source;

    @BeforeEach
    void start() throws IOException {
        source = FakeNorgesBank.start();
    }

    @AfterEach
    void stop() {
        source.close();
    }

    @Test
    void kronerForUnitsBecomeUnitsForAKroneWithTenDigitsRoundedDown() throws Exception {
        // 1 / 2.7613 = 0.36214826349…, 100 / 3.85 = 25.97402597402…, 100 / 31.47 = 3.17762948840…
        assertThat(latest())
                .containsExactly(
                        rate("PLN", "0.3621482634", "2026-02-26T23:00:00Z"),
                        rate("PKR", "25.97402597", "2026-02-25T23:00:00Z"),
                        rate("TRY", "3.177629488", "2026-02-26T23:00:00Z"));
    }

    @Test
    void theSourceIsAskedForAllCurrenciesAtOnce() throws Exception {
        latest();

        assertThat(source.lastRequest())
                .isEqualTo(
                        "GET /api/data/EXR/B.RSD+BAM+PLN+PKR+TRY.NOK.SP"
                                + "?format=sdmx-json&lastNObservations=1");
        assertThat(source.calls()).isEqualTo(1);
    }

    @Test
    void aSlashAtTheEndOfTheAddressDoesNotMatter() throws Exception {
        assertThat(bank(URI.create(source.url() + "/"), 2_000).latest(CURRENCIES, LONG)).hasSize(3);
        assertThat(source.lastRequest()).startsWith("GET /api/data/EXR/");
    }

    @Test
    void aCurrencyThatWasNotAskedForIsLeftOut() throws Exception {
        List<Currency> one = List.of(Currency.getInstance("PLN"));

        assertThat(bank(source.url(), 2_000).latest(one, LONG))
                .extracting(ExchangeRate::currency)
                .containsExactlyElementsOf(one);
    }

    @Test
    void aSeriesWithoutAnObservationIsLeftOut() throws Exception {
        source.answer(200, FakeNorgesBank.ANSWER.replace("{\"1\": [\"2.7613\"]}", "{}"));

        assertThat(latest()).hasSize(2);
    }

    @Test
    void attributesAndDimensionsAreFoundByTheirNames() throws Exception {
        String swapped =
                FakeNorgesBank.ANSWER
                        .replace("[0, 0, 0, 0]", "[0, 0, 0]")
                        .replace("[1, 0, 1, 0]", "[1, 1, 0]")
                        .replace(
                                "{\"id\": \"CALCULATED\", \"values\": [{\"id\": \"false\"}]},", "");
        source.answer(200, swapped);

        assertThat(latest()).extracting(ExchangeRate::rate).contains(new BigDecimal("25.97402597"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "UNIT_MULT|UNIT|Norges Bank's answer lacks UNIT_MULT",
                "BASE_CUR|BASE|Norges Bank's answer lacks BASE_CUR",
                "\"2\", \"name\": \"Hundreds\"|\"7\"|Norges Bank's UNIT_MULT is out of range",
                "[1, 0, 1, 0]|[1, 0, null, 0]|Norges Bank's answer lacks UNIT_MULT",
                "[1, 0, 1, 0]|[1, 0, 5, 0]|Norges Bank's answer lacks a value in"
                        + " /attributes/series",
                "\"0:1:0:0\"|\"0:9:0:0\"|Norges Bank's answer lacks a value in /dimensions/series",
                "\"0:1:0:0\"|\"0\"|Norges Bank's answer has a wrong index",
                "\"0:1:0:0\"|\"0:x:0:0\"|Norges Bank's answer has a wrong index",
                "2.7613|0|Norges Bank's rate is out of range: PLN",
                "2.7613|-2.7613|Norges Bank's rate is out of range: PLN",
                "2.7613|1e12|Norges Bank's rate is out of range: PLN",
                "2.7613|1e-2147483647|Norges Bank's rate is out of range: PLN",
                "2.7613|NaN|Norges Bank's rate cannot be read: PLN",
                "2.7613||Norges Bank's rate cannot be read: PLN",
                "\"id\": \"2026-02-27\"|\"id\": \"2026-W09\"|Norges Bank's rate cannot be read:"
                        + " PLN",
                "\"id\": \"PLN\"|\"id\": \"XXY\"|Norges Bank's rate cannot be read: XXY",
            })
    void anAnswerThatCannotBeReadGivesNoRateAtAll(String right, String wrong, String said) {
        source.answer(200, FakeNorgesBank.ANSWER.replace(right, wrong == null ? "" : wrong));

        unavailable(said);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "404, `{}`, Norges Bank answered 404",
                "500, ``, Norges Bank answered 500",
                "301, ``, Norges Bank answered 301",
                "200, `<html>`, Norges Bank's answer is not JSON",
                "200, `{}`, Norges Bank's answer lacks BASE_CUR",
                "200, `[]`, Norges Bank's answer lacks BASE_CUR",
            })
    void anotherAnswerThanRatesIsNoAnswer(int status, String body, String said) {
        source.answer(status, body);

        unavailable(said);
    }

    @Test
    void aSourceThatIsSilentOrAwayGivesNoRates() {
        source.fallSilent();
        assertThatThrownBy(() -> bank(source.url(), 200).latest(CURRENCIES, LONG))
                .isInstanceOf(RatesUnavailableException.class)
                .hasMessage("Norges Bank did not answer");
        assertThatThrownBy(
                        () -> bank(source.url(), 30_000).latest(CURRENCIES, Duration.ofMillis(200)))
                .isInstanceOf(RatesUnavailableException.class);

        URI gone = source.url();
        source.close();
        assertThatThrownBy(() -> bank(gone, 2_000).latest(CURRENCIES, LONG))
                .isInstanceOf(RatesUnavailableException.class)
                .hasMessage("Norges Bank did not answer");
    }

    private List<ExchangeRate> latest() throws RatesUnavailableException {
        return bank(source.url(), 2_000).latest(CURRENCIES, LONG);
    }

    private void unavailable(String said) {
        assertThatThrownBy(this::latest)
                .isInstanceOf(RatesUnavailableException.class)
                .hasMessage(said);
    }

    private NorgesBank bank(URI address, int timeoutMs) {
        return new NorgesBank(new RateSettings(address, timeoutMs), clock);
    }

    private ExchangeRate rate(String currency, String rate, String observedAt) {
        return new ExchangeRate(
                Currency.getInstance(currency),
                new BigDecimal(rate),
                "Norges Bank",
                Instant.parse(observedAt),
                clock.instant());
    }
}
