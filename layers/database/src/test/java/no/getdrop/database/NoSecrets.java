package no.getdrop.database;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;

import java.time.InstantSource;
import java.util.Map;

/// Secrets of an environment that has none.
final class NoSecrets {
    private NoSecrets() {}

    static Secrets secrets() {
        return Secrets.from(Environment.of(Map.of()), InstantSource.system());
    }
}
