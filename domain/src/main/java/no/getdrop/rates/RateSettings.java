package no.getdrop.rates;

import no.getdrop.runtime.Environment;

import java.net.URI;
import java.util.Objects;

/// Where exchange rates come from.
///
/// @param address base of Norges Bank's data API
/// @param timeoutMs for one request, in milliseconds; below the function's own limit
public record RateSettings(URI address, int timeoutMs) {
    public RateSettings {
        Objects.requireNonNull(address, "address");
    }

    /// Reads `EXCHANGE_RATE_API_URL` (Norges Bank's own) and `EXCHANGE_RATE_TIMEOUT_MS` (4 000).
    public static RateSettings from(Environment environment) {
        return new RateSettings(
                environment.securedUri("EXCHANGE_RATE_API_URL", "https://data.norges-bank.no"),
                environment.integer("EXCHANGE_RATE_TIMEOUT_MS", 4_000, 100, 30_000));
    }
}
