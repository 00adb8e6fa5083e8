package no.getdrop.compliance;

import no.getdrop.identity.UserId;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// A suspicious transaction report to Økokrim (hvitvaskingsloven § 26): who, which payment, what is
/// suspicious and why. What is known of person and payment stands in the alert it belongs to.
///
/// @param narrative what is suspicious, in the reporter's words
/// @param externalRef Økokrim's name of it, once it is sent
public record Report(
        ReportId id,
        AlertId alertId,
        UserId customerId,
        Status status,
        String narrative,
        UserId createdBy,
        Instant createdAt,
        @Nullable Instant submittedAt,
        @Nullable String externalRef) {
    public Report {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(alertId, "alertId");
        Objects.requireNonNull(customerId, "customerId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(narrative, "narrative");
        Objects.requireNonNull(createdBy, "createdBy");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /// How far a report is; moves go from a draft to sent to acknowledged, or from a draft to
    /// withdrawn.
    public enum Status implements Spelled {
        DRAFT,
        SUBMITTED,
        ACKNOWLEDGED,
        WITHDRAWN;

        /// The status that a client or a row named.
        public static Optional<Status> parse(String text) {
            return Spelled.find(values(), text);
        }

        boolean mayFollow(Status before) {
            return switch (this) {
                case DRAFT -> false;
                case SUBMITTED, WITHDRAWN -> before == DRAFT;
                case ACKNOWLEDGED -> before == SUBMITTED;
            };
        }
    }
}
