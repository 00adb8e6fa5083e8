package no.getdrop.api.identity;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.FormerSessions;
import no.getdrop.api.http.RefusedException;
import no.getdrop.api.http.SessionCookies;
import no.getdrop.audit.Audit;
import no.getdrop.identity.DemoLogin;
import no.getdrop.identity.Platform;
import no.getdrop.identity.Sessions;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.InstantSource;
import java.util.Optional;

/// What is left of logins by password: the demo users' outside production, and the answer that the
/// rest is gone.
@RestController
final class PasswordController {
    private final DemoLogin demoLogin;
    private final SessionCookies cookies;
    private final FormerSessions formerSessions;
    private final InstantSource clock;

    PasswordController(
            DemoLogin demoLogin,
            SessionCookies cookies,
            FormerSessions formerSessions,
            InstantSource clock) {
        this.demoLogin = demoLogin;
        this.cookies = cookies;
        this.formerSessions = formerSessions;
        this.clock = clock;
    }

    @PostMapping("/v1/auth/login")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.AUTHENTICATION)
    ResponseEntity<Data<AuthController.TokenView>> login(
            HttpServletRequest request, Fields fields, Audit.Origin origin) {
        if (!demoLogin.isOffered()) {
            throw RefusedException.of(ApiError.GONE);
        }
        Optional<String> email = fields.text("email", 3, 254);
        Optional<String> password = fields.text("password", 1, 200);
        Optional<Platform> platform =
                fields.optionalValue("platform", Platform::parse, "web, mobile");
        fields.check();
        Sessions.Opened session =
                demoLogin
                        .login(
                                email.orElseThrow(),
                                password.orElseThrow(),
                                platform.orElse(Platform.WEB),
                                formerSessions.of(request),
                                origin)
                        .orElseThrow(() -> RefusedException.of(ApiError.INVALID_CREDENTIALS));
        return AuthController.answer(session, cookies, clock.instant());
    }

    /// Whoever is new begins with BankID.
    @PostMapping("/v1/auth/register")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.AUTHENTICATION)
    @SuppressWarnings("DoNotCallSuggester") // Spring calls it
    void register() {
        throw RefusedException.of(ApiError.GONE);
    }
}
