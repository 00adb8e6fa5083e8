package no.getdrop.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A constant that is written as its name in lower case.
public interface Spelled {
    /// Its name in the code; every `enum` has one.
    String name();

    /// As it stands in rows, addresses and answers.
    default String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The constant that is written like that.
    static <T extends Spelled> Optional<T> find(T[] constants, String text) {
        return Arrays.stream(constants)
                .filter(constant -> constant.text().equals(text))
                .findFirst();
    }

    /// All of them as they are written, for who wrote another.
    static String texts(Spelled[] constants) {
        return Arrays.stream(constants).map(Spelled::text).collect(Collectors.joining(", "));
    }
}
