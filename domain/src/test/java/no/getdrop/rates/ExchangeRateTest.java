package no.getdrop.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;

class ExchangeRateTest {
    private static final Instant CONFIRMED = Instant.parse("2026-03-02T08:00:00Z");

    @Test
    void aRateIsStaleOnceNobodyConfirmedItForMoreThanADay() {
        ExchangeRate rate = rate("10.5");

        assertThat(rate.isStale(CONFIRMED)).isFalse();
        assertThat(rate.isStale(CONFIRMED.plus(Duration.ofHours(24)))).isFalse();
        assertThat(rate.isStale(CONFIRMED.plus(Duration.ofHours(24)).plusNanos(1))).isTrue();
    }

    @Test
    void theTimeOfTheObservationDoesNotMakeARateStale() {
        // On a Monday morning the newest observation is Friday's.
        ExchangeRate rate =
                new ExchangeRate(
                        Currency.getInstance("RSD"),
                        BigDecimal.TEN,
                        "test",
                        CONFIRMED.minus(Duration.ofDays(3)),
                        CONFIRMED);

        assertThat(rate.isStale(CONFIRMED.plusSeconds(60))).isFalse();
    }

    @Test
    void aRateIsPositive() {
        assertThatThrownBy(() -> rate("0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a rate is positive, not 0");
        assertThatThrownBy(() -> rate("-1")).isInstanceOf(IllegalArgumentException.class);
    }

    private static ExchangeRate rate(String rate) {
        return new ExchangeRate(
                Currency.getInstance("RSD"), new BigDecimal(rate), "test", CONFIRMED, CONFIRMED);
    }
}
