package no.getdrop.api.identity;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.accounts.Profile;
import no.getdrop.api.accounts.AccountView;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.CrossSite;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.FormerSessions;
import no.getdrop.api.http.HttpSettings;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.PageQuery;
import no.getdrop.api.http.RefusedException;
import no.getdrop.api.http.SecurityEvent;
import no.getdrop.api.http.SessionCookies;
import no.getdrop.audit.Audit;
import no.getdrop.identity.AccessTokens;
import no.getdrop.identity.Caller;
import no.getdrop.identity.LiveSession;
import no.getdrop.identity.Login;
import no.getdrop.identity.Platform;
import no.getdrop.identity.SessionId;
import no.getdrop.identity.Sessions;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Login with BankID, sessions, and who the caller is.
@RestController
final class AuthController {
    private static final String APP_CALLBACK = "drop://auth/callback";
    private static final String BANKID_REFUSED = "bankid_refused";
    private static final String CHALLENGE_FORM = "[A-Za-z0-9_-]{43}";

    private final Login login;
    private final Sessions sessions;
    private final SessionCookies cookies;
    private final FormerSessions formerSessions;
    private final HttpSettings settings;
    private final InstantSource clock;

    record Redirect(URI redirectUrl) {}

    /// @param expiresIn seconds for which the access token is good
    record TokenView(
            String accessToken,
            String refreshToken,
            String tokenType,
            long expiresIn,
            Instant sessionExpiresAt) {
        static TokenView of(Sessions.Opened session) {
            return new TokenView(
                    session.accessToken(),
                    session.refreshToken(),
                    "Bearer",
                    AccessTokens.LIFETIME.toSeconds(),
                    session.expiresAt());
        }
    }

    /// @param userAgent what the browser or the app called itself at the login
    /// @param isCurrent whether it is the one that asks
    record SessionView(
            String id,
            String platform,
            @Nullable String userAgent,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt,
            boolean isCurrent) {
        static SessionView of(LiveSession session, SessionId current) {
            return new SessionView(
                    session.id().toString(),
                    session.platform().text(),
                    session.userAgent(),
                    session.createdAt(),
                    session.lastUsedAt(),
                    session.expiresAt(),
                    session.id().equals(current));
        }
    }

    record MeView(UserView user, List<AccountView> accounts) {
        static MeView of(Profile profile, Instant now) {
            return new MeView(
                    UserView.of(profile.user()),
                    profile.accounts().stream()
                            .map(account -> AccountView.of(account, now))
                            .toList());
        }
    }

    AuthController(
            Login login,
            Sessions sessions,
            SessionCookies cookies,
            FormerSessions formerSessions,
            HttpSettings settings,
            InstantSource clock) {
        this.login = login;
        this.sessions = sessions;
        this.cookies = cookies;
        this.formerSessions = formerSessions;
        this.settings = settings;
        this.clock = clock;
    }

