package no.getdrop.withdrawals;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What customers say of ending their agreement; [WithdrawalHandling] carries it out.
public final class Withdrawals {
    private static final String INSERT =
            """
            INSERT INTO withdrawal_requests (id, user_id, reason, comment, created_at, updated_at)
            VALUES (:id, :userId, :reason, :comment, :now, :now)
            ON CONFLICT (user_id) WHERE completed_at IS NULL DO NOTHING
            """;

    private static final String PAGE =
            """
            SELECT id, reason, comment, status, answer, created_at, completed_at
            FROM withdrawal_requests
            WHERE user_id = :userId AND (CAST(:before AS uuid) IS NULL OR id < :before)
            ORDER BY id DESC
            LIMIT :limit OFFSET :offset
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
                        null,
                        clock.instant(),
                        null);
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
                withdrawal.id().toString(),
                origin);
        return Optional.of(withdrawal);
    }

    /// A customer's newest withdrawals, or those after `before`.
    public static Read<List<Withdrawal>> page(
            UserId userId, @Nullable WithdrawalId before, int offset, int limit) {
        return Read.list(PAGE, (row, _) -> withdrawal(row))
                .with("userId", userId.value())
                .with("before", before == null ? null : before.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    static Withdrawal withdrawal(ResultSet row) throws SQLException {
        @Nullable Timestamp completedAt = row.getTimestamp("completed_at");
        return new Withdrawal(
                new WithdrawalId(row.getObject("id", UUID.class)),
                Withdrawal.Reason.parse(row.getString("reason")).orElseThrow(),
                row.getString("comment"),
                Withdrawal.Status.parse(row.getString("status")).orElseThrow(),
                row.getString("answer"),
                row.getTimestamp("created_at").toInstant(),
                completedAt == null ? null : completedAt.toInstant());
    }
}
