package no.getdrop.api.withdrawals;

import no.getdrop.cases.Case;
import no.getdrop.withdrawals.Withdrawal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A withdrawal as its customer and Drop's staff see it.
///
/// @param customerId for staff alone
/// @param answer why it was rejected
/// @param dueAt by when the agreement is to be over
/// @param completedAt when it was completed or rejected
public record WithdrawalView(
        String id,
        @Nullable String customerId,
        String reason,
        @Nullable String comment,
        String status,
        @Nullable String answer,
        Instant createdAt,
        Instant dueAt,
        @Nullable Instant completedAt) {
    /// For staff.
    public static WithdrawalView of(Case<Withdrawal> known) {
        return of(known.subject(), known.customerId().toString());
    }

    static WithdrawalView of(Withdrawal withdrawal) {
        return of(withdrawal, null);
    }

    private static WithdrawalView of(Withdrawal withdrawal, @Nullable String customerId) {
        return new WithdrawalView(
                withdrawal.id().toString(),
                customerId,
                withdrawal.reason().text(),
                withdrawal.comment(),
                withdrawal.status().text(),
                withdrawal.answer(),
                withdrawal.createdAt(),
                withdrawal.dueAt(),
                withdrawal.completedAt());
    }
}
