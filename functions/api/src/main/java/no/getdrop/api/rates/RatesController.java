package no.getdrop.api.rates;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.RefusedException;
import no.getdrop.rates.ExchangeRate;
import no.getdrop.rates.RateRefresh;
import no.getdrop.rates.Rates;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/// The exchange rates, open to all. Those that the worker left stale are read anew on the request.
@RestController
final class RatesController {
    private final Rates rates;
    private final RateRefresh refresh;
    private final InstantSource clock;

    /// @param rate units of `currency` for 1 NOK
    /// @param stale whether the source has not confirmed it for a day
    record RateView(
            String base,
            String currency,
            BigDecimal rate,
            String source,
            Instant observedAt,
            boolean stale) {}

    RatesController(Rates rates, RateRefresh refresh, InstantSource clock) {
        this.rates = rates;
        this.refresh = refresh;
        this.clock = clock;
    }

    @GetMapping("/v1/rates")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.RATES)
    ResponseEntity<Data<List<RateView>>> all() {
        List<ExchangeRate> known = rates.all();
        List<ExchangeRate> all = refresh.refreshStale(known) ? rates.all() : known;
        return tagged(all.stream().map(this::view).toList());
    }

    @GetMapping("/v1/rates/{currency}")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.RATES)
    ResponseEntity<Data<RateView>> one(@PathVariable String currency) {
        return tagged(
                parse(currency)
                        .flatMap(this::fresh)
                        .map(this::view)
                        .orElseThrow(() -> RefusedException.of(ApiError.NOT_FOUND)));
    }

    private static Optional<Currency> parse(String code) {
        return Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getCurrencyCode().equals(code))
                .findFirst();
    }

    private Optional<ExchangeRate> fresh(Currency currency) {
        Optional<ExchangeRate> known = rates.to(currency);
        return RateRefresh.covers(currency) && refresh.refreshStale(known.stream().toList())
                ? rates.to(currency)
                : known;
    }

    /// Spring answers 304 by itself to a request that brings this tag.
    private static <T> ResponseEntity<Data<T>> tagged(T body) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache().cachePublic())
                .eTag('"' + Integer.toHexString(body.hashCode()) + '"')
                .body(new Data<>(body));
    }

    private RateView view(ExchangeRate rate) {
        return new RateView(
                "NOK",
                rate.currency().getCurrencyCode(),
                rate.rate(),
                rate.source(),
                rate.observedAt(),
                rate.isStale(clock.instant()));
    }
}
