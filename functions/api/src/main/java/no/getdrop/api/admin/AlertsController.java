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
import no.getdrop.compliance.Alert;
import no.getdrop.compliance.AlertId;
import no.getdrop.compliance.Alerts;
import no.getdrop.compliance.Concern;
import no.getdrop.identity.Caller;
import no.getdrop.identity.UserId;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.Optional;

/// What administrators look at and decide; nothing of it is ever shown to its customer.
@RestController
final class AlertsController {
    private static final int REASON_MAX = 2_000;

    private final Alerts alerts;
    private final Once once;

    AlertsController(Alerts alerts, Once once) {
        this.alerts = alerts;
        this.once = once;
    }

    @GetMapping("/v1/admin/alerts")
    @Access(Access.Who.ADMIN)
    Listing<AlertView> list(
            Entrance entrance,
            PageQuery query,
            @RequestParam(name = "status", required = false) @Nullable String status,
            @RequestParam(name = "rule", required = false) @Nullable String rule,
            @RequestParam(name = "customerId", required = false) @Nullable String customerId,
            @RequestParam(name = "firstReleased", required = false)
                    @Nullable String firstReleased) {
        QueryValues values = new QueryValues();
        Alert.@Nullable Status statusFilter =
                values.value(
                        "status",
                        status,
                        Alert.Status::parse,
                        "open, reported, released, rejected");
        Concern.@Nullable Rule ruleFilter =
                values.value("rule", rule, Concern.Rule::parse, Concern.Rule.texts());
        @Nullable UserId customer = values.value("customerId", customerId, UserId::parse, "usr_…");
        @Nullable Boolean firstReleasedFilter = values.flag("firstReleased", firstReleased);
        values.check();
        return query.listing(
                entrance.read(
                        Alerts.page(
                                new Alerts.Filter(
                                        statusFilter,
                                        ruleFilter,
                                        customer,
                                        firstReleasedFilter,
                                        query.after(AlertId::parse).orElse(null),
                                        query.offset(),
                                        query.fetch()))),
                Alert::id,
                AlertView::of);
    }

    @PostMapping("/v1/admin/alerts/{id}/decision")
    @Access(Access.Who.ADMIN)
    ResponseEntity<String> decide(
            Caller caller,
            @PathVariable String id,
            Fields fields,
            HttpServletRequest request,
            Audit.Origin origin) {
        Optional<Alerts.Verb> verb =
                fields.value("decision", Alerts.Verb::parse, "release, reject, escalate");
        Optional<String> reason = fields.text("reason", 1, REASON_MAX);
        fields.check();
        Alerts.Decision decision =
                new Alerts.Decision(
                        AlertId.parse(id).orElseThrow(AlertsController::notFound),
                        caller.userId(),
                        verb.orElseThrow(),
                        reason.orElseThrow());
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        switch (alerts.decide(handle, decision, origin)) {
                            case Alerts.Outcome.Decided(Alert alert) ->
                                    Once.done(AlertView.of(alert));
                            case Alerts.Outcome.NotFound() -> throw notFound();
                            case Alerts.Outcome.OwnCase() ->
                                    throw RefusedException.of(ApiError.OWN_CASE);
                            case Alerts.Outcome.AlreadyDecided() ->
                                    throw RefusedException.of(ApiError.ALERT_DECIDED);
                            case Alerts.Outcome.SecondReleaseNeeded() ->
                                    throw RefusedException.of(ApiError.SECOND_RELEASE_NEEDED);
                            case Alerts.Outcome.ReportPending() ->
                                    throw RefusedException.of(ApiError.REPORT_PENDING);
                        });
    }

    private static RefusedException notFound() {
        return RefusedException.of(ApiError.ALERT_NOT_FOUND);
    }
}
