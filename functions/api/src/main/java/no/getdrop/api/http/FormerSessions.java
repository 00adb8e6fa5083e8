package no.getdrop.api.http;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.identity.AccessTokens;
import no.getdrop.identity.SessionId;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What a browser or an app that logs in had until now, so that the login can end it.
@Component
public final class FormerSessions {
    private final AccessTokens accessTokens;

    /// Sessions as `accessTokens` name them.
    public FormerSessions(AccessTokens accessTokens) {
        this.accessTokens = accessTokens;
    }

    /// The session whose access token the request bears, be the token's time over or not; `null`
    /// without one that Drop has signed. Whether the session lives, and whose it is, is not asked.
    public @Nullable SessionId of(HttpServletRequest request) {
        return PresentedToken.of(request)
                .map(PresentedToken::text)
                .or(() -> AdmissionInterceptor.cookie(request, SessionCookies.FORMER))
                .flatMap(accessTokens::formerSession)
                .orElse(null);
    }
}
