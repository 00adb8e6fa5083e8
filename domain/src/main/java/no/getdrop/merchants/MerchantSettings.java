package no.getdrop.merchants;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

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
        URI register = environment.uri("BRREG_URL", "https://data.brreg.no");
        if (Stage.from(environment) == Stage.PRODUCTION && !"https".equals(register.getScheme())) {
            throw SettingException.refused("BRREG_URL", "production speaks https only");
        }
        return new MerchantSettings(
                register, environment.integer("BRREG_TIMEOUT_MS", 3_000, 100, 10_000));
    }
}
