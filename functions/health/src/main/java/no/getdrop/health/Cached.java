package no.getdrop.health;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Supplier;

/// An answer that is asked for once and then serves everybody for a while, so that monitors do not
/// become the database's load. Whoever comes while it is being asked for waits for that answer.
final class Cached<T> {
    private final Supplier<T> source;
    private final long lifetimeNanos;
    private @Nullable T value;
    private long readAt;

    Cached(Duration lifetime, Supplier<T> source) {
        this.source = source;
        this.lifetimeNanos = lifetime.toNanos();
    }

    synchronized T get() {
        T current = value;
        if (current == null || System.nanoTime() - readAt >= lifetimeNanos) {
            current = source.get();
            value = current;
            readAt = System.nanoTime();
        }
        return current;
    }

    /// Makes the next one who asks get a new answer.
    synchronized void forget() {
        value = null;
    }
}
