package no.getdrop.rotation;

import no.getdrop.runtime.Environment;

import java.time.Duration;
import java.util.Objects;

/// What this function is told by its environment.
///
/// @param secretsLifetime for how long the other functions use secrets that they read
record RotationSettings(Duration secretsLifetime) {
    RotationSettings {
        Objects.requireNonNull(secretsLifetime, "secretsLifetime");
    }

    /// Reads `SECRETS_CACHE_SECONDS` (300), which must be that of the other functions.
    static RotationSettings from(Environment environment) {
        return new RotationSettings(
                Duration.ofSeconds(environment.integer("SECRETS_CACHE_SECONDS", 300, 0, 86_400)));
    }
}
