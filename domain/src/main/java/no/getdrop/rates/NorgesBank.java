package no.getdrop.rates;

import com.fasterxml.jackson.core.JsonProcessingException;

import no.getdrop.runtime.Json;
import no.getdrop.runtime.OutboundHttp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;

/// Norges Bank's daily exchange rates, dataflow `EXR` of its open data API.
public final class NorgesBank {
    private static final Logger log = LoggerFactory.getLogger(NorgesBank.class);

    /// SDMX-JSON by its own name (SDMX 2.1 web services guidelines), before any JSON.
    private static final String ACCEPT = "application/vnd.sdmx.data+json, application/json;q=0.9";

    private final RateSettings settings;
    private final InstantSource clock;
    private final OutboundHttp http;

    /// The source behind `settings`.
    public NorgesBank(RateSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.http = new OutboundHttp("norges-bank", Duration.ofMillis(settings.timeoutMs()));
    }

    /// The newest rate of each of `currencies` that the source has one for, asked for once.
    ///
    /// @param limit how long the answer may take, if that is less than the setting
    /// @throws RatesUnavailableException when no usable answer came
    public List<ExchangeRate> latest(Collection<Currency> currencies, Duration limit)
            throws RatesUnavailableException {
        Instant now = clock.instant();
        List<ExchangeRate> rates =
                parse(transmit(request(currencies, limit))).stream()
                        .filter(observed -> currencies.contains(observed.currency()))
                        .map(observed -> observed.rate(now))
                        .toList();
        List<String> missing =
                currencies.stream()
                        .filter(currency ->
                                rates.stream().noneMatch(rate -> rate.currency().equals(currency)))
                        .map(Currency::getCurrencyCode)
                        .toList();
        if (!missing.isEmpty()) {
            log.atWarn().addKeyValue("currencies", missing).log("the source has no rate for these");
        }
        return rates;
    }

    private HttpRequest request(Collection<Currency> currencies, Duration limit) {
        String codes =
                currencies.stream().map(Currency::getCurrencyCode).collect(Collectors.joining("+"));
        URI address =
                URI.create(
                        settings.address().toString().replaceAll("/$", "")
                                + "/api/data/EXR/B."
                                + codes
                                + ".NOK.SP?format=sdmx-json&lastNObservations=1");
        return HttpRequest.newBuilder(address)
                .timeout(Duration.ofMillis(Math.clamp(limit.toMillis(), 1, settings.timeoutMs())))
                .header("Accept", ACCEPT)
                .build();
    }

    private String transmit(HttpRequest request) throws RatesUnavailableException {
        try {
            HttpResponse<String> response = http.send(request);
            if (response.statusCode() != 200) {
                throw new RatesUnavailableException(
                        "Norges Bank answered " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new RatesUnavailableException("Norges Bank did not answer", e);
        }
    }

    private static List<SdmxRates.Observed> parse(String body) throws RatesUnavailableException {
        try {
            return SdmxRates.parse(Json.mapper().readTree(body));
        } catch (JsonProcessingException e) {
            throw new RatesUnavailableException("Norges Bank's answer is not JSON", e);
        }
    }
}
