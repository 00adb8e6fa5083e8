package no.getdrop.deployment;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Waits longer each time: a quarter of a second, doubling to four, each between half of it and
/// all.
final class Backoff {
    private static final long FIRST_MS = 250;
    private static final long MOST_MS = 4_000;

    private final Deadline deadline;
    private long nextMs = FIRST_MS;

    Backoff(Deadline deadline) {
        this.deadline = deadline;
    }

    /// Waits; false, at once, when that would be past the deadline.
    boolean pause() throws InterruptedException {
        Duration pause =
                Duration.ofMillis(ThreadLocalRandom.current().nextLong(nextMs / 2, nextMs + 1));
        nextMs = Math.min(MOST_MS, nextMs * 2);
        if (pause.compareTo(deadline.left()) >= 0) {
            return false;
        }
        Thread.sleep(pause);
        return true;
    }
}
