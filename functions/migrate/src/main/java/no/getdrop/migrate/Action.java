package no.getdrop.migrate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a caller may ask of the schema's owner.
enum Action {
    /// Validates, then brings the schema to the version of this build.
    MIGRATE,
    /// Lists what would be applied and applies nothing.
    PLAN,
    /// Applies what is pending to a copy, and tells how that went.
    REHEARSE,
    /// Compares what was applied with the files of this build.
    VALIDATE,
    /// Returns once the database answers.
    WAIT,
    /// Lists what was applied and what is pending.
    STATE;

    /// The action of that name, in lower case as it is written in an event.
    static Optional<Action> named(String name) {
        return Arrays.stream(values()).filter(action -> action.spelling().equals(name)).findFirst();
    }

    /// Every name, for the one who used another.
    static String spellings() {
        return Arrays.stream(values()).map(Action::spelling).collect(Collectors.joining(", "));
    }

    /// In lower case.
    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }
}
