package no.getdrop.notifier;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/// What this environment has told, the newest thousand.
final class Sent {
    private static final int REMEMBERED = 1_000;

    private final Set<String> keys = new LinkedHashSet<>();

    /// One state of one alarm since one moment is told once.
    static String key(Notice.Alarm alarm) {
        return "alarm %s %s %s".formatted(alarm.name(), alarm.state(), alarm.since());
    }

    boolean contains(String key) {
        return keys.contains(key);
    }

    void add(String key) {
        keys.add(key);
        if (keys.size() > REMEMBERED) {
            Iterator<String> oldest = keys.iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
