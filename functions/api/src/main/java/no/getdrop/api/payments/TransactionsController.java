package no.getdrop.api.payments;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.accounts.AccountId;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.PageQuery;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.payments.Delivery;
import no.getdrop.payments.Payment;
import no.getdrop.payments.PaymentId;
import no.getdrop.payments.PaymentSessionId;
import no.getdrop.payments.Payments;
import no.getdrop.payments.Quote;
import no.getdrop.payments.QuoteId;
import no.getdrop.payments.RemittanceCommand;
import no.getdrop.payments.RemittanceOutcome;
import no.getdrop.payments.Remittances;
import no.getdrop.recipients.RecipientId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The customer's payments.
@RestController
final class TransactionsController {
    private static final Logger log = LoggerFactory.getLogger(TransactionsController.class);

    private final Remittances remittances;
    private final Delivery delivery;

    record EventView(int sequence, String stage, Instant at) {
        static List<EventView> of(List<Payment.Event> events) {
            return events.stream()
                    .map(event -> new EventView(event.sequence(), event.stage().text(), event.at()))
                    .toList();
        }
    }

    /// What the customer keeps of a payment (PSD2 Art. 49).
    ///
    /// @param reference by which Drop finds the payment
    record ReceiptView(String reference, PaymentView payment, List<EventView> events) {}

    TransactionsController(Remittances remittances, Delivery delivery) {
        this.remittances = remittances;
        this.delivery = delivery;
    }

    @PostMapping("/v1/transactions/remittance")
    @Access(value = Access.Who.CUSTOMER, quota = Access.Quota.PAYMENT)
    ResponseEntity<String> remit(
            Entrance entrance, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        RemittanceOutcome outcome;
        try {
            outcome =
                    remittances.accept(
                            entrance,
                            command(entrance.userId(), fields, request),
                            payment -> Once.created(PaymentView.of(payment)),
                            origin);
        } catch (RefusedException e) {
            entrance.noPayment();
            throw e;
        }
        if (!(outcome instanceof RemittanceOutcome.Accepted)) {
            entrance.noPayment();
        }
        return switch (outcome) {
            case RemittanceOutcome.Accepted(
                            OpenBanking.PaymentOrder order,
                            StoredAnswer answer) -> {
                deliver(order);
                yield Once.respond(answer);
            }
            case RemittanceOutcome.Replayed(StoredAnswer answer) -> Once.respond(answer);
            case RemittanceOutcome.KeyReused() ->
                    throw RefusedException.of(ApiError.IDEMPOTENCY_KEY_REUSED);
            case RemittanceOutcome.InProgress() -> throw Once.inProgress();
            case RemittanceOutcome.Refused(RemittanceOutcome.Refusal refusal) ->
                    throw RefusedException.of(error(refusal));
        };
    }

    @GetMapping("/v1/transactions")
    @Access(Access.Who.CUSTOMER)
    Listing<PaymentView> list(
            Entrance entrance,
            PageQuery query,
            @RequestParam(name = "type", required = false) @Nullable String type,
            @RequestParam(name = "status", required = false) @Nullable String status) {
        List<Detail> details = new ArrayList<>();
        Payment.@Nullable Type typeFilter =
                filter("type", type, Payment.Type::parse, "remittance, qr_payment", details);
        Payment.@Nullable Status statusFilter =
                filter(
                        "status",
                        status,
                        Payment.Status::parse,
                        "processing, completed, failed",
                        details);
        if (!details.isEmpty()) {
            throw RefusedException.invalid(details);
        }
        return query.listing(
                entrance.read(
                        Payments.page(
                                entrance.userId(),
                                new Payments.Filter(
                                        typeFilter,
                                        statusFilter,
                                        query.after(PaymentId::parse).orElse(null),
                                        query.offset(),
                                        query.fetch()))),
                Payment::id,
                PaymentView::of);
    }

