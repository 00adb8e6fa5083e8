package no.getdrop.api.admin;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.administrators.RoleChange;
import no.getdrop.administrators.RoleChangeId;
import no.getdrop.administrators.RoleChanges;
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
import no.getdrop.identity.Caller;
import no.getdrop.identity.User;
import no.getdrop.identity.UserId;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.Optional;

/// How administrators make others administrators, and take the role from them, two at a time.
@RestController
final class RoleChangesController {
    private static final int REASON_MAX = 2_000;

    private final Once once;

    record RoleChangeView(
            String id,
            PersonView person,
            String role,
            String status,
            String reason,
            String proposedBy,
            Instant proposedAt,
            Instant expiresAt,
            @Nullable DecisionView decision) {
        record PersonView(String id, String name) {}

        record DecisionView(String by, Instant at) {}

        static RoleChangeView of(RoleChange change) {
            RoleChange.Decision decision = change.decision();
            return new RoleChangeView(
                    change.id().toString(),
                    new PersonView(change.person().id().toString(), change.person().name()),
                    change.role().text(),
                    change.status().text(),
                    change.reason(),
                    change.proposedBy().toString(),
                    change.proposedAt(),
                    change.expiresAt(),
                    decision == null
                            ? null
                            : new DecisionView(decision.by().toString(), decision.at()));
        }
    }

    RoleChangesController(Once once) {
        this.once = once;
    }

    @GetMapping("/v1/admin/role-changes")
    @Access(Access.Who.ADMIN)
    Listing<RoleChangeView> list(
            Entrance entrance,
            PageQuery query,
            @RequestParam(name = "status", required = false) @Nullable String status) {
        QueryValues values = new QueryValues();
        RoleChange.@Nullable Status statusFilter =
                values.value(
                        "status",
                        status,
                        RoleChange.Status::parse,
                        "proposed, approved, rejected, lapsed");
        values.check();
        return query.listing(
                entrance.read(
                        RoleChanges.page(
                                statusFilter,
                                query.after(RoleChangeId::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                RoleChange::id,
                RoleChangeView::of);
    }

    @PostMapping("/v1/admin/role-changes")
    @Access(Access.Who.ADMIN)
    ResponseEntity<String> propose(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        Optional<UserId> userId = fields.value("userId", UserId::parse, "usr_…");
        Optional<User.Role> role = fields.value("role", RoleChange::parseRole, "admin, user");
        Optional<String> reason = fields.text("reason", 1, REASON_MAX);
        fields.check();
        RoleChanges.Proposal proposal =
                new RoleChanges.Proposal(
                        userId.orElseThrow(),
                        role.orElseThrow(),
                        caller.userId(),
                        reason.orElseThrow());
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        Once.created(
                                view(
                                        RoleChanges.propose(handle, proposal, origin),
                                        ApiError.USER_NOT_FOUND)));
    }

    @PostMapping("/v1/admin/role-changes/{id}/decision")
    @Access(Access.Who.ADMIN)
    ResponseEntity<String> decide(
            Caller caller,
            @PathVariable String id,
            Fields fields,
            HttpServletRequest request,
            Audit.Origin origin) {
        Optional<RoleChanges.Verb> verb =
                fields.value("decision", RoleChanges.Verb::parse, "approve, reject");
        fields.check();
        RoleChanges.Decision decision =
                new RoleChanges.Decision(
                        RoleChangeId.parse(id)
                                .orElseThrow(
                                        () -> RefusedException.of(ApiError.ROLE_CHANGE_NOT_FOUND)),
                        caller.userId(),
                        verb.orElseThrow());
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        Once.done(
                                view(
                                        RoleChanges.decide(handle, decision, origin),
                                        ApiError.ROLE_CHANGE_NOT_FOUND)));
    }

    private static RoleChangeView view(RoleChanges.Outcome outcome, ApiError notFound) {
        return switch (outcome) {
            case RoleChanges.Outcome.Kept(RoleChange change) -> RoleChangeView.of(change);
            case RoleChanges.Outcome.NotFound() -> throw RefusedException.of(notFound);
            case RoleChanges.Outcome.OwnCase() -> throw RefusedException.of(ApiError.OWN_CASE);
            case RoleChanges.Outcome.NotAdministrator() ->
                    throw RefusedException.of(ApiError.FORBIDDEN);
            case RoleChanges.Outcome.OtherRole() ->
                    throw RefusedException.of(ApiError.ROLE_CHANGE_REFUSED);
            case RoleChanges.Outcome.AlreadyProposed() ->
                    throw RefusedException.of(ApiError.ROLE_CHANGE_PENDING);
            case RoleChanges.Outcome.AlreadyDecided() ->
                    throw RefusedException.of(ApiError.ROLE_CHANGE_DECIDED);
            case RoleChanges.Outcome.Lapsed() ->
                    throw RefusedException.of(ApiError.ROLE_CHANGE_LAPSED);
            case RoleChanges.Outcome.TooFewAdministrators() ->
                    throw RefusedException.of(ApiError.ADMINISTRATORS_NEEDED);
        };
    }
}