    @GetMapping("/v1/auth/bankid")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.AUTHENTICATION)
    ResponseEntity<Data<Redirect>> start(
            @RequestParam(name = "platform", defaultValue = "web") String platformText,
            @RequestParam(name = "code_challenge", required = false) @Nullable String codeChallenge,
            HttpServletRequest request) {
        Platform platform =
                Platform.parse(platformText)
                        .orElseThrow(() ->
                                RefusedException.invalid(
                                        Detail.of("platform", "value", "web, mobile")));
        if (codeChallenge != null && !codeChallenge.matches(CHALLENGE_FORM)) {
            throw RefusedException.invalid(Detail.of("code_challenge", "code_challenge"));
        }
        Login.Page page =
                login.start(platform, codeChallenge, formerSessions.of(request))
                        .orElseThrow(() -> RefusedException.retry(ApiError.BANKID_UNAVAILABLE, 5));
        ResponseEntity.BodyBuilder response = ResponseEntity.ok();
        if (platform == Platform.WEB) {
            response.header(HttpHeaders.SET_COOKIE, cookies.state(page.state()).toString());
        }
        return response.body(new Data<>(new Redirect(page.address())));
    }

    @GetMapping("/v1/auth/bankid/callback")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.AUTHENTICATION)
    ResponseEntity<Void> callback(
            @RequestParam(name = "state", defaultValue = "") String state,
            @RequestParam(name = "code", required = false) @Nullable String code,
            @CookieValue(name = SessionCookies.STATE, required = false)
                    @Nullable String browserState,
            HttpServletRequest request,
            Audit.Origin origin) {
        return switch (login.end(state, code, browserState, origin)) {
            case Login.Outcome.Opened(Sessions.Opened session) ->
                    redirect(
                            settings.appUrl().resolve("/dashboard"),
                            cookies.open(session, clock.instant()));
            case Login.Outcome.CodeIssued(String issued) ->
                    redirect(URI.create(APP_CALLBACK + "?code=" + issued), List.of());
            case Login.Outcome.StateRefused() -> throw RefusedException.of(ApiError.INVALID_STATE);
            case Login.Outcome.NotAuthenticated(Platform platform) -> {
                SecurityEvent.LOGIN_REFUSED.tell(request, BANKID_REFUSED);
                yield redirect(
                        switch (platform) {
                            case WEB -> settings.appUrl().resolve("/login?error=" + BANKID_REFUSED);
                            case MOBILE -> URI.create(APP_CALLBACK + "?error=" + BANKID_REFUSED);
                        },
                        List.of());
            }
            case Login.Outcome.UnderAge() -> throw RefusedException.of(ApiError.UNDER_AGE);
            case Login.Outcome.Closed() -> throw RefusedException.of(ApiError.CUSTOMER_CLOSED);
            case Login.Outcome.Unavailable() ->
                    throw RefusedException.retry(ApiError.BANKID_UNAVAILABLE, 5);
        };
    }

    @PostMapping("/v1/auth/token")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.AUTHENTICATION)
    Data<TokenView> token(HttpServletRequest request, Fields fields, Audit.Origin origin) {
        Optional<String> code = fields.text("code", 1, 200);
        Optional<String> verifier = fields.optionalText("codeVerifier", 128);
        fields.check();
        return login.exchange(
                        code.orElseThrow(),
                        verifier.orElse(null),
                        formerSessions.of(request),
                        origin)
                .map(session -> new Data<>(TokenView.of(session)))
                .orElseThrow(() -> RefusedException.of(ApiError.INVALID_CODE));
    }

    /// The app sends its token in the body and gets the next; a browser's goes by cookie both ways.
    @PostMapping("/v1/auth/refresh")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.AUTHENTICATION)
    ResponseEntity<Data<TokenView>> refresh(
            HttpServletRequest request,
            @CookieValue(name = SessionCookies.REFRESH, required = false) @Nullable String cookie,
            Fields fields,
            Audit.Origin origin) {
        Optional<String> given = fields.optionalText("refreshToken", 200);
        fields.check();
        if (given.isEmpty() && cookie != null) {
            CrossSite.refuse(request, settings);
        }
        Sessions.Opened session =
                given.or(() -> Optional.ofNullable(cookie))
                        .flatMap(token -> sessions.refresh(token, origin))
                        .orElseThrow(() -> RefusedException.of(ApiError.UNAUTHENTICATED));
        return answer(session, cookies, clock.instant());
    }

    /// The app gets its tokens in the body, a browser by cookies.
    static ResponseEntity<Data<TokenView>> answer(
            Sessions.Opened session, SessionCookies cookies, Instant now) {
        return switch (session.platform()) {
            case MOBILE -> ResponseEntity.ok(new Data<>(TokenView.of(session)));
            case WEB -> with(ResponseEntity.noContent(), cookies.open(session, now)).build();
        };
    }

    @PostMapping("/v1/auth/logout")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<Void> logout(Caller caller, Audit.Origin origin) {
        sessions.end(caller, origin);
        return with(ResponseEntity.noContent(), cookies.close()).build();
    }

    @PostMapping("/v1/auth/logout-all")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<Void> logoutAll(Caller caller, Audit.Origin origin) {
        sessions.endAll(caller, origin);
        return with(ResponseEntity.noContent(), cookies.close()).build();
    }

    @GetMapping("/v1/auth/sessions")
    @Access(Access.Who.CUSTOMER)
    Listing<SessionView> list(Entrance entrance, PageQuery query) {
        return query.listing(
                entrance.read(
                        LiveSession.page(
                                entrance.userId(),
                                query.after(SessionId::parse).orElse(null),
                                query.offset(),
                                query.fetch(),
                                clock.instant())),
                LiveSession::id,
                session -> SessionView.of(session, entrance.sessionId()));
    }

    @DeleteMapping("/v1/auth/sessions/{id}")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<Void> end(Caller caller, @PathVariable String id, Audit.Origin origin) {
        SessionId sessionId =
                SessionId.parse(id)
                        .filter(known -> sessions.end(caller, known, origin))
                        .orElseThrow(() -> RefusedException.of(ApiError.SESSION_NOT_FOUND));
        boolean isCurrent = sessionId.equals(caller.sessionId());
        return with(ResponseEntity.noContent(), isCurrent ? cookies.close() : List.of()).build();
    }

    @GetMapping("/v1/auth/me")
    @Access(Access.Who.CUSTOMER)
    Data<MeView> me(Entrance entrance) {
        return entrance.read(Profile.find(entrance.userId()))
                .map(profile -> new Data<>(MeView.of(profile, clock.instant())))
                .orElseThrow(() -> RefusedException.of(ApiError.UNAUTHENTICATED));
    }

    private static ResponseEntity<Void> redirect(URI address, List<ResponseCookie> cookies) {
        return with(ResponseEntity.status(HttpStatus.FOUND).location(address), cookies).build();
    }

    private static <B extends ResponseEntity.HeadersBuilder<?>> B with(
            B response, List<ResponseCookie> cookies) {
        cookies.forEach(cookie -> response.header(HttpHeaders.SET_COOKIE, cookie.toString()));
        return response;
    }
}
