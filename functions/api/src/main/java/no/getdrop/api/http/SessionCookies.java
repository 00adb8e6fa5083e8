package no.getdrop.api.http;

import no.getdrop.identity.AccessTokens;
import no.getdrop.identity.Sessions;

import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The cookies of a browser's session: not readable by scripts, never sent across sites.
@Component
public final class SessionCookies {
    /// Holds the access token.
    public static final String ACCESS = "drop_token";

    /// Holds the refresh token; goes to its one route only.
    public static final String REFRESH = "drop_refresh";

    /// Holds the last access token beyond its time, when it only names the session any more: the
    /// next login of the browser ends that session. Goes to login and session routes only.
    static final String FORMER = "drop_former";

    /// Holds the state of a login under way.
    public static final String STATE = "bankid_state";

    private static final String REFRESH_PATH = "/v1/auth/refresh";
    private static final String FORMER_PATH = "/v1/auth";
    private static final Duration STATE_LIFETIME = Duration.ofMinutes(10);

    private final HttpSettings settings;

    /// Cookies for the hosts of `settings`.
    public SessionCookies(HttpSettings settings) {
        this.settings = settings;
    }

    /// The cookies that open a session.
    public List<ResponseCookie> open(Sessions.Opened session, Instant now) {
        Duration left = Duration.between(now, session.expiresAt());
        return List.of(
                cookie(ACCESS, session.accessToken(), "/", AccessTokens.LIFETIME),
                cookie(REFRESH, session.refreshToken(), REFRESH_PATH, left),
                cookie(FORMER, session.accessToken(), FORMER_PATH, left));
    }

    /// The cookies that end one.
    public List<ResponseCookie> close() {
        return List.of(
                cookie(ACCESS, "", "/", Duration.ZERO),
                cookie(REFRESH, "", REFRESH_PATH, Duration.ZERO),
                cookie(FORMER, "", FORMER_PATH, Duration.ZERO));
    }

    /// The state of a login; `Lax`, since BankID's page sends the browser back from another site.
    public ResponseCookie state(String state) {
        return ResponseCookie.from(STATE, state)
                .httpOnly(true)
                .secure(settings.secureCookies())
                .sameSite("Lax")
                .path("/v1/auth/bankid")
                .maxAge(STATE_LIFETIME)
                .build();
    }

    private ResponseCookie cookie(String name, String value, String path, Duration maxAge) {
        ResponseCookie.ResponseCookieBuilder cookie =
                ResponseCookie.from(name, value)
                        .httpOnly(true)
                        .secure(settings.secureCookies())
                        .sameSite("Strict")
                        .path(path)
                        .maxAge(maxAge);
        settings.cookieDomain().ifPresent(cookie::domain);
        return cookie.build();
    }
}
