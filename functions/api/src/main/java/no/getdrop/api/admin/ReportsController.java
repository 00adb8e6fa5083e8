package no.getdrop.api.admin;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.PageQuery;
import no.getdrop.api.http.QueryValues;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.compliance.AlertId;
import no.getdrop.compliance.Report;
import no.getdrop.compliance.ReportId;
import no.getdrop.compliance.Reports;
import no.getdrop.idempotency.StoredAnswer;
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

/// Suspicious transaction reports to Økokrim (hvitvaskingsloven § 26).
@RestController
final class ReportsController {
    private static final int NARRATIVE_MAX = 20_000;
    private static final int REFERENCE_MAX = 100;
    private static final String STATUSES = "draft, submitted, acknowledged, withdrawn";

    private final Reports reports;
    private final Once once;

    record ReportView(
            String id,
            String alertId,
            String customerId,
            String status,
            String narrative,
            String createdBy,
            Instant createdAt,
            @Nullable Instant submittedAt,
            @Nullable String externalRef) {
        static ReportView of(Report report) {
            return new ReportView(
                    report.id().toString(),
                    report.alertId().toString(),
                    report.customerId().toString(),
                    report.status().text(),
                    report.narrative(),
                    report.createdBy().toString(),
                    report.createdAt(),
                    report.submittedAt(),
                    report.externalRef());
        }
    }

    ReportsController(Reports reports, Once once) {
        this.reports = reports;
        this.once = once;
    }

    @GetMapping("/v1/admin/str")
    @Access(Access.Who.ADMIN)
    Listing<ReportView> list(
            Entrance entrance,
            PageQuery query,
            @RequestParam(name = "status", required = false) @Nullable String status) {
        QueryValues values = new QueryValues();
        Report.@Nullable Status statusFilter =
                values.value("status", status, Report.Status::parse, STATUSES);
        values.check();
        return query.listing(
                entrance.read(
                        Reports.page(
                                statusFilter,
                                query.after(ReportId::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                Report::id,
                ReportView::of);
    }

    @PostMapping("/v1/admin/str")
    @Access(Access.Who.ADMIN)
    ResponseEntity<String> open(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        Optional<AlertId> alertId = fields.value("alertId", AlertId::parse, "alr_…");
        Optional<String> narrative = fields.text("narrative", 1, NARRATIVE_MAX);
        fields.check();
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        Once.created(
                                view(
                                        reports.open(
                                                handle,
                                                alertId.orElseThrow(),
                                                caller.userId(),
                                                narrative.orElseThrow(),
                                                origin),
                                        ApiError.ALERT_NOT_FOUND)));
    }

    /// `externalRef` is what Økokrim calls the report; it comes with `submitted` at the earliest.
    @PostMapping("/v1/admin/str/{id}/status")
    @Access(Access.Who.ADMIN)
    ResponseEntity<String> move(
            Caller caller,
            @PathVariable String id,
            Fields fields,
            HttpServletRequest request,
            Audit.Origin origin) {
        Optional<Report.Status> status =
                fields.value("status", Report.Status::parse, "submitted, acknowledged, withdrawn");
        Optional<String> narrative = fields.optionalText("narrative", NARRATIVE_MAX);
        Optional<String> externalRef = fields.optionalText("externalRef", REFERENCE_MAX);
        boolean unsent =
                status.isPresent()
                        && (status.get() == Report.Status.WITHDRAWN
                                || status.get() == Report.Status.DRAFT);
        if (externalRef.isPresent() && unsent) {
            fields.add(Detail.of("externalRef", "unexpected"));
        }
        fields.check();
        ReportId reportId =
                ReportId.parse(id)
                        .orElseThrow(() -> RefusedException.of(ApiError.REPORT_NOT_FOUND));
        Reports.Change change =
                new Reports.Change(
                        reportId,
                        caller.userId(),
                        status.orElseThrow(),
                        narrative.orElse(null),
                        externalRef.orElse(null));
        return once.create(
                caller, request, fields, handle -> moved(reports.move(handle, change, origin)));
    }

    private static StoredAnswer moved(Reports.Outcome outcome) {
        return Once.done(view(outcome, ApiError.REPORT_NOT_FOUND));
    }

    private static ReportView view(Reports.Outcome outcome, ApiError notFound) {
        return switch (outcome) {
            case Reports.Outcome.Kept(Report report) -> ReportView.of(report);
            case Reports.Outcome.NotFound() -> throw RefusedException.of(notFound);
            case Reports.Outcome.OwnCase() -> throw RefusedException.of(ApiError.OWN_CASE);
            case Reports.Outcome.ReferenceTaken() ->
                    throw RefusedException.invalid(Detail.of("externalRef", "taken"));
            case Reports.Outcome.NoSuchMove() ->
                    throw RefusedException.of(ApiError.REPORT_MOVE_REFUSED);
        };
    }
}
