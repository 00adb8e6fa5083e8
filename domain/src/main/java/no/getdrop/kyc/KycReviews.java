package no.getdrop.kyc;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.audit.Audit;
import no.getdrop.identity.UserId;
import no.getdrop.notifications.Notices;
import no.getdrop.runtime.Ids;
import no.getdrop.webhooks.WebhookAction;
import no.getdrop.webhooks.WebhookEvent;

import org.jdbi.v3.core.Handle;

import java.util.Optional;

/// Takes up what Sumsub's reviewers decided: the customer's status, the result with its source, an
/// audit entry and a word to the customer, all or none.
///
/// Messages come twice and out of order: the newest by Sumsub's clock counts, and an older one
/// changes nothing any more.
public final class KycReviews implements WebhookAction {
    /// Two messages about one customer come one after the other.
    private static final String LOCK =
            """
            SELECT count(*) FROM (
                SELECT id FROM users WHERE id = :userId AND deleted_at IS NULL FOR UPDATE
            ) AS customer
            """;

    private static final String IS_SUPERSEDED =
            """
            SELECT EXISTS (SELECT FROM webhook_events
                           WHERE provider = 'sumsub' AND subject = :subject
                             AND outcome = 'applied' AND occurred_at >= :occurredAt)
            """;

    private static final String SET_STATUS =
            """
            UPDATE users
            SET kyc_status = :status, updated_at = now(),
                kyc_method = CASE WHEN :status = 'approved' THEN 'sumsub' ELSE kyc_method END
            WHERE id = :userId
            """;

    private static final String INSERT_RESULT =
            """
            INSERT INTO screening_results (id, user_id, kind, provider, provider_ref, list_version,
                                           outcome, screened_at)
            VALUES (:id, :userId, 'identity', 'sumsub', :applicantId, :level,
                    :outcome, :occurredAt)
            ON CONFLICT (provider, kind, provider_ref, screened_at) DO NOTHING
            """;

    @Override
    public Result apply(Handle handle, WebhookEvent event) {
        JsonNode payload = event.json();
        Optional<KycDecision> decision = KycDecision.of(event.type(), payload);
        Optional<UserId> userId = UserId.parse(event.subject());
        if (decision.isEmpty() || userId.isEmpty() || !isCustomer(handle, userId.get())) {
            return Result.IGNORED;
        }
        if (isSuperseded(handle, event)) {
            return Result.SUPERSEDED;
        }
        take(handle, userId.get(), decision.get(), payload, event);
        return Result.APPLIED;
    }

    private static void take(
            Handle handle,
            UserId userId,
            KycDecision decision,
            JsonNode payload,
            WebhookEvent event) {
        handle.createUpdate(SET_STATUS)
                .bind("userId", userId.value())
                .bind("status", decision.status().text())
                .execute();
        String level = payload.path("levelName").asText();
        handle.createUpdate(INSERT_RESULT)
                .bind("id", Ids.next())
                .bind("userId", userId.value())
                .bind("applicantId", payload.path("applicantId").asText())
                .bind("level", level.isBlank() ? "unknown" : level)
                .bind("outcome", decision.outcome())
                .bind("occurredAt", event.occurredAt())
                .execute();
        Audit.record(
                handle,
                userId.value(),
                decision.action(),
                userId.toString(),
                new Audit.Origin("sumsub", null, "webhook-" + event.key()));
        decision.notice().ifPresent(notice -> Notices.tell(handle, userId, notice, null));
    }

    private static boolean isCustomer(Handle handle, UserId userId) {
        return handle.createQuery(LOCK).bind("userId", userId.value()).mapTo(Integer.class).one()
                == 1;
    }

    private static boolean isSuperseded(Handle handle, WebhookEvent event) {
        return handle.createQuery(IS_SUPERSEDED)
                .bind("subject", event.subject())
                .bind("occurredAt", event.occurredAt())
                .mapTo(Boolean.class)
                .one();
    }
}
