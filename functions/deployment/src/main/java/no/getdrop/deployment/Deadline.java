package no.getdrop.deployment;

import java.time.Duration;

/// The moment until which something may take.
///
/// @param atNanos by [System#nanoTime()]
record Deadline(long atNanos) {
    /// So long from now.
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /// What is left, not less than nothing.
    Duration left() {
        return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
    }

    /// What is left, `most` at most.
    Duration left(Duration most) {
        Duration left = left();
        return left.compareTo(most) < 0 ? left : most;
    }
}
