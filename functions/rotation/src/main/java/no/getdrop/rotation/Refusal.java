package no.getdrop.rotation;

import java.util.Objects;

/// Why a step was not done; names fields and never values.
///
/// @param found what was found
/// @param expected what it should have been
/// @param remedy what to do about it
record Refusal(String found, String expected, String remedy) {
    Refusal {
        Objects.requireNonNull(found, "found");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(remedy, "remedy");
    }

    /// The whole of it in one line.
    String text() {
        return found + "; expected " + expected + "; " + remedy;
    }
}
