package no.getdrop.identity;

import java.time.Duration;
import java.util.Objects;

/// How long a session lives; `docs/security/asvs.md` says why.
///
/// @param whole from its login to its end in any case
/// @param unused from its last use to its end; longer than [AccessTokens#LIFETIME], since a client
///   that is used comes for its next tokens no more often than that
record SessionLifetime(Duration whole, Duration unused) {
    private static final SessionLifetime BROWSER =
            new SessionLifetime(Duration.ofHours(24), Duration.ofMinutes(30));
    private static final SessionLifetime APP =
            new SessionLifetime(Duration.ofDays(30), Duration.ofDays(7));

    SessionLifetime {
        Objects.requireNonNull(whole, "whole");
        if (unused.compareTo(AccessTokens.LIFETIME) <= 0 || unused.compareTo(whole) > 0) {
            throw new IllegalArgumentException("a session that is used would end: " + unused);
        }
    }

    /// Of the sessions of a browser, or of the app.
    static SessionLifetime of(Platform platform) {
        return switch (platform) {
            case WEB -> BROWSER;
            case MOBILE -> APP;
        };
    }
}
