package no.getdrop.rates;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.Objects;

/// How much of a currency one krone buys, without any mark-up.
///
/// @param currency what is bought
/// @param rate units of `currency` for 1 NOK
/// @param source who observed it
/// @param observedAt the time that the source gives it
/// @param confirmedAt when the source was last asked and gave this rate
public record ExchangeRate(
        Currency currency,
        BigDecimal rate,
        String source,
        Instant observedAt,
        Instant confirmedAt) {
    /// Asked hourly, a source that has not answered for a day leaves its rates stale.
    static final Duration FRESH_FOR = Duration.ofHours(24);

    public ExchangeRate {
        Objects.requireNonNull(currency, "currency");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(observedAt, "observedAt");
        Objects.requireNonNull(confirmedAt, "confirmedAt");
        if (rate.signum() <= 0) {
            throw new IllegalArgumentException("a rate is positive, not " + rate);
        }
    }

    /// Whether the source has not confirmed the rate for a day.
    public boolean isStale(Instant now) {
        return confirmedAt.plus(FRESH_FOR).isBefore(now);
    }
}
