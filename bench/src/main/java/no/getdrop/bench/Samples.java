package no.getdrop.bench;

import java.util.Arrays;

/// Times of one thing that was done many times, in nanoseconds.
public final class Samples {
    private static final double NANOS_PER_MS = 1e6;

    private long[] nanos = new long[64];
    private int count;

    /// Adds one.
    public void add(long nanoseconds) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = nanoseconds;
    }

    /// Adds those of another.
    public void addAll(Samples others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    /// How many there are.
    public int count() {
        return count;
    }

    /// The middle one, in milliseconds.
    public double medianMs() {
        return percentileMs(50);
    }

    /// The longest, in milliseconds.
    public double maxMs() {
        return percentileMs(100);
    }

    /// The smallest time that at least `percent` of all are not above (nearest rank), in
    /// milliseconds.
    public double percentileMs(double percent) {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = Math.max(1, (int) Math.ceil(percent / 100 * count));
        return sorted[rank - 1] / NANOS_PER_MS;
    }
}
