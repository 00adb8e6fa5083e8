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
import no.getdrop.api.withdrawals.WithdrawalView;
import no.getdrop.audit.Audit;
import no.getdrop.identity.Caller;
import no.getdrop.withdrawals.Withdrawal.Status;
import no.getdrop.withdrawals.WithdrawalHandling;
import no.getdrop.withdrawals.WithdrawalHandling.Step;
import no.getdrop.withdrawals.WithdrawalId;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.Optional;
import java.util.Set;

/// How administrators carry out customers' withdrawals from the agreement.
@RestController
final class WithdrawalCasesController {
    private final WithdrawalHandling handling;
    private final Once once;

    WithdrawalCasesController(WithdrawalHandling handling, Once once) {
        this.handling = handling;
        this.once = once;
    }

    @GetMapping("/v1/admin/withdrawals")
    @Access(Access.Who.ADMIN)
    Listing<WithdrawalView> list(
            Entrance entrance,
            PageQuery query,
            @RequestParam(name = "status", required = false) @Nullable String status) {
        QueryValues values = new QueryValues();
        @Nullable Status statusFilter =
                values.value(
                        "status",
                        status,
                        Status::parse,
                        "pending, processing, completed, rejected");
        values.check();
        return query.listing(
                entrance.read(
                        WithdrawalHandling.page(
                                statusFilter,
                                query.after(WithdrawalId::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                known -> known.subject().id(),
                WithdrawalView::of);
    }

    @PostMapping("/v1/admin/withdrawals/{id}/status")
    @Access(Access.Who.ADMIN)
    ResponseEntity<String> move(
            Caller caller,
            @PathVariable String id,
            Fields fields,
            HttpServletRequest request,
            Audit.Origin origin) {
        Optional<Status> status =
                fields.value(
                        "status",
                        text -> Status.parse(text).filter(known -> known != Status.PENDING),
                        "processing, completed, rejected");
        Optional<String> answer = CaseSteps.answer(fields, status, Set.of(Status.REJECTED));
        fields.check();
        Step step =
                switch (status.orElseThrow()) {
                    case REJECTED -> new Step.Reject(answer.orElseThrow());
                    case COMPLETED -> new Step.Complete();
                    case PROCESSING, PENDING -> new Step.Accept();
                };
        WithdrawalId known =
                WithdrawalId.parse(id)
                        .orElseThrow(() -> RefusedException.of(ApiError.WITHDRAWAL_NOT_FOUND));
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        Once.done(
                                WithdrawalView.of(
                                        CaseSteps.kept(
                                                handling.take(
                                                        handle,
                                                        known,
                                                        step,
                                                        caller.userId(),
                                                        origin),
                                                ApiError.WITHDRAWAL_NOT_FOUND,
                                                ApiError.WITHDRAWAL_STEP_REFUSED))));
    }
}
