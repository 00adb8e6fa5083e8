package no.getdrop.deployment;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

import java.net.URI;
import java.util.Objects;

/// What is asked once all traffic is at the new version.
///
/// @param healthUrl public address of `/v1/health`
/// @param passes how often in a row it must be well, 10 s apart
record AfterTrafficSettings(URI healthUrl, int passes) {
    AfterTrafficSettings {
        Objects.requireNonNull(healthUrl, "healthUrl");
        if (passes < 1) {
            throw new IllegalArgumentException("at least one pass");
        }
    }

    /// Reads `PUBLIC_HEALTH_URL`, which in production is an https address, and `HEALTH_PASSES` (7,
    /// which is a minute; never less than 3).
    ///
    /// @throws SettingException when one is missing or wrong
    static AfterTrafficSettings from(Environment environment) {
        URI url = environment.uri("PUBLIC_HEALTH_URL");
        if (Stage.from(environment) == Stage.PRODUCTION && !url.getScheme().equals("https")) {
            throw SettingException.wrong("PUBLIC_HEALTH_URL", "an https address", url.toString());
        }
        return new AfterTrafficSettings(url, environment.integer("HEALTH_PASSES", 7, 3, 9));
    }
}
