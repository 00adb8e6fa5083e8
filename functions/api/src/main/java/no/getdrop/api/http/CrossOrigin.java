package no.getdrop.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;

import java.io.IOException;

/// The fetch standard's CORS protocol, in which a refusal is a problem like any other.
public final class CrossOrigin extends DefaultCorsProcessor {
    private final Problems problems;

    /// Refuses in the words of `problems`.
    public CrossOrigin(Problems problems) {
        this.problems = problems;
    }

    @Override
    public boolean processRequest(
            @Nullable CorsConfiguration configuration,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        boolean allowed = super.processRequest(configuration, request, response);
        if (!allowed) {
            problems.answer(RefusedException.of(ApiError.CROSS_SITE_REFUSED), request, response);
        }
        return allowed;
    }

    /// Writes nothing: the problem takes its place.
    @Override
    protected void rejectRequest(ServerHttpResponse response) {}
}
