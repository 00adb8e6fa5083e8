package no.getdrop.api.payments;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.accounts.AccountId;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.HttpSettings;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.Caller;
import no.getdrop.identity.Platform;
import no.getdrop.money.Money;
import no.getdrop.payments.Payment;
import no.getdrop.payments.PaymentOutcome;
import no.getdrop.payments.PaymentSession;
import no.getdrop.payments.PaymentSessionId;
import no.getdrop.payments.PaymentSessions;
import no.getdrop.payments.QuoteId;
import no.getdrop.qr.QrSubject;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Strong authentication for one payment.
@RestController
final class PaymentSessionsController {
    private static final String APP_CALLBACK = "drop://payment-session/callback";

    private final PaymentSessions sessions;
    private final QrCodeFields codes;
    private final Once once;
    private final HttpSettings settings;

    /// @param redirectUrl where the person authenticates; only when the session was just made
    record SessionView(
            String id,
            @JsonUnwrapped SubjectView subject,
            String status,
            Instant expiresAt,
            @Nullable URI redirectUrl) {
        static SessionView of(PaymentSession session, @Nullable URI redirectUrl) {
            return new SessionView(
                    session.id().toString(),
                    SubjectView.of(session.subject()),
                    session.status().text(),
                    session.expiresAt(),
                    redirectUrl);
        }
    }

    /// What is authenticated: a quote, or an amount to a merchant.
    record SubjectView(
            @Nullable String quoteId,
            @Nullable String merchantId,
            @Nullable String merchantName,
            @Nullable String merchantLegalName,
            @Nullable String paymentRequestId,
            @Nullable BigDecimal amount,
            @Nullable String currency) {
        static SubjectView of(PaymentSession.Subject subject) {
            return switch (subject) {
                case PaymentSession.Subject.ForQuote(QuoteId quoteId) ->
                        new SubjectView(quoteId.toString(), null, null, null, null, null, null);
                case PaymentSession.Subject.ForMerchant(
                                Payment.Payee.Merchant payee,
                                Money amount) ->
                        new SubjectView(
                                null,
                                payee.id().toString(),
                                payee.name(),
                                payee.legalName(),
                                payee.requestId() == null ? null : payee.requestId().toString(),
                                amount.decimal(),
                                amount.currency().getCurrencyCode());
            };
        }
    }

    PaymentSessionsController(
            PaymentSessions sessions, QrCodeFields codes, Once once, HttpSettings settings) {
        this.sessions = sessions;
        this.codes = codes;
        this.once = once;
        this.settings = settings;
    }

    /// For a quote, or for what a QR code or a payment request says.
    @PostMapping("/v1/payment-sessions")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> start(Caller caller, Fields fields, HttpServletRequest request) {
        Function<Handle, PaymentSessions.StartOutcome> start =
                QrCodeFields.areIn(fields) && !fields.names("quoteId")
                        ? startForMerchant(caller, fields)
                        : startForQuote(caller, fields);
        if (!sessions.isReady()) {
            throw RefusedException.retry(ApiError.BANKID_UNAVAILABLE, 5);
        }
        return once.create(caller, request, fields, handle -> answer(start.apply(handle)));
    }

    private Function<Handle, PaymentSessions.StartOutcome> startForQuote(
            Caller caller, Fields fields) {
        Optional<QuoteId> quoteId = fields.value("quoteId", QuoteId::parse, "quo_…");
        Optional<AccountId> accountId = fields.value("bankAccountId", AccountId::parse, "acc_…");
        // The quote says all of it.
        Stream.of("amount", "qrCode", "paymentRequestId")
                .filter(fields::names)
                .forEach(name -> fields.add(Detail.of(name, "instead")));
        fields.check();
        return handle ->
                sessions.start(handle, caller, quoteId.orElseThrow(), accountId.orElseThrow());
    }

    private Function<Handle, PaymentSessions.StartOutcome> startForMerchant(
            Caller caller, Fields fields) {
        QrCodeFields.Read code = codes.read(fields);
        Optional<AccountId> accountId = fields.value("bankAccountId", AccountId::parse, "acc_…");
        Optional<Money> amount = code.amount(fields);
        fields.check();
        QrSubject subject = code.subject();
        return handle ->
                sessions.start(
                        handle, caller, subject, amount.orElse(null), accountId.orElseThrow());
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
            case PaymentSessions.StartOutcome.Refused(PaymentOutcome.Refusal refusal) ->
                    throw RefusedException.of(PaymentErrors.of(refusal));
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
