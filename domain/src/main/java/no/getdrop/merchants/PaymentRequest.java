package no.getdrop.merchants;

import no.getdrop.money.Money;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// An amount that a merchant asks for, to be paid once and before it expires.
///
/// @param reference what it is for, as the merchant names it; the payer sees it
/// @param paidAt when the payment was settled
public record PaymentRequest(
        PaymentRequestId id,
        Merchant.Face merchant,
        Money amount,
        @Nullable String reference,
        Status status,
        Instant expiresAt,
        @Nullable Instant paidAt) {
    /// The least that is paid at once.
    public static final Money AMOUNT_MIN = Money.nok(1_00);

    /// The most that is paid at once.
    public static final Money AMOUNT_MAX = Money.nok(100_000_00);

    /// Characters of a reference, so that it fits a payment's text with Drop's name before it.
    public static final int REFERENCE_LENGTH_MAX = 100;

    /// How long a request can be paid when the merchant says nothing.
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    /// How long a request can be paid at most.
    public static final Duration LIFETIME_MAX = Duration.ofDays(7);

    public PaymentRequest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(merchant, "merchant");
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /// How a request stands; worked out of its payment, which alone is kept.
    public enum Status implements Spelled {
        /// It can be paid.
        OPEN,
        /// A payment is under way; nobody else can pay it, unless that one fails.
        PROCESSING,
        /// It was paid.
        PAID,
        /// Nobody paid it in time.
        EXPIRED
    }
}
