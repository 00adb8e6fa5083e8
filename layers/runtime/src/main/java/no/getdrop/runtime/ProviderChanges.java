package no.getdrop.runtime;

import java.util.Map;
import java.util.TreeMap;

/// Which providers began to rest, or answer again, since somebody last wrote it down. What a
/// request learns is written after it, so that no request waits for that.
public final class ProviderChanges {
    private static final ProviderChanges ALL = new ProviderChanges();

    private final Map<String, Boolean> changes = new TreeMap<>();

    private ProviderChanges() {}

    /// What changed, by provider: whether it rests. Whoever takes it has to write it down, or to
    /// put it back.
    public static Map<String, Boolean> take() {
        synchronized (ALL) {
            Map<String, Boolean> taken = Map.copyOf(ALL.changes);
            ALL.changes.clear();
            return taken;
        }
    }

    /// Gives back what could not be written down; what has changed since is newer.
    public static void putBack(Map<String, Boolean> taken) {
        synchronized (ALL) {
            taken.forEach(ALL.changes::putIfAbsent);
        }
    }

    static void note(String provider, boolean rests) {
        synchronized (ALL) {
            ALL.changes.put(provider, rests);
        }
    }

    static void forget() {
        synchronized (ALL) {
            ALL.changes.clear();
        }
    }
}
