package no.getdrop.api.accounts;

import no.getdrop.accounts.BankAccount;
import no.getdrop.accounts.ConsentStatus;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A bank account as its customer sees it; of the number only the end.
///
/// @param consentStatus `valid`, `expiring` within seven days, or `expired`
public record AccountView(
        String id,
        String bankId,
        String bankName,
        String maskedIban,
        String currency,
        boolean isPrimary,
        String consentStatus,
        @Nullable Instant consentExpiresAt) {
    /// The view of an account at a time.
    public static AccountView of(BankAccount account, Instant now) {
        return new AccountView(
                account.id().toString(),
                account.bankId(),
                account.bankName(),
                "••••" + account.ibanLastFour(),
                account.currency(),
                account.primary(),
                ConsentStatus.at(now, account.consentEndsAt()).text(),
                account.consentEndsAt());
    }
}
