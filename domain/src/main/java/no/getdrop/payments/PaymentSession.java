package no.getdrop.payments;

import no.getdrop.money.Money;
import no.getdrop.runtime.Spelled;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/// A strong authentication for one payment: five minutes, used once.
public record PaymentSession(
        PaymentSessionId id, Subject subject, Status status, Instant expiresAt) {
    public PaymentSession {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /// What is authenticated.
    public sealed interface Subject {
        /// Money abroad, as a quote says.
        record ForQuote(QuoteId quoteId) implements Subject {}

        /// An amount to a merchant.
        record ForMerchant(Payment.Payee.Merchant payee, Money amount) implements Subject {}
    }

    /// How far it is.
    public enum Status implements Spelled {
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

        static Status of(String stored, boolean live) {
            Status status = valueOf(stored.toUpperCase(Locale.ROOT));
            return switch (status) {
                case PENDING, AUTHORISED -> live ? status : EXPIRED;
                case CONSUMED, REFUSED, EXPIRED -> status;
            };
        }
    }
}
