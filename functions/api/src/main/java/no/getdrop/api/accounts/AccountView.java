package no.getdrop.api.accounts;

import no.getdrop.accounts.BankAccount;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A bank account as its customer sees it; of the number only the end.
public record AccountView(
        String id,
        String bankId,
        String bankName,
        String maskedIban,
        String currency,
        boolean isPrimary,
        @Nullable Instant consentExpiresAt) {
    /// The view of an account.
    public static AccountView of(BankAccount account) {
        return new AccountView(
                account.id().toString(),
                account.bankId(),
                account.bankName(),
                "••••" + account.ibanLastFour(),
                account.currency(),
                account.primary(),
                account.consentExpiresAt());
    }
}
