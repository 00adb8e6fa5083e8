package no.getdrop.api.withdrawals;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.PageQuery;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.identity.Caller;
import no.getdrop.withdrawals.Withdrawal;
import no.getdrop.withdrawals.WithdrawalId;
import no.getdrop.withdrawals.Withdrawals;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Optional;

/// The customer's right to withdraw from the agreement.
@RestController
final class WithdrawalController {
    private static final String REASONS = "not_needed, alternative, not_satisfied, other, \"\"";

    private final Withdrawals withdrawals;
    private final Once once;

    WithdrawalController(Withdrawals withdrawals, Once once) {
        this.withdrawals = withdrawals;
        this.once = once;
    }

    @GetMapping("/v1/withdrawal")
    @Access(Access.Who.CUSTOMER)
    Listing<WithdrawalView> list(Entrance entrance, PageQuery query) {
        return query.listing(
                entrance.read(
                        Withdrawals.page(
                                entrance.userId(),
                                query.after(WithdrawalId::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                Withdrawal::id,
                WithdrawalView::of);
    }

    @PostMapping("/v1/withdrawal")
    @Access(value = Access.Who.CUSTOMER, recent = true)
    ResponseEntity<String> withdraw(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        Optional<Withdrawal.Reason> reason =
                fields.optionalValue("reason", Withdrawal.Reason::parse, REASONS);
        Optional<String> comment = fields.optionalParagraphs("comment", Withdrawal.COMMENT_MAX);
        fields.check();
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        withdrawals
                                .add(
                                        handle,
                                        caller.userId(),
                                        reason.orElse(Withdrawal.Reason.UNSTATED),
                                        comment.orElse(null),
                                        origin)
                                .map(withdrawal -> Once.created(WithdrawalView.of(withdrawal)))
                                .orElseThrow(
                                        () -> RefusedException.of(ApiError.WITHDRAWAL_PENDING)));
    }
}
