package no.getdrop.payments;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/// A strong authentication for one payment: five minutes, used once.
public record PaymentSession(
        PaymentSessionId id, QuoteId quoteId, Status status, Instant expiresAt) {
    public PaymentSession {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(quoteId, "quoteId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /// How far it is.
    public enum Status {
        /// The person has not authenticated yet.
        PENDING,
        /// The payment may be made.
        AUTHORISED,
        /// The payment was made.
        CONSUMED,
        /// The person turned back, or was another one.
        REFUSED,
        /// Not used within its five minutes.
        EXPIRED;

        /// As it stands in rows and answers.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String stored, boolean live) {
            Status status = valueOf(stored.toUpperCase(Locale.ROOT));
            return switch (status) {
                case PENDING, AUTHORISED -> live ? status : EXPIRED;
                case CONSUMED, REFUSED, EXPIRED -> status;
            };
        }
    }
}
