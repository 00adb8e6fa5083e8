package no.getdrop.api.privacy;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ObjectNode;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.RefusedException;
import no.getdrop.api.http.Texts;
import no.getdrop.audit.Audit;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.Caller;
import no.getdrop.privacy.Erasure;
import no.getdrop.privacy.Exports;
import no.getdrop.privacy.PrivacyRequest;
import no.getdrop.privacy.PrivacyRequestId;
import no.getdrop.privacy.Restrictions;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a person may ask of Drop under the GDPR.
@RestController
final class PrivacyController {
    private static final String GROUNDS = Spelled.texts(Restrictions.Ground.values());

    private final Exports exports;
    private final Erasure erasure;
    private final Restrictions restrictions;
    private final Once once;
    private final Texts texts;

    /// @param message what was done, in words
    /// @param expiresAt until when an export may be fetched
    record RequestView(
            String id,
            String kind,
            String status,
            String message,
            Instant createdAt,
            Instant dueAt,
            @Nullable Instant expiresAt) {}

    /// @param what a code
    /// @param why the law that demands it, in words
    record KeptView(String what, String why, Instant until) {}

    /// @param kept what Drop keeps for now
    record ErasureView(@JsonUnwrapped RequestView request, List<KeptView> kept) {}

    /// @param message what is and is not in it, in words
    /// @param sections rows by what they are about
    record ArchiveView(
            String id, String message, Instant createdAt, Map<String, List<ObjectNode>> sections) {}

    record Continuation(boolean hasMore, @Nullable String nextCursor) {}

    /// @param pagination where the next part of a large archive begins
    record Archive(ArchiveView data, Continuation pagination) {}

    PrivacyController(
            Exports exports, Erasure erasure, Restrictions restrictions, Once once, Texts texts) {
        this.exports = exports;
        this.erasure = erasure;
        this.restrictions = restrictions;
        this.once = once;
        this.texts = texts;
    }

    @PostMapping("/v1/privacy/export")
    @Access(value = Access.Who.CUSTOMER, recent = true)
    ResponseEntity<String> export(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        Once.created(
                                view(
                                        exports.request(handle, caller.userId(), origin),
                                        Texts.languageOf(request))));
    }

    @GetMapping("/v1/privacy/export/{id}")
    @Access(value = Access.Who.CUSTOMER, recent = true)
    ResponseEntity<Archive> fetch(
            Entrance entrance,
            @PathVariable String id,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            HttpServletRequest request,
            Audit.Origin origin) {
        PrivacyRequestId known =
                PrivacyRequestId.parse(id).orElseThrow(PrivacyController::notFound);
        Exports.@Nullable Cursor from =
                cursor == null
                        ? null
                        : Exports.Cursor.parse(cursor)
                                .orElseThrow(PrivacyController::cursorUnknown);
        return switch (exports.fetch(entrance, entrance.userId(), known, from, origin)) {
            case Exports.Outcome.Part part -> archive(part, Texts.languageOf(request));
            case Exports.Outcome.NotFound() -> throw notFound();
            case Exports.Outcome.Expired() -> throw RefusedException.of(ApiError.EXPORT_EXPIRED);
            case Exports.Outcome.CursorUnknown() -> throw cursorUnknown();
        };
    }

    @PostMapping("/v1/privacy/erasure")
    @Access(value = Access.Who.CUSTOMER, recent = true)
    ResponseEntity<String> erase(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        answer(
                                erasure.erase(handle, caller.userId(), origin),
                                Texts.languageOf(request)));
    }

    @PostMapping("/v1/privacy/restriction")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> restrict(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        Optional<Restrictions.Ground> ground =
                fields.value("reason", Restrictions.Ground::parse, GROUNDS);
        fields.check();
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        restrictions
                                .restrict(handle, caller.userId(), ground.orElseThrow(), origin)
                                .map(made -> Once.created(view(made, Texts.languageOf(request))))
                                .orElseThrow(
                                        () -> RefusedException.of(ApiError.RESTRICTION_IN_FORCE)));
    }

    private StoredAnswer answer(Erasure.Outcome outcome, Locale language) {
        return switch (outcome) {
            case Erasure.Outcome.Erased(
                            PrivacyRequest made,
                            List<Erasure.Kept> kept,
                            Instant until) ->
                    Once.created(
                            new ErasureView(
                                    view(made, language),
                                    kept.stream().map(it -> view(it, until, language)).toList()));
            case Erasure.Outcome.PaymentUnderWay() ->
                    throw RefusedException.of(ApiError.PAYMENT_UNDER_WAY);
            case Erasure.Outcome.AlreadyGone() ->
                    throw RefusedException.of(ApiError.UNAUTHENTICATED);
        };
    }

    private ResponseEntity<Archive> archive(Exports.Outcome.Part part, Locale language) {
        PrivacyRequest made = part.request();
        Exports.@Nullable Cursor next = part.next();
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"drop-" + made.id() + ".json\"")
                .body(
                        new Archive(
                                new ArchiveView(
                                        made.id().toString(),
                                        texts.text("privacy.archive", language),
                                        made.createdAt(),
                                        part.sections()),
                                new Continuation(
                                        next != null, next == null ? null : next.toString())));
    }

    private RequestView view(PrivacyRequest made, Locale language) {
        return new RequestView(
                made.id().toString(),
                made.kind().text(),
                "completed",
                texts.text("privacy." + made.kind().text(), language),
                made.createdAt(),
                made.dueAt(),
                made.expiresAt());
    }

    private KeptView view(Erasure.Kept kept, Instant until, Locale language) {
        return new KeptView(
                kept.text(), texts.text("privacy.kept." + kept.text(), language), until);
    }

    private static RefusedException notFound() {
        return RefusedException.of(ApiError.EXPORT_NOT_FOUND);
    }

    private static RefusedException cursorUnknown() {
        return RefusedException.invalid(Detail.of("cursor", "cursor"));
    }
}
