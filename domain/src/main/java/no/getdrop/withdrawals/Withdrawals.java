package no.getdrop.withdrawals;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.Optional;

/// Takes in what customers say of ending their agreement.
public final class Withdrawals {
    private static final String INSERT =
            """
            INSERT INTO withdrawal_requests (id, user_id, reason, comment, created_at, updated_at)
            VALUES (:id, :userId, :reason, :comment, :now, :now)
            ON CONFLICT (user_id) WHERE completed_at IS NULL DO NOTHING
            """;

    private final InstantSource clock;

    /// Withdrawals by `clock`.
    public Withdrawals(InstantSource clock) {
        this.clock = clock;
    }

    /// Keeps a withdrawal in a transaction that is already open; empty when an earlier one of this
    /// customer is still at work.
    public Optional<Withdrawal> add(
            Handle handle,
            UserId userId,
            Withdrawal.Reason reason,
            @Nullable String comment,
            Audit.Origin origin) {
        Withdrawal withdrawal =
                new Withdrawal(
                        new WithdrawalId(Ids.next(clock)),
                        reason,
                        comment,
                        Withdrawal.Status.PENDING,
                        clock.instant());
        int added =
                handle.createUpdate(INSERT)
                        .bind("id", withdrawal.id().value())
                        .bind("userId", userId.value())
                        .bind("reason", reason.text())
                        .bind("comment", comment)
                        .bind("now", withdrawal.createdAt())
                        .execute();
        if (added == 0) {
            return Optional.empty();
        }
        Audit.record(
                handle,
                userId.value(),
                Action.WITHDRAWAL_REQUESTED,
                new Audit.Resource("withdrawal_request", withdrawal.id().toString()),
                Audit.Result.SUCCESS,
                origin);
        return Optional.of(withdrawal);
    }
}
