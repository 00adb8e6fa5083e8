package no.getdrop.testing;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;

import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The secrets of [World] after its keys were rotated, and those of functions that know more of
/// that or less.
public final class Rotated {
    private static final List<String> KEYS = List.of("ENCRYPTION_KEY", "NATIONAL_ID_KEY");

    private Rotated() {}

    /// The settings and secrets of a function in a world with new keys, its own among the earlier
    /// ones.
    public static Map<String, String> variables(URI bank) {
        Map<String, String> variables = new HashMap<>(World.variables(bank));
        for (String key : KEYS) {
            variables.put(key.replace("_KEY", "_KEYS_PREVIOUS"), "1:" + variables.get(key));
            variables.put(key, "%064x".formatted(key.hashCode()));
            variables.put(key + "_ID", "2");
        }
        return variables;
    }

    /// The same once the earlier keys were taken away.
    public static Map<String, String> alone(URI bank) {
        Map<String, String> variables = variables(bank);
        KEYS.forEach(key -> variables.remove(key.replace("_KEY", "_KEYS_PREVIOUS")));
        return variables;
    }

    /// These and no others.
    public static Secrets secrets(Map<String, String> variables, InstantSource clock) {
        return new Secrets(Environment.of(Map.of()), () -> variables, clock);
    }

    /// What a function has read that reads something else next time.
    public static Secrets behind(
            Map<String, String> before, Map<String, String> after, InstantSource clock) {
        AtomicInteger readings = new AtomicInteger();
        return new Secrets(
                Environment.of(Map.of()),
                () -> readings.getAndIncrement() == 0 ? before : after,
                clock);
    }
}
