package no.getdrop.bench.reliability;

import java.util.List;

/// Whether what was sampled at even times stays where it is.
///
/// @param first and last are the line's, not single samples': the line that comes closest to all
record Trend(double first, double last) {
    /// By so much of its beginning a figure may rise.
    private static final double RISE_MAX = 0.05;

    /// The line through a single step by one rises by up to this: a thread more is no trend.
    private static final double STEP = 1.5;

    /// The line through samples by least squares.
    static Trend of(List<Long> samples) {
        int count = samples.size();
        if (count < 3) {
            throw new IllegalArgumentException("a trend needs 3 samples, not " + count);
        }
        double middle = (count - 1) / 2.0;
        double mean = samples.stream().mapToLong(Long::longValue).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (int i = 0; i < count; i++) {
            above += (i - middle) * (samples.get(i) - mean);
            below += (i - middle) * (i - middle);
        }
        double slope = above / below;
        return new Trend(mean - slope * middle, mean + slope * middle);
    }

    boolean isFlat() {
        return last - first <= Math.max(STEP, RISE_MAX * Math.abs(first));
    }
}
