package no.getdrop.migrate;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How much time this invocation has left, less what it needs to answer.
final class TimeBudget {
    /// Kept free to report, in milliseconds: an invocation that is cut off says nothing.
    private static final long RESERVE_MS = 5_000;

    private final LongSupplier remainingMs;

    private TimeBudget(LongSupplier remainingMs) {
        this.remainingMs = remainingMs;
    }

    /// The time that Lambda says is left.
    static TimeBudget of(LongSupplier remainingMs) {
        return new TimeBudget(remainingMs);
    }

    /// That much time, counted from now.
    static TimeBudget of(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return new TimeBudget(() -> (end - System.nanoTime()) / 1_000_000);
    }

    /// This budget, and no more than that much time from now.
    TimeBudget atMost(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return new TimeBudget(
                () -> Math.min(remainingMs.getAsLong(), (end - System.nanoTime()) / 1_000_000));
    }

    /// What may still be spent, in milliseconds; never negative.
    long leftMs() {
        return Math.max(0, remainingMs.getAsLong() - RESERVE_MS);
    }
}
