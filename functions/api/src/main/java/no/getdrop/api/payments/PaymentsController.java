package no.getdrop.api.payments;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.accounts.AccountId;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.compliance.Verdict;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.payments.Delivery;
import no.getdrop.payments.Payment;
import no.getdrop.payments.PaymentOutcome;
import no.getdrop.payments.PaymentSessionId;
import no.getdrop.payments.QrPaymentCommand;
import no.getdrop.payments.QrPayments;
import no.getdrop.payments.Quote;
import no.getdrop.payments.QuoteId;
import no.getdrop.payments.RemittanceCommand;
import no.getdrop.payments.Remittances;
import no.getdrop.recipients.RecipientId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Optional;
import java.util.function.Supplier;

/// Orders to pay, of both kinds.
@RestController
final class PaymentsController {
    private static final Logger log = LoggerFactory.getLogger(PaymentsController.class);

    private final Remittances remittances;
    private final QrPayments qrPayments;
    private final QrCodeFields codes;
    private final Delivery delivery;

    PaymentsController(
            Remittances remittances, QrPayments qrPayments, QrCodeFields codes, Delivery delivery) {
        this.remittances = remittances;
        this.qrPayments = qrPayments;
        this.codes = codes;
        this.delivery = delivery;
    }

    @PostMapping("/v1/transactions/remittance")
    @Access(value = Access.Who.CUSTOMER, quota = Access.Quota.PAYMENT)
    ResponseEntity<String> remit(
            Entrance entrance, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        return pay(
                entrance,
                () ->
                        remittances.accept(
                                entrance,
                                remittance(entrance.userId(), fields, request),
                                PaymentsController::answer,
                                origin));
    }

    @PostMapping("/v1/transactions/qr-payment")
    @Access(value = Access.Who.CUSTOMER, quota = Access.Quota.PAYMENT)
    ResponseEntity<String> payMerchant(
            Entrance entrance, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        return pay(
                entrance,
                () ->
                        qrPayments.accept(
                                entrance,
                                qrPayment(entrance.userId(), fields, request),
                                PaymentsController::answer,
                                origin));
    }

    private ResponseEntity<String> pay(Entrance entrance, Supplier<PaymentOutcome> order) {
        PaymentOutcome outcome;
        try {
            outcome = order.get();
        } catch (RefusedException e) {
            entrance.noPayment();
            throw e;
        }
        if (!(outcome instanceof PaymentOutcome.Accepted
                || outcome instanceof PaymentOutcome.Held)) {
            entrance.noPayment();
        }
        return switch (outcome) {
            case PaymentOutcome.Accepted accepted -> Once.respond(deliver(accepted));
            case PaymentOutcome.Held(_, StoredAnswer answer) -> {
                delivery.pass();
                yield Once.respond(answer);
            }
            case PaymentOutcome.OverLimit(Verdict.Refuse limit) ->
                    throw RefusedException.of(ApiError.LIMIT_EXCEEDED, PaymentErrors.detail(limit));
            case PaymentOutcome.Replayed(StoredAnswer answer) -> Once.respond(answer);
            case PaymentOutcome.KeyReused() ->
                    throw RefusedException.of(ApiError.IDEMPOTENCY_KEY_REUSED);
            case PaymentOutcome.InProgress() -> throw Once.inProgress();
            case PaymentOutcome.Refused(PaymentOutcome.Refusal refusal) ->
                    throw RefusedException.of(PaymentErrors.of(refusal));
        };
    }

    /// The payment is committed; whatever happens now, the worker brings it to the bank.
    private StoredAnswer deliver(PaymentOutcome.Accepted accepted) {
        try {
            return delivery.deliverOwn(accepted, PaymentsController::answer).answer();
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("paymentId", accepted.payment().id())
                    .log("a payment is left to the worker");
            return accepted.answer();
        }
    }

    private static StoredAnswer answer(Payment payment) {
        return Once.created(PaymentView.of(payment));
    }

    private static RemittanceCommand remittance(
            UserId userId, Fields fields, HttpServletRequest request) {
        String key = key(request, fields);
        Optional<RecipientId> recipientId =
                fields.value("recipientId", RecipientId::parse, "rcp_…");
        Optional<AccountId> accountId = fields.value("bankAccountId", AccountId::parse, "acc_…");
        Optional<QuoteId> quoteId = fields.value("quoteId", QuoteId::parse, "quo_…");
        Optional<PaymentSessionId> sessionId = sessionId(fields);
        Optional<Money> amount = fields.nok("amount", Quote.AMOUNT_MIN, Quote.AMOUNT_MAX);
        fields.check();
        return new RemittanceCommand(
                userId,
                key,
                recipientId.orElseThrow(),
                accountId.orElseThrow(),
                quoteId.orElseThrow(),
                sessionId.orElse(null),
                amount.orElseThrow());
    }

    private QrPaymentCommand qrPayment(UserId userId, Fields fields, HttpServletRequest request) {
        String key = key(request, fields);
        QrCodeFields.Read code = codes.read(fields);
        Optional<AccountId> accountId = fields.value("bankAccountId", AccountId::parse, "acc_…");
        Optional<PaymentSessionId> sessionId = sessionId(fields);
        Optional<Money> amount = QrCodeFields.requiredAmount(fields);
        fields.check();
        return new QrPaymentCommand(
                userId,
                key,
                code.subject(),
                accountId.orElseThrow(),
                sessionId.orElse(null),
                amount.orElseThrow());
    }

    private static String key(HttpServletRequest request, Fields fields) {
        return Once.key(request, fields)
                .orElseThrow(() -> RefusedException.of(ApiError.IDEMPOTENCY_KEY_REQUIRED));
    }

    private static Optional<PaymentSessionId> sessionId(Fields fields) {
        return fields.optionalValue("paymentSessionId", PaymentSessionId::parse, "pss_…");
    }
}
