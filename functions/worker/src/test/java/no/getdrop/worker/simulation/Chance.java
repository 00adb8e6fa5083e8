package no.getdrop.worker.simulation;

import java.time.Duration;
import java.util.Random;

/// The one source of what is random; nothing more goes wrong once it is calm.
final class Chance {
    private final Random random;
    private boolean calm;

    Chance(long seed) {
        this.random = new Random(seed);
    }

    /// From now on nothing goes wrong any more.
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /// Whether something goes wrong that does so once in `oneIn` times.
    boolean trouble(int oneIn) {
        return !calm && random.nextInt(oneIn) == 0;
    }

    /// Whether something happens that does so in so many of a hundred cases.
    boolean percent(int cases) {
        return random.nextInt(100) < cases;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /// From `leastMs` to just below `mostMs`, in milliseconds.
    Duration milliseconds(int leastMs, int mostMs) {
        return Duration.ofMillis(leastMs + (long) random.nextInt(mostMs - leastMs));
    }

    /// From `least` to just below `most`, in seconds.
    Duration seconds(int least, int most) {
        return Duration.ofSeconds(least + (long) random.nextInt(most - least));
    }
}
