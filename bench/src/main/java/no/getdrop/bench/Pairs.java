package no.getdrop.bench;

/// A thing and its reference, done in turns, so that whatever else the machine does meets both.
final class Pairs {
    private final Samples values = new Samples();
    private final Samples references = new Samples();

    /// Something that is done once for each of its turns.
    @FunctionalInterface
    interface Turn {
        /// Does it and says how long it took, in nanoseconds.
        long take(int number) throws Exception;
    }

    /// Takes turns; the first `warmUp` of each count nothing.
    static Pairs measure(int warmUp, int measured, Turn value, Turn reference) throws Exception {
        Pairs pairs = new Pairs();
        for (int number = 0; number < warmUp + measured; number++) {
            long one = value.take(number);
            long other = reference.take(number);
            if (number >= warmUp) {
                pairs.values.add(one);
                pairs.references.add(other);
            }
        }
        return pairs;
    }

    Samples values() {
        return values;
    }

    Samples references() {
        return references;
    }
}
