package no.getdrop.api.complaints;

import jakarta.servlet.http.HttpServletRequest;

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
import no.getdrop.api.http.Texts;
import no.getdrop.audit.Audit;
import no.getdrop.complaints.Complaint;
import no.getdrop.complaints.ComplaintId;
import no.getdrop.complaints.Complaints;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.Caller;
import no.getdrop.payments.PaymentId;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// What customers find wrong, and payments that they dispute.
@RestController
final class ComplaintsController {
    private static final String KINDS =
            Arrays.stream(Complaint.Kind.values())
                    .map(Complaint.Kind::text)
                    .collect(Collectors.joining(", "));
    private static final String DISPUTES =
            Arrays.stream(Complaint.Kind.values())
                    .filter(Complaint.Kind::isDispute)
                    .map(Complaint.Kind::text)
                    .collect(Collectors.joining(", "));

    private final Complaints complaints;
    private final Once once;
    private final Texts texts;

    ComplaintsController(Complaints complaints, Once once, Texts texts) {
        this.complaints = complaints;
        this.once = once;
        this.texts = texts;
    }

    @GetMapping("/v1/complaints")
    @Access(Access.Who.CUSTOMER)
    Listing<ComplaintView> list(Entrance entrance, PageQuery query, HttpServletRequest request) {
        return query.listing(
                entrance.read(
                        Complaints.page(
                                entrance.userId(),
                                query.after(ComplaintId::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                Complaint::id,
                complaint -> view(complaint, request));
    }

    @GetMapping("/v1/complaints/{id}")
    @Access(Access.Who.CUSTOMER)
    Data<ComplaintView> find(
            Entrance entrance, @PathVariable String id, HttpServletRequest request) {
        return ComplaintId.parse(id)
                .flatMap(known -> entrance.read(Complaints.find(entrance.userId(), known)))
                .map(complaint -> new Data<>(view(complaint, request)))
                .orElseThrow(() -> RefusedException.of(ApiError.COMPLAINT_NOT_FOUND));
    }

    @PostMapping("/v1/complaints")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> complain(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        Optional<Complaint.Kind> kind = fields.value("kind", Complaint.Kind::parse, KINDS);
        Optional<PaymentId> paymentId =
                fields.optionalValue("transactionId", PaymentId::parse, "txn_…");
        Optional<String> description = description(fields);
        if (kind.isPresent() && kind.get().isDispute() && !fields.has("transactionId")) {
            fields.add(Detail.of("transactionId", "required"));
        }
        fields.check();
        return add(
                new Complaint.Draft(
                        kind.orElseThrow(), paymentId.orElse(null), description.orElseThrow()),
                new Sender(caller, fields, request, origin));
    }

    @PostMapping("/v1/transactions/{id}/dispute")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> dispute(
            Caller caller,
            @PathVariable String id,
            Fields fields,
            HttpServletRequest request,
            Audit.Origin origin) {
        Optional<Complaint.Kind> kind =
                fields.value(
                        "kind",
                        text -> Complaint.Kind.parse(text).filter(Complaint.Kind::isDispute),
                        DISPUTES);
        Optional<String> description = description(fields);
        fields.check();
        PaymentId paymentId =
                PaymentId.parse(id)
                        .orElseThrow(() -> RefusedException.of(ApiError.TRANSACTION_NOT_FOUND));
        return add(
                new Complaint.Draft(kind.orElseThrow(), paymentId, description.orElseThrow()),
                new Sender(caller, fields, request, origin));
    }

    private record Sender(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {}

    private ResponseEntity<String> add(Complaint.Draft draft, Sender sender) {
        return once.create(
                sender.caller(),
                sender.request(),
                sender.fields(),
                handle ->
                        answer(
                                complaints.add(
                                        handle, sender.caller().userId(), draft, sender.origin()),
                                sender.request()));
    }

    private StoredAnswer answer(Complaints.Outcome outcome, HttpServletRequest request) {
        return switch (outcome) {
            case Complaints.Outcome.Added(Complaint complaint) ->
                    Once.created(view(complaint, request));
            case Complaints.Outcome.PaymentNotFound() ->
                    throw RefusedException.of(ApiError.TRANSACTION_NOT_FOUND);
            case Complaints.Outcome.TooLate(_) ->
                    throw RefusedException.of(ApiError.DISPUTE_WINDOW_CLOSED);
            case Complaints.Outcome.AlreadyOpen() ->
                    throw RefusedException.of(ApiError.DISPUTE_ALREADY_OPEN);
        };
    }

    private ComplaintView view(Complaint complaint, HttpServletRequest request) {
        return ComplaintView.of(
                complaint, texts.text("complaint.appeal", Texts.languageOf(request)));
    }

    private static Optional<String> description(Fields fields) {
        return fields.paragraphs("description", 1, Complaint.DESCRIPTION_MAX);
    }
}
