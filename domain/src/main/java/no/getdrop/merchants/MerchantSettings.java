package no.getdrop.merchants;

import no.getdrop.runtime.Environment;

import java.net.URI;
import java.util.Objects;

/// How Drop asks the Brønnøysund register whether a business exists.
///
/// @param register base of the register's open API
/// @param timeoutMs for one request, in milliseconds
public record MerchantSettings(URI register, int timeoutMs) {
    public MerchantSettings {
        Objects.requireNonNull(register, "register");
    }

    /// Reads `BRREG_URL` (the register itself) and `BRREG_TIMEOUT_MS` (3000).
    public static MerchantSettings from(Environment environment) {
        return new MerchantSettings(
                environment.securedUri("BRREG_URL", "https://data.brreg.no"),
                environment.integer("BRREG_TIMEOUT_MS", 3_000, 100, 10_000));
    }
}
