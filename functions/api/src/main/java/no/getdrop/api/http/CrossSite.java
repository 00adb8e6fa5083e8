package no.getdrop.api.http;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/// OWASP's rule against cross-site request forgery, for requests that a browser's cookies carry.
public final class CrossSite {
    private CrossSite() {}

    /// Refuses a request that another site's page made the browser send: the browser's own word
    /// first, else the origin, which must be one of ours.
    public static void refuse(HttpServletRequest request, HttpSettings settings) {
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean own =
                "same-origin".equals(site)
                        || "same-site".equals(site)
                        || (origin != null && settings.allowedOrigins().contains(origin));
        if (!own) {
            throw RefusedException.of(ApiError.CROSS_SITE_REFUSED);
        }
    }
}
