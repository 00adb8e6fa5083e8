package no.getdrop.rates;

import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.recipients.Corridor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/// Reads the exchange rates anew when they are old: each minute for the worker, and on a request
/// when the worker has not done it for a day.
public final class RateRefresh {
    private static final Logger log = LoggerFactory.getLogger(RateRefresh.class);

    /// How long a request may wait for the source.
    private static final Duration ON_REQUEST = Duration.ofSeconds(2);

    /// A source that has just failed is not asked by every request.
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final NorgesBank source;
    private final Rates rates;
    private final InstantSource clock;
    private Instant askedAt = Instant.MIN;

    /// What a refresh did.
    ///
    /// @param asked whether the source was asked; fresh rates need no asking
    /// @param stored rates that it gave
    /// @param age of the rates before; zero when there were none
    public record Refreshed(boolean asked, int stored, Duration age) {}

    /// Rates of `source`, kept in `rates`.
    public RateRefresh(NorgesBank source, Rates rates, InstantSource clock) {
        this.source = source;
        this.rates = rates;
        this.clock = clock;
    }

    /// Asks the source unless the rates were confirmed within `maxAge`.
    ///
    /// @param limit how long the source may take
    /// @throws RatesUnavailableException when no usable answer came; what is known stays
    public Refreshed refresh(Duration maxAge, Duration limit) throws RatesUnavailableException {
        Instant now = clock.instant();
        Optional<Instant> confirmedAt = rates.confirmedAt();
        Duration age = confirmedAt.map(then -> Duration.between(then, now)).orElse(Duration.ZERO);
        if (confirmedAt.isPresent() && age.compareTo(maxAge) < 0) {
            return new Refreshed(false, 0, age);
        }
        List<Currency> currencies =
                Arrays.stream(Corridor.values()).map(Corridor::currency).toList();
        List<ExchangeRate> latest = source.latest(currencies, limit);
        rates.store(latest);
        return new Refreshed(true, latest.size(), age);
    }

    /// Refreshes rates that are stale, on behalf of a request, which goes on with what is known
    /// when that fails. Of requests at once one asks, and none for a minute after that.
    ///
    /// @param known what the request would be answered with
    /// @return whether there is something newer now
    public boolean refreshStale(List<ExchangeRate> known) {
        Instant now = clock.instant();
        if (known.stream().noneMatch(rate -> rate.isStale(now)) && !known.isEmpty()) {
            return false;
        }
        synchronized (this) {
            if (askedAt.isAfter(now.minus(PAUSE))) {
                return false;
            }
            askedAt = now;
        }
        try {
            return refresh(ExchangeRate.FRESH_FOR, ON_REQUEST).stored() > 0;
        } catch (RatesUnavailableException e) {
            log.atWarn().setCause(e).log("no exchange rates on a request");
        } catch (DatabaseUnavailableException e) {
            log.atWarn().setCause(e).log("exchange rates were not kept");
        }
        return false;
    }
}
