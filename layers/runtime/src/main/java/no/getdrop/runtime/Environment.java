package no.getdrop.runtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The named settings that this function was started with; the only place that reads them.
///
/// Each settings record is made from it once. A value that is missing or wrong is a
/// [SettingException] that names the variable, what was expected and where to set it.
public final class Environment {
    private final Map<String, String> variables;

    private Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /// The variables of this process.
    public static Environment system() {
        return new Environment(System.getenv());
    }

    /// The given variables and no others.
    public static Environment of(Map<String, String> variables) {
        return new Environment(variables);
    }

    /// The value of `name`; empty when it is unset or blank.
    public Optional<String> optional(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    /// The value of `name`, or `fallback` when it is unset.
    public String text(String name, String fallback) {
        return optional(name).orElse(fallback);
    }

    /// The value of `name`; `expected` tells the reader of the error what belongs there.
    public String required(String name, String expected) {
        return optional(name).orElseThrow(() -> SettingException.missing(name, expected));
    }

    /// A whole number from `min` to `max`, or `fallback` when unset.
    public int integer(String name, int fallback, int min, int max) {
        Optional<String> value = optional(name);
        if (value.isEmpty()) {
            return fallback;
        }
        String expected = "a whole number from " + min + " to " + max;
        try {
            int number = Integer.parseInt(value.get());
            if (number < min || number > max) {
                throw SettingException.wrong(name, expected, value.get());
            }
            return number;
        } catch (NumberFormatException e) {
            throw SettingException.wrong(name, expected, value.get());
        }
    }

    /// `true` or `false`, or `fallback` when unset.
    public boolean flag(String name, boolean fallback) {
        return switch (text(name, Boolean.toString(fallback)).toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            case String other -> throw SettingException.wrong(name, "true or false", other);
        };
    }

    /// An absolute address that must be set.
    public URI uri(String name) {
        return toUri(name, required(name, "an absolute address such as https://example.com"));
    }

    /// An absolute address, or `fallback` when unset.
    public URI uri(String name, String fallback) {
        return toUri(name, text(name, fallback));
    }

    /// An absolute address that must be set; production speaks https only.
    public URI securedUri(String name) {
        return secured(name, uri(name));
    }

    /// An absolute address, or `fallback` when unset; production speaks https only.
    public URI securedUri(String name, String fallback) {
        return secured(name, uri(name, fallback));
    }

    /// One of the constants of an enum, in lower case with `-` for `_`, or `fallback` when unset.
    public <E extends Enum<E>> E oneOf(String name, E fallback) {
        return optional(name)
                .map(value -> constant(name, fallback.getDeclaringClass(), value))
                .orElse(fallback);
    }

    /// One of the constants of an enum, in lower case with `-` for `_`, that must be set.
    public <E extends Enum<E>> E requiredOneOf(String name, Class<E> type) {
        return constant(name, type, required(name, choices(type)));
    }

    private static <E extends Enum<E>> E constant(String name, Class<E> type, String value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> spelling(constant).equals(value.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> SettingException.wrong(name, choices(type), value));
    }

    private static <E extends Enum<E>> String choices(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(Environment::spelling)
                .collect(Collectors.joining(", ", "one of: ", ""));
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private URI secured(String name, URI address) {
        if (Stage.from(this) == Stage.PRODUCTION && !"https".equals(address.getScheme())) {
            throw SettingException.refused(name, "production speaks https only");
        }
        return address;
    }

    private static URI toUri(String name, String value) {
        String expected = "an absolute address such as https://example.com";
        try {
            URI uri = new URI(value);
            if (!uri.isAbsolute() || uri.getHost() == null) {
                throw SettingException.wrong(name, expected, value);
            }
            return uri;
        } catch (URISyntaxException e) {
            throw SettingException.wrong(name, expected, value);
        }
    }
}
