package no.getdrop.identity;

import no.getdrop.runtime.Spelled;

import java.util.Optional;

/// Where a login happens: a browser with cookies, or the app with tokens.
public enum Platform implements Spelled {
    WEB,
    MOBILE;

    /// The platform that a client named.
    public static Optional<Platform> parse(String text) {
        return Spelled.find(values(), text);
    }
}
