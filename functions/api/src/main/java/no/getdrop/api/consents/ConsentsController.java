package no.getdrop.api.consents;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.accounts.ConsentId;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.PageQuery;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.consents.Consents;
import no.getdrop.consents.GivenConsent;
import no.getdrop.identity.Caller;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// What the customer has consented to.
@RestController
final class ConsentsController {
    private final Consents consents;
    private final Once once;
    private final InstantSource clock;

    /// @param status `pending`, `active`, `expired` or `withdrawn`
    record ConsentView(
            String id,
            String type,
            @Nullable String bankId,
            String status,
            Instant createdAt,
            @Nullable Instant grantedAt,
            @Nullable Instant expiresAt,
            @Nullable Instant withdrawnAt) {
        static ConsentView of(GivenConsent consent, Instant now) {
            return new ConsentView(
                    consent.id().toString(),
                    consent.kind().text(),
                    consent.bankId(),
                    consent.status(now).text(),
                    consent.createdAt(),
                    consent.grantedAt(),
                    consent.expiresAt(),
                    consent.revokedAt());
        }
    }

    ConsentsController(Consents consents, Once once, InstantSource clock) {
        this.consents = consents;
        this.once = once;
        this.clock = clock;
    }

    @GetMapping("/v1/consents")
    @Access(Access.Who.CUSTOMER)
    Listing<ConsentView> list(Entrance entrance, PageQuery query) {
        return query.listing(
                entrance.read(
                        Consents.page(
                                entrance.userId(),
                                query.after(ConsentId::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                GivenConsent::id,
                consent -> ConsentView.of(consent, clock.instant()));
    }

    /// A consent to read accounts is given at the bank, by `POST /v1/accounts/link`.
    @PostMapping("/v1/consents")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> give(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        Optional<GivenConsent.Kind> kind =
                fields.value("type", ConsentsController::kind, "terms, privacy, marketing");
        fields.check();
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        consents.give(handle, caller.userId(), kind.orElseThrow(), origin)
                                .map(given -> ConsentView.of(given, clock.instant()))
                                .map(Once::created)
                                .orElseThrow(
                                        () -> RefusedException.of(ApiError.RESTRICTION_IN_FORCE)));
    }

    @DeleteMapping("/v1/consents/{id}")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<Void> withdraw(Caller caller, @PathVariable String id, Audit.Origin origin) {
        boolean withdrawn =
                ConsentId.parse(id)
                        .map(consentId -> consents.withdraw(caller.userId(), consentId, origin))
                        .orElse(false);
        if (!withdrawn) {
            throw RefusedException.of(ApiError.CONSENT_NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    private static Optional<GivenConsent.Kind> kind(String text) {
        return GivenConsent.Kind.parse(text).filter(kind -> kind != GivenConsent.Kind.PSD2_AISP);
    }
}
