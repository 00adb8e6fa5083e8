package no.getdrop.bench;

import java.util.List;

/// Something that is measured, with what it is compared to.
public interface Figure {
    /// What `./run bench <name>` calls it.
    String name();

    /// Measures it.
    ///
    /// @throws Exception when it cannot be measured, which is worse than a budget that is missed
    List<Result> measure(Bench bench) throws Exception;

    /// Whether it runs against the system that is shared; the others have the machine to
    /// themselves.
    default boolean sharesSystem() {
        return false;
    }
}