    @GetMapping("/v1/transactions/{id}")
    @Access(Access.Who.CUSTOMER)
    Data<PaymentView> find(Entrance entrance, @PathVariable String id) {
        return PaymentId.parse(id)
                .flatMap(known -> entrance.read(Payments.find(entrance.userId(), known)))
                .map(payment -> new Data<>(PaymentView.of(payment)))
                .orElseThrow(TransactionsController::notFound);
    }

    @GetMapping("/v1/transactions/{id}/events")
    @Access(Access.Who.CUSTOMER)
    Data<List<EventView>> events(Entrance entrance, @PathVariable String id) {
        return new Data<>(EventView.of(history(entrance, id).events()));
    }

    @GetMapping("/v1/transactions/{id}/receipt")
    @Access(Access.Who.CUSTOMER)
    Data<ReceiptView> receipt(Entrance entrance, @PathVariable String id) {
        Payments.History history = history(entrance, id);
        return new Data<>(
                new ReceiptView(
                        history.payment().id().toString(),
                        PaymentView.of(history.payment()),
                        EventView.of(history.events())));
    }

    private static RemittanceCommand command(
            UserId userId, Fields fields, HttpServletRequest request) {
        String key =
                Once.key(request, fields)
                        .orElseThrow(() -> RefusedException.of(ApiError.IDEMPOTENCY_KEY_REQUIRED));
        Optional<RecipientId> recipientId =
                fields.value("recipientId", RecipientId::parse, "rcp_…");
        Optional<AccountId> accountId = fields.value("bankAccountId", AccountId::parse, "acc_…");
        Optional<QuoteId> quoteId = fields.value("quoteId", QuoteId::parse, "quo_…");
        Optional<PaymentSessionId> sessionId =
                fields.optionalValue("paymentSessionId", PaymentSessionId::parse, "pss_…");
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

    /// The payment is committed; whatever happens now, the worker brings it to the bank.
    private void deliver(OpenBanking.PaymentOrder order) {
        try {
            delivery.deliverOwn(order);
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("paymentId", new PaymentId(order.id()))
                    .log("a payment is left to the worker");
        }
    }

    private static Payments.History history(Entrance entrance, String id) {
        return PaymentId.parse(id)
                .flatMap(known -> entrance.read(Payments.history(entrance.userId(), known)))
                .orElseThrow(TransactionsController::notFound);
    }

    private static RefusedException notFound() {
        return RefusedException.of(ApiError.TRANSACTION_NOT_FOUND);
    }

    private static <T> @Nullable T filter(
            String name,
            @Nullable String text,
            Function<String, Optional<T>> parse,
            String expected,
            List<Detail> details) {
        if (text == null) {
            return null;
        }
        Optional<T> value = parse.apply(text);
        if (value.isEmpty()) {
            details.add(Detail.of(name, "value", expected));
        }
        return value.orElse(null);
    }

    private static ApiError error(RemittanceOutcome.Refusal refusal) {
        return switch (refusal) {
            case KYC_REQUIRED -> ApiError.KYC_REQUIRED;
            case RECIPIENT_NOT_FOUND -> ApiError.RECIPIENT_NOT_FOUND;
            case ACCOUNT_NOT_FOUND -> ApiError.ACCOUNT_NOT_FOUND;
            case QUOTE_NOT_FOUND -> ApiError.QUOTE_NOT_FOUND;
            case QUOTE_MISMATCH -> ApiError.QUOTE_MISMATCH;
            case QUOTE_USED -> ApiError.QUOTE_USED;
            case QUOTE_EXPIRED -> ApiError.QUOTE_EXPIRED;
            case PAYMENT_SESSION_NOT_AUTHORISED -> ApiError.PAYMENT_SESSION_NOT_AUTHORISED;
            case PAYMENT_SESSION_EXPIRED -> ApiError.PAYMENT_SESSION_EXPIRED;
            case PAYMENT_SESSION_MISMATCH -> ApiError.PAYMENT_SESSION_MISMATCH;
        };
    }
}
