package no.getdrop.bench;

import java.util.List;

/// Something that is measured, with what it is compared to.
///
/// @param name what `./run bench <name>` calls it
/// @param sharesSystem whether it runs against the system that is shared; the others have the
///   machine to themselves
record Figure(String name, boolean sharesSystem, Measurement measurement) {
    /// How it is measured.
    @FunctionalInterface
    interface Measurement {
        /// Measures it.
        ///
        /// @throws Exception when it cannot be measured, which is worse than a missed budget
        List<Result> take(Bench bench) throws Exception;
    }

    static Figure shared(String name, Measurement measurement) {
        return new Figure(name, true, measurement);
    }

    static Figure alone(String name, Measurement measurement) {
        return new Figure(name, false, measurement);
    }
}
