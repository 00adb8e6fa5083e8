package no.getdrop.accounts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/// A customer's own account at a bank, known through a consent.
///
/// @param ibanLastFour all that is shown of the number
/// @param consentEndsAt until when Drop may read it; `null` when the bank set no end
public record BankAccount(
        AccountId id,
        String bankId,
        String bankName,
        String ibanLastFour,
        String currency,
        boolean primary,
        @Nullable Instant consentEndsAt) {
    public BankAccount {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(bankId, "bankId");
        Objects.requireNonNull(bankName, "bankName");
        Objects.requireNonNull(ibanLastFour, "ibanLastFour");
        Objects.requireNonNull(currency, "currency");
    }
}
