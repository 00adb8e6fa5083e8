package no.getdrop.api.payments;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Form;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.PageQuery;
import no.getdrop.api.http.QueryValues;
import no.getdrop.api.http.RefusedException;
import no.getdrop.api.http.Texts;
import no.getdrop.audit.Audit;
import no.getdrop.identity.Caller;
import no.getdrop.payments.Cancellations;
import no.getdrop.payments.Payment;
import no.getdrop.payments.PaymentId;
import no.getdrop.payments.Payments;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// The customer's payments, to look at and to take back.
@RestController
final class TransactionsController {
    private final Cancellations cancellations;
    private final ReceiptPdf pdf;

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

    TransactionsController(Cancellations cancellations, ReceiptPdf pdf) {
        this.cancellations = cancellations;
        this.pdf = pdf;
    }

    @GetMapping("/v1/transactions")
    @Access(Access.Who.CUSTOMER)
    Listing<PaymentView> list(
            Entrance entrance,
            PageQuery query,
            @RequestParam(name = "type", required = false) @Nullable String type,
            @RequestParam(name = "status", required = false) @Nullable String status) {
        QueryValues filters = new QueryValues();
        Payment.@Nullable Type typeFilter =
                filters.value("type", type, Payment.Type::parse, "remittance, qr_payment");
        Payment.@Nullable Status statusFilter =
                filters.value(
                        "status", status, Payment.Status::parse, "processing, completed, failed");
        filters.check();
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

    /// As JSON, or as PDF for who asks for that.
    @GetMapping("/v1/transactions/{id}/receipt")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<Object> receipt(
            Entrance entrance, @PathVariable String id, HttpServletRequest request) {
        MediaType form =
                Form.wanted(request, MediaType.APPLICATION_JSON, MediaType.APPLICATION_PDF);
        Payments.History history = history(entrance, id);
        Payment payment = history.payment();
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.ok().contentType(form).header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (form.equals(MediaType.APPLICATION_JSON)) {
            return answer.body(
                    new Data<>(
                            new ReceiptView(
                                    payment.id().toString(),
                                    PaymentView.of(payment),
                                    EventView.of(history.events()))));
        }
        Locale language = Texts.languageOf(request);
        return answer.header(HttpHeaders.CONTENT_LANGUAGE, language.toLanguageTag())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "inline; filename=\"drop-" + payment.id() + ".pdf\"")
                .body(pdf.of(payment, language));
    }

    /// Only what has not been sent to the bank can be taken back; again, it is still taken back.
    @PostMapping("/v1/transactions/{id}/cancel")
    @Access(Access.Who.CUSTOMER)
    Data<PaymentView> cancel(Caller caller, @PathVariable String id, Audit.Origin origin) {
        PaymentId known = PaymentId.parse(id).orElseThrow(TransactionsController::notFound);
        return switch (cancellations.cancel(caller.userId(), known, origin)) {
            case Cancellations.Outcome.Cancelled(Payment payment) ->
                    new Data<>(PaymentView.of(payment));
            case Cancellations.Outcome.TooLate() ->
                    throw RefusedException.of(ApiError.TRANSACTION_NOT_CANCELLABLE);
            case Cancellations.Outcome.NotFound() -> throw notFound();
        };
    }

    private static Payments.History history(Entrance entrance, String id) {
        return PaymentId.parse(id)
                .flatMap(known -> entrance.read(Payments.history(entrance.userId(), known)))
                .orElseThrow(TransactionsController::notFound);
    }

    private static RefusedException notFound() {
        return RefusedException.of(ApiError.TRANSACTION_NOT_FOUND);
    }
}
