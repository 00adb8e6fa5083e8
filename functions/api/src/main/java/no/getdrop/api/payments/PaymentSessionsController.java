package no.getdrop.api.payments;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.accounts.AccountId;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.HttpSettings;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.Caller;
import no.getdrop.identity.Platform;
import no.getdrop.payments.PaymentSession;
import no.getdrop.payments.PaymentSessionId;
import no.getdrop.payments.PaymentSessions;
import no.getdrop.payments.QuoteId;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/// Strong authentication for one payment.
@RestController
final class PaymentSessionsController {
    private static final String APP_CALLBACK = "drop://payment-session/callback";

    private final PaymentSessions sessions;
    private final Once once;
    private final HttpSettings settings;

    /// @param redirectUrl where the person authenticates; only when the session was just made
    record SessionView(
            String id,
            String quoteId,
            String status,
            Instant expiresAt,
            @Nullable URI redirectUrl) {
        static SessionView of(PaymentSession session, @Nullable URI redirectUrl) {
            return new SessionView(
                    session.id().toString(),
                    session.quoteId().toString(),
                    session.status().text(),
                    session.expiresAt(),
                    redirectUrl);
        }
    }

    PaymentSessionsController(PaymentSessions sessions, Once once, HttpSettings settings) {
        this.sessions = sessions;
        this.once = once;
        this.settings = settings;
    }

    @PostMapping("/v1/payment-sessions")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> start(Caller caller, Fields fields, HttpServletRequest request) {
        Optional<QuoteId> quoteId = fields.value("quoteId", QuoteId::parse, "quo_…");
        Optional<AccountId> accountId = fields.value("bankAccountId", AccountId::parse, "acc_…");
        fields.check();
        if (!sessions.isReady()) {
            throw RefusedException.retry(ApiError.BANKID_UNAVAILABLE, 5);
        }
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        answer(
                                sessions.start(
                                        handle,
                                        caller,
                                        quoteId.orElseThrow(),
                                        accountId.orElseThrow())));
    }

    @GetMapping("/v1/payment-sessions/{id}")
    @Access(Access.Who.CUSTOMER)
    Data<SessionView> find(Entrance entrance, @PathVariable String id) {
        return PaymentSessionId.parse(id)
                .flatMap(known -> entrance.read(sessions.find(entrance.userId(), known)))
                .map(session -> new Data<>(SessionView.of(session, null)))
                .orElseThrow(() -> RefusedException.of(ApiError.PAYMENT_SESSION_NOT_FOUND));
    }

    /// Where BankID sends the person back to; the state says whose session it is.
    @GetMapping("/v1/payment-sessions/callback")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.AUTHENTICATION)
    ResponseEntity<Void> callback(
            @RequestParam(name = "state", defaultValue = "") String state,
            @RequestParam(name = "code", required = false) @Nullable String code,
            Audit.Origin origin) {
        return switch (sessions.end(state, code, origin)) {
            case PaymentSessions.EndOutcome.Authorised(PaymentSessionId id, Platform platform) ->
                    redirect(platform, id, "authorised");
            case PaymentSessions.EndOutcome.Refused(PaymentSessionId id, Platform platform) ->
                    redirect(platform, id, "refused");
            case PaymentSessions.EndOutcome.StateRefused() ->
                    throw RefusedException.of(ApiError.INVALID_STATE);
            case PaymentSessions.EndOutcome.Unavailable() ->
                    throw RefusedException.retry(ApiError.BANKID_UNAVAILABLE, 5);
        };
    }

    private static StoredAnswer answer(PaymentSessions.StartOutcome outcome) {
        return switch (outcome) {
            case PaymentSessions.StartOutcome.Started(PaymentSession session, URI page) ->
                    Once.created(SessionView.of(session, page));
            case PaymentSessions.StartOutcome.QuoteNotFound() ->
                    throw RefusedException.of(ApiError.QUOTE_NOT_FOUND);
            case PaymentSessions.StartOutcome.QuoteExpired() ->
                    throw RefusedException.of(ApiError.QUOTE_EXPIRED);
            case PaymentSessions.StartOutcome.AccountNotFound() ->
                    throw RefusedException.of(ApiError.ACCOUNT_NOT_FOUND);
            case PaymentSessions.StartOutcome.Unavailable() ->
                    throw RefusedException.retry(ApiError.BANKID_UNAVAILABLE, 5);
        };
    }

    private ResponseEntity<Void> redirect(Platform platform, PaymentSessionId id, String status) {
        String query = "?id=" + id + "&status=" + status;
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(
                        switch (platform) {
                            case WEB -> settings.appUrl().resolve("/payment-session" + query);
                            case MOBILE -> URI.create(APP_CALLBACK + query);
                        })
                .build();
    }
}
