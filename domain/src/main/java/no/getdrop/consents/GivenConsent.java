package no.getdrop.consents;

import no.getdrop.accounts.ConsentId;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// A consent of a customer, given to Drop itself or through a bank.
///
/// @param bankId the bank whose accounts it opens; `null` for one that is given to Drop
/// @param grantedAt when it was given; `null` while the bank still waits for the customer
/// @param expiresAt when it runs out; `null` for one that lasts
public record GivenConsent(
        ConsentId id,
        Kind kind,
        @Nullable String bankId,
        Instant createdAt,
        @Nullable Instant grantedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {
    public GivenConsent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /// What a consent is for.
    public enum Kind implements Spelled {
        /// Reading accounts at a bank; given at the bank's page.
        PSD2_AISP,
        TERMS,
        PRIVACY,
        MARKETING;

        /// The kind that a client named.
        public static Optional<Kind> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// Where a consent stands.
    public enum Status implements Spelled {
        PENDING,
        ACTIVE,
        EXPIRED,
        WITHDRAWN
    }

    /// Where it stands at a time.
    public Status status(Instant now) {
        if (revokedAt != null) {
            return Status.WITHDRAWN;
        }
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            return Status.EXPIRED;
        }
        return grantedAt == null ? Status.PENDING : Status.ACTIVE;
    }
}
