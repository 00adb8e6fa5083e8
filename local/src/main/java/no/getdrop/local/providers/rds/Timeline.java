package no.getdrop.local.providers.rds;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Values over time: what was, what is, and what will be when nothing interferes.
final class Timeline<T> {
    private final TreeMap<Instant, T> values = new TreeMap<>();

    /// From now on it is this; what was planned for later is off.
    Timeline<T> set(Instant from, T value) {
        values.tailMap(from, true).clear();
        return plan(from, value);
    }

    /// It will be this.
    Timeline<T> plan(Instant from, T value) {
        values.put(from, value);
        return this;
    }

    /// The value at a time; empty before the first.
    Optional<T> at(Instant time) {
        return Optional.ofNullable(values.floorEntry(time)).map(Map.Entry::getValue);
    }
}
