package no.getdrop.api.http;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import no.getdrop.database.Database;
import no.getdrop.identity.AccessTokens;
import no.getdrop.identity.Admission;
import no.getdrop.identity.Caller;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Lets a request through to its controller when its session lives and its limits allow it.
@Component
public final class AdmissionInterceptor implements HandlerInterceptor {
    static final String CALLER = Caller.class.getName();

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
    private static final int WINDOW_SECONDS = 60;
    private static final String PAYMENT_PER_CUSTOMER = "payment-user";

    private final Admission admission;
    private final Database database;
    private final AccessTokens accessTokens;
    private final HttpSettings settings;

    /// What a request has to show for itself.
    ///
    /// @param claims `null` when there is no token, or none that is good
    /// @param fromCookie a browser sends cookies by itself, so such a request must be its own
    private record Presented(
            boolean isToken, AccessTokens.@Nullable Claims claims, boolean fromCookie) {
        static final Presented NOTHING = new Presented(false, null, false);
    }

    /// Admission by the sessions and counters of `admission`.
    public AdmissionInterceptor(
            Admission admission,
            Database database,
            AccessTokens accessTokens,
            HttpSettings settings) {
        this.admission = admission;
        this.database = database;
        this.accessTokens = accessTokens;
        this.settings = settings;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        // No route takes OPTIONS: Spring answers it with the methods that the address takes.
        if (!(handler instanceof HandlerMethod method)
                || HttpMethod.OPTIONS.matches(request.getMethod())) {
            return true;
        }
        Access access = access(method);
        if (access.quota() == Access.Quota.UNCOUNTED) {
            return true;
        }
        Presented presented = presented(request);
        boolean takesSession = access.value().takesSession();
        boolean needsSession =
                access.value().needsSession() || (takesSession && presented.isToken());
        if (needsSession && presented.claims() == null) {
            throw RefusedException.of(ApiError.UNAUTHENTICATED);
        }
        if (presented.fromCookie() && needsSession && !SAFE_METHODS.contains(request.getMethod())) {
            CrossSite.refuse(request, settings);
        }
        AccessTokens.Claims claims = takesSession ? presented.claims() : null;
        List<Admission.Limit> limits = limits(access.quota(), request, claims);
        if (claims != null && takesEntrance(method)) {
            new Entrance(admission, database, access, limits, claims, response).keepIn(request);
            return true;
        }
        Admission.Decision decision = admission.decide(limits, claims);
        decision.caller().ifPresent(caller -> request.setAttribute(CALLER, caller));
        check(decision, claims != null, access, response);
        return true;
    }

    /// Tells how the limits stand, and refuses a request that may not go on.
    ///
    /// @param isToken whether the request came with a session's token, which must live then
    static void check(
            Admission.Decision decision,
            boolean isToken,
            Access access,
            HttpServletResponse response) {
        tellStanding(response, decision.standing());
        if (isToken && decision.caller().isEmpty()) {
            throw RefusedException.of(ApiError.UNAUTHENTICATED);
        }
        if (decision.standing().isExceeded()) {
            throw RefusedException.retry(
                    ApiError.RATE_LIMITED, Math.max(1, decision.standing().resetSeconds()));
        }
        decision.caller().ifPresent(caller -> check(caller, access));
    }

    private static void check(Caller caller, Access access) {
        if (!access.value().admits(caller.role())) {
            throw RefusedException.of(ApiError.FORBIDDEN);
        }
        if (access.recent() && !caller.hasLoggedInRecently()) {
            throw RefusedException.of(ApiError.INSUFFICIENT_USER_AUTHENTICATION);
        }
    }

    static boolean isPaymentLimit(Admission.Limit limit) {
        return limit.name().equals(PAYMENT_PER_CUSTOMER);
    }

    /// What a route says of who may call it; every route must say it.
    public static Access access(HandlerMethod method) {
        Access access =
                Optional.ofNullable(method.getMethodAnnotation(Access.class))
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        method.getShortLogMessage() + " says not who may call it"));
        if (access.quota() == Access.Quota.UNCOUNTED && access.value() != Access.Who.ANYONE) {
            throw new IllegalStateException(
                    method.getShortLogMessage() + " counts nobody and yet asks for a session");
        }
        if (access.recent() && !access.value().needsSession()) {
            throw new IllegalStateException(
                    method.getShortLogMessage() + " asks for a recent login and for no session");
        }
        return access;
    }

    private static boolean takesEntrance(HandlerMethod method) {
        return Stream.of(method.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == Entrance.class);
    }

    private Presented presented(HttpServletRequest request) {
        return PresentedToken.of(request)
                .map(token ->
                        new Presented(
                                true,
                                accessTokens.verify(token.text()).orElse(null),
                                token.fromCookie()))
                .orElse(Presented.NOTHING);
    }

    private static List<Admission.Limit> limits(
            Access.Quota quota, HttpServletRequest request, AccessTokens.@Nullable Claims claims) {
        String address = ClientAddress.bucket(request.getRemoteAddr());
        String customer = claims == null ? address : claims.userId().value().toString();
        List<Admission.Limit> limits = new ArrayList<>();
        switch (quota) {
            case AUTHENTICATION -> limits.add(limit("auth", "auth:ip:" + address, 10));
            case RATES -> limits.add(limit("rates", "rates:ip:" + address, 120));
            case CUSTOMER -> limits.add(limit("user", "user:" + customer, 300));
            case PAYMENT -> {
                limits.add(limit("payment", "payment:ip:" + address, 10));
                limits.add(limit(PAYMENT_PER_CUSTOMER, "payment:user:" + customer, 3));
            }
            case UNCOUNTED -> throw new IllegalStateException("let in without being counted");
        }
        return limits;
    }

    private static Admission.Limit limit(String name, String bucket, int quota) {
        return new Admission.Limit(name, bucket, quota, WINDOW_SECONDS);
    }

    private static void tellStanding(HttpServletResponse response, Admission.Standing standing) {
        String name = '"' + standing.limit().name() + '"';
        response.setHeader(
                "RateLimit-Policy",
                name + ";q=" + standing.limit().quota() + ";w=" + standing.limit().windowSeconds());
        response.setHeader(
                "RateLimit",
                name + ";r=" + Math.max(0, standing.remaining()) + ";t=" + standing.resetSeconds());
    }

    static Optional<String> cookie(HttpServletRequest request, String name) {
        Cookie @Nullable [] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(name)) {
                return Optional.ofNullable(cookie.getValue());
            }
        }
        return Optional.empty();
    }
}
