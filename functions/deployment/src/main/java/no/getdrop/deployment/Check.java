package no.getdrop.deployment;

import java.util.Objects;

/// One thing that was looked at.
///
/// @param name the heading under which docs/runbooks/deployment.md says what to do
/// @param expected what a good version shows
/// @param seen what this one showed
/// @param held whether that is good
record Check(String name, String expected, String seen, boolean held) {
    Check {
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(seen, "seen");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a check has a name");
        }
    }
}
