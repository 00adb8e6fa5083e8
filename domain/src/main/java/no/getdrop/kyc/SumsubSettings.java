package no.getdrop.kyc;

import no.getdrop.runtime.Environment;

import java.net.URI;
import java.util.Objects;

/// How Drop reaches Sumsub, which checks identities by documents.
///
/// @param address base of its API
/// @param level the check that customers go through, as named at Sumsub
/// @param timeoutMs for one request, in milliseconds
public record SumsubSettings(URI address, String level, int timeoutMs) {
    public SumsubSettings {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(level, "level");
    }

    /// Reads `SUMSUB_URL`, `SUMSUB_LEVEL` and `SUMSUB_TIMEOUT_MS`.
    public static SumsubSettings from(Environment environment) {
        return new SumsubSettings(
                environment.securedUri("SUMSUB_URL", "https://api.sumsub.com"),
                environment.text("SUMSUB_LEVEL", "basic-kyc-level"),
                environment.integer("SUMSUB_TIMEOUT_MS", 4_000, 100, 30_000));
    }
}
