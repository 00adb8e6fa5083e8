package no.getdrop.api.admin;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.PageQuery;
import no.getdrop.api.http.QueryValues;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.cases.Case;
import no.getdrop.complaints.Complaint;
import no.getdrop.complaints.ComplaintHandling;
import no.getdrop.complaints.ComplaintHandling.Step;
import no.getdrop.complaints.ComplaintId;
import no.getdrop.identity.Caller;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// How administrators answer customers' complaints (PSD2 Art. 101).
@RestController
final class ComplaintCasesController {
    private final ComplaintHandling handling;
    private final Once once;

    record CaseView(
            String id,
            String customerId,
            String kind,
            String status,
            @Nullable String transactionId,
            String description,
            @Nullable String answer,
            Instant createdAt,
            Instant answerDueAt,
            @Nullable Instant refundDueAt,
            @Nullable Instant answeredAt,
            @Nullable Instant refundedAt) {
        static CaseView of(Case<Complaint> known) {
            Complaint complaint = known.subject();
            Complaint.Times times = complaint.times();
            return new CaseView(
                    complaint.id().toString(),
                    known.customerId().toString(),
                    complaint.kind().text(),
                    complaint.status().text(),
                    complaint.paymentId() == null ? null : complaint.paymentId().toString(),
                    complaint.description(),
                    complaint.answer(),
                    times.createdAt(),
                    times.answerDueAt(),
                    times.refundDueAt(),
                    times.answeredAt(),
                    times.refundedAt());
        }
    }

    ComplaintCasesController(ComplaintHandling handling, Once once) {
        this.handling = handling;
        this.once = once;
    }

    @GetMapping("/v1/admin/complaints")
    @Access(Access.Who.ADMIN)
    Listing<CaseView> list(
            Entrance entrance,
            PageQuery query,
            @RequestParam(name = "status", required = false) @Nullable String status) {
        QueryValues values = new QueryValues();
        Complaint.@Nullable Status statusFilter =
                values.value(
                        "status",
                        status,
                        Complaint.Status::parse,
                        "received, investigating, upheld, rejected, escalated");
        values.check();
        return query.listing(
                entrance.read(
                        ComplaintHandling.page(
                                statusFilter,
                                query.after(ComplaintId::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                known -> known.subject().id(),
                CaseView::of);
    }

    @PostMapping("/v1/admin/complaints/{id}/status")
    @Access(Access.Who.ADMIN)
    ResponseEntity<String> move(
            Caller caller,
            @PathVariable String id,
            Fields fields,
            HttpServletRequest request,
            Audit.Origin origin) {
        Optional<Complaint.Status> status =
                fields.value(
                        "status",
                        text ->
                                Complaint.Status.parse(text)
                                        .filter(known -> known != Complaint.Status.RECEIVED),
                        "investigating, upheld, rejected, escalated");
        Optional<String> answer =
                CaseSteps.answer(
                        fields, status, Set.of(Complaint.Status.UPHELD, Complaint.Status.REJECTED));
        fields.check();
        Step step =
                switch (status.orElseThrow()) {
                    case UPHELD -> new Step.Answer(true, answer.orElseThrow());
                    case REJECTED -> new Step.Answer(false, answer.orElseThrow());
                    case ESCALATED -> new Step.Escalate();
                    case INVESTIGATING, RECEIVED -> new Step.Investigate();
                };
        return take(step, new Request(caller, id, fields, request, origin));
    }

    @PostMapping("/v1/admin/complaints/{id}/refund")
    @Access(Access.Who.ADMIN)
    ResponseEntity<String> refund(
            Caller caller,
            @PathVariable String id,
            Fields fields,
            HttpServletRequest request,
            Audit.Origin origin) {
        fields.check();
        return take(new Step.Refund(), new Request(caller, id, fields, request, origin));
    }

    private record Request(
            Caller caller,
            String id,
            Fields fields,
            HttpServletRequest http,
            Audit.Origin origin) {}

    private ResponseEntity<String> take(Step step, Request request) {
        ComplaintId id =
                ComplaintId.parse(request.id())
                        .orElseThrow(() -> RefusedException.of(ApiError.COMPLAINT_NOT_FOUND));
        return once.create(
                request.caller(),
                request.http(),
                request.fields(),
                handle ->
                        Once.done(
                                CaseView.of(
                                        CaseSteps.kept(
                                                handling.take(
                                                        handle,
                                                        id,
                                                        step,
                                                        request.caller().userId(),
                                                        request.origin()),
                                                ApiError.COMPLAINT_NOT_FOUND,
                                                ApiError.COMPLAINT_STEP_REFUSED))));
    }
}
