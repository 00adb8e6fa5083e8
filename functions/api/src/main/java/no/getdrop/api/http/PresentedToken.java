package no.getdrop.api.http;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import java.util.Optional;

/// The access token that a request bears: in `Authorization`, or else in a browser's cookie.
///
/// @param text empty, and so good for nothing, for an `Authorization` that is no bearer's
/// @param fromCookie a browser sends cookies by itself, so such a request must be its own
record PresentedToken(String text, boolean fromCookie) {
    private static final String SCHEME = "Bearer ";

    static Optional<PresentedToken> of(HttpServletRequest request) {
        @Nullable String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null) {
            return AdmissionInterceptor.cookie(request, SessionCookies.ACCESS)
                    .map(token -> new PresentedToken(token, true));
        }
        boolean isBearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return Optional.of(
                new PresentedToken(
                        isBearer ? authorization.substring(SCHEME.length()).strip() : "", false));
    }
}
