package no.getdrop.payments;

import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.money.Money;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/// A payment as the merchant sees it, which never learns who paid.
///
/// @param amount what the payer paid and the merchant's account gets
/// @param fee what Drop charges the merchant for it
public record Sale(
        PaymentId id,
        Payment.Stage stage,
        Money amount,
        Money fee,
        @Nullable PaymentRequestId requestId,
        @Nullable String reference,
        Instant createdAt,
        @Nullable Instant completedAt) {
    public Sale {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(fee, "fee");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /// What is left of the amount after the fee.
    public Money net() {
        return amount.minus(fee);
    }

    /// Some sales together.
    public record Total(long count, Money amount, Money fee) {
        public Total {
            Objects.requireNonNull(amount, "amount");
            Objects.requireNonNull(fee, "fee");
        }

        /// What is left of the amount after the fee.
        public Money net() {
            return amount.minus(fee);
        }
    }
}
