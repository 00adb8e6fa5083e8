package no.getdrop.deployment;

import java.util.List;

/// What a hook found.
///
/// @param checks in the order in which they were made
record Verdict(List<Check> checks) {
    Verdict {
        checks = List.copyOf(checks);
    }

    /// Whether all of them held; nothing that was looked at is no success.
    boolean succeeded() {
        return !checks.isEmpty() && checks.stream().allMatch(Check::held);
    }

    /// Those that did not hold.
    List<Check> failed() {
        return checks.stream().filter(check -> !check.held()).toList();
    }
}
