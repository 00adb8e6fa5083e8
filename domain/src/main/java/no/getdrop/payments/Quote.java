package no.getdrop.payments;

import no.getdrop.money.Money;
import no.getdrop.recipients.RecipientId;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/// Both amounts, the fee and the rate of a remittance, frozen for 30 minutes and kept as shown
/// (PSD2 Art. 45 and 46).
public record Quote(
        QuoteId id,
        RecipientId recipientId,
        Payment.Amounts amounts,
        Rate rate,
        Instant expiresAt) {
    /// The least that can be sent.
    public static final Money AMOUNT_MIN = Money.nok(100_00);

    /// The most that can be sent at once.
    public static final Money AMOUNT_MAX = Money.nok(50_000_00);

    /// Drop's fee, on top of the amount.
    public static final int FEE_BASIS_POINTS = 50;

    public Quote {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(recipientId, "recipientId");
        Objects.requireNonNull(amounts, "amounts");
        Objects.requireNonNull(rate, "rate");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /// How the rate came about.
    ///
    /// @param customer what the customer gets for 1 NOK
    /// @param reference what the source observed
    /// @param markupBasisPoints by how much the customer's is less
    /// @param executionTimeMinutes until the payee has the money, at most
    public record Rate(
            BigDecimal customer,
            BigDecimal reference,
            String source,
            int markupBasisPoints,
            int executionTimeMinutes) {}
}
