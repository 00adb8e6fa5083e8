package no.getdrop.kyc;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.audit.Action;
import no.getdrop.identity.User;
import no.getdrop.notifications.Notice;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// What Sumsub's review of a customer means to Drop.
///
/// Source: Sumsub, "Receive and interpret results": `reviewAnswer` GREEN or RED, and for RED
/// `reviewRejectType` RETRY or FINAL.
enum KycDecision {
    /// GREEN: Drop knows the customer.
    APPROVED(User.KycStatus.APPROVED, "clear", Action.KYC_APPROVED, Notice.KYC_APPROVED),
    /// RED and final.
    REJECTED(User.KycStatus.REJECTED, "rejected", Action.KYC_REJECTED, Notice.KYC_REJECTED),
    /// RED, but the documents may be handed in again.
    RETRY(User.KycStatus.PENDING, "review", Action.KYC_RETRY, Notice.KYC_RETRY),
    /// A reviewer began anew; nothing is decided.
    RESET(User.KycStatus.PENDING, "review", Action.KYC_RESET, null);

    private final User.KycStatus status;
    private final String outcome;
    private final Action action;
    private final @Nullable Notice notice;

    KycDecision(User.KycStatus status, String outcome, Action action, @Nullable Notice notice) {
        this.status = status;
        this.outcome = outcome;
        this.action = action;
        this.notice = notice;
    }

    /// The decision in a message; empty for one that decides nothing.
    static Optional<KycDecision> of(String type, JsonNode payload) {
        return switch (type) {
            case "applicantReset" -> Optional.of(RESET);
            case "applicantReviewed" -> reviewed(payload.path("reviewResult"));
            case String _ -> Optional.empty();
        };
    }

    private static Optional<KycDecision> reviewed(JsonNode result) {
        return switch (result.path("reviewAnswer").asText()) {
            case "GREEN" -> Optional.of(APPROVED);
            case "RED" ->
                    Optional.of(
                            result.path("reviewRejectType").asText().equals("FINAL")
                                    ? REJECTED
                                    : RETRY);
            case String _ -> Optional.empty();
        };
    }

    /// What the customer's status becomes.
    User.KycStatus status() {
        return status;
    }

    /// As it stands in `screening_results`.
    String outcome() {
        return outcome;
    }

    /// As the audit trail has it.
    Action action() {
        return action;
    }

    /// What the customer is told.
    Optional<Notice> notice() {
        return Optional.ofNullable(notice);
    }
}
