package no.getdrop.runtime;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The gates of a provider: its own, and one for each of those who stand behind it.
final class ProviderGates {
    /// Of those asked longest ago the gates are forgotten; a name may come from a client.
    private static final int PARTS_MAX = 64;

    private final String provider;
    private final Duration rest;
    private final Map<String, ProviderGate> gates =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, ProviderGate> eldest) {
                    return size() > PARTS_MAX;
                }
            };

    /// @param rest after which a provider that failed is tried again
    ProviderGates(String provider, Duration rest) {
        this.provider = provider;
        this.rest = rest;
    }

    /// The gate before a part, or before the provider itself when that is empty.
    synchronized ProviderGate of(String part) {
        return gates.computeIfAbsent(
                part,
                name -> new ProviderGate(name.isEmpty() ? provider : provider + "/" + name, rest));
    }

    /// Nothing is known of anybody any more.
    synchronized void forget() {
        gates.clear();
    }
}
