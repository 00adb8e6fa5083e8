package no.getdrop.api.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import no.getdrop.identity.UserId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What holds for every request: its id in logs and answer, the security headers, one log line.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class EdgeFilter extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(EdgeFilter.class);
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Problems problems;

    /// Refuses in the words of `problems`.
    public EdgeFilter(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long started = System.nanoTime();
        String requestId = RequestIds.of(request);
        MDC.put("requestId", requestId);
        @Nullable String trace = request.getHeader("traceparent");
        if (trace != null && trace.length() <= 64) {
            MDC.put("traceparent", trace);
            response.setHeader("traceparent", trace);
        }
        response.setHeader("X-Request-Id", requestId);
        addSecurityHeaders(response);
        try {
            if (request.getMethod().equals("TRACE")) {
                // The container would send all of the request back, its token and cookies too.
                problems.answer(
                        new HttpRequestMethodNotSupportedException("TRACE", METHODS),
                        request,
                        response);
            } else {
                chain.doFilter(new InOurLanguages(request), new WithOneCacheRule(response));
            }
        } finally {
            logged(request, response, started);
            MDC.remove("requestId");
            MDC.remove("traceparent");
        }
    }

    private static void logged(
            HttpServletRequest request, HttpServletResponse response, long started) {
        LoggingEventBuilder line =
                log.atInfo()
                        .addKeyValue("method", request.getMethod())
                        .addKeyValue("path", request.getRequestURI())
                        .addKeyValue("status", response.getStatus())
                        .addKeyValue("durationMs", (System.nanoTime() - started) / 1_000_000);
        Optional<UserId> customer = SecurityEvent.customer(request);
        if (customer.isPresent()) {
            line = line.addKeyValue("customer", customer.get().toString());
        }
        Optional<String> gatewayId = RequestIds.ofGateway(request);
        if (gatewayId.isPresent()) {
            line = line.addKeyValue("gatewayRequestId", gatewayId.get());
        }
        line.log("request");
    }

    /// OWASP's headers for an API that serves no pages; answers are personal unless a route says
    /// otherwise.
    private static void addSecurityHeaders(HttpServletResponse response) {
        response.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader(
                "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
        response.setHeader("Cache-Control", "no-store");
    }

    /// The request with the language that Drop answers in: the container's own reading of
    /// `Accept-Language` fails for some values, outside of every handler of errors.
    private static final class InOurLanguages extends HttpServletRequestWrapper {
        InOurLanguages(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Locale getLocale() {
            return Texts.languageOf(this);
        }

        @Override
        public Enumeration<Locale> getLocales() {
            return Collections.enumeration(List.of(getLocale()));
        }
    }

    /// The response on which a route's rule for caches takes the place of the one set here, where
    /// Spring would add it.
    private static final class WithOneCacheRule extends HttpServletResponseWrapper {
        WithOneCacheRule(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void addHeader(String name, String value) {
            if (name.equalsIgnoreCase(HttpHeaders.CACHE_CONTROL)) {
                setHeader(name, value);
            } else {
                super.addHeader(name, value);
            }
        }
    }
}
