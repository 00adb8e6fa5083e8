package no.getdrop.deployment;

import java.util.ArrayList;
import java.util.List;

/// Takes what is found while it is being found, so that nothing is lost when time runs out.
final class Findings {
    private final List<Check> checks = new ArrayList<>();

    synchronized void add(Check check) {
        checks.add(check);
    }

    /// What was found until now.
    synchronized List<Check> soFar() {
        return List.copyOf(checks);
    }
}
