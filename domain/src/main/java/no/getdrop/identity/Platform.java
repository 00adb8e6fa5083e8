package no.getdrop.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Where a login happens: a browser with cookies, or the app with tokens.
public enum Platform {
    WEB,
    MOBILE;

    /// The platform that a client named.
    public static Optional<Platform> parse(String text) {
        return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
    }

    /// As it stands in addresses and rows.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
