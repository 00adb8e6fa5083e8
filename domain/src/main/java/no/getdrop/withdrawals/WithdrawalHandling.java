package no.getdrop.withdrawals;

import no.getdrop.audit.Action;
import no.getdrop.cases.Case;
import no.getdrop.cases.CaseHandling;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.notifications.Notice;
import no.getdrop.notifications.Notices;
import no.getdrop.privacy.Erasure;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What Drop's staff does about withdrawals.
///
/// The customer is told before the end, since nobody can log in after it, and of a rejection.
public final class WithdrawalHandling
        extends CaseHandling<WithdrawalId, Withdrawal, WithdrawalHandling.Step> {
    private static final String PAGE =
            """
            SELECT id, user_id, reason, comment, status, answer, created_at, completed_at
            FROM withdrawal_requests
            WHERE (CAST(:status AS text) IS NULL OR status = :status)
              AND (CAST(:after AS uuid) IS NULL OR id > :after)
            ORDER BY id
            LIMIT :limit OFFSET :offset
            """;

    private static final String LOCK =
            """
            SELECT id, user_id, reason, comment, status, answer, created_at, completed_at
            FROM withdrawal_requests
            WHERE id = :id
            FOR UPDATE
            """;

    private static final String MOVE =
            """
            UPDATE withdrawal_requests
            SET status = :status, updated_at = :now, answer = :answer,
                completed_at = CASE WHEN :status <> 'processing' THEN CAST(:now AS timestamptz) END
            WHERE id = :id
            """;

    /// The law's 30 days are the end of patience; a week is no undue delay yet.
    private static final String DUE =
            """
            SELECT count(*) FROM withdrawal_requests
            WHERE completed_at IS NULL AND created_at < now() - INTERVAL '7 days'
            """;

    private final InstantSource clock;

    /// What is done about a withdrawal.
    public sealed interface Step {
        /// It holds: the customer is told that the agreement is about to end.
        record Accept() implements Step {}

        /// The agreement ends as by an erasure: no session, no consent at a bank, no new payment. A
        /// payment that is under way is left alone and waited for.
        record Complete() implements Step {}

        /// The agreement goes on.
        record Reject(String answer) implements Step {}
    }

    /// Steps at the time of `clock`.
    public WithdrawalHandling(InstantSource clock) {
        this.clock = clock;
    }

    /// All customers' withdrawals, the one first that has waited longest.
    ///
    /// @param after the last of the page before
    public static Read<List<Case<Withdrawal>>> page(
            Withdrawal.@Nullable Status status,
            @Nullable WithdrawalId after,
            int offset,
            int limit) {
        return Read.list(PAGE, (row, _) -> of(row))
                .with("status", status == null ? null : status.text())
                .with("after", after == null ? null : after.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    /// How many withdrawals have waited for their end for a week or more.
    public static long due(Database database) {
        return database.call(handle -> handle.createQuery(DUE).mapTo(Long.class).one());
    }

    @Override
    protected Optional<Case<Withdrawal>> locked(Handle handle, WithdrawalId id) {
        return handle.createQuery(LOCK).bind("id", id.value()).map((row, _) -> of(row)).findOne();
    }

    @Override
    protected boolean isTaken(Withdrawal withdrawal, Step step) {
        return withdrawal.status() == target(step)
                && (!(step instanceof Step.Reject(String answer))
                        || answer.equals(withdrawal.answer()));
    }

    @Override
    protected boolean isPossible(Withdrawal withdrawal, Step step) {
        return target(step).sources().contains(withdrawal.status());
    }

    @Override
    protected Optional<Action> make(
            Handle handle, WithdrawalId id, Case<Withdrawal> found, Step step) {
        return switch (step) {
            case Step.Accept() -> {
                move(handle, id, step, null);
                Notices.tell(handle, found.customerId(), Notice.WITHDRAWAL_PROCESSED, null);
                yield Optional.of(Action.WITHDRAWAL_PROCESSED);
            }
            case Step.Complete() -> {
                move(handle, id, step, null);
                yield switch (Erasure.end(handle, found.customerId())) {
                    case MADE, ALREADY_GONE -> Optional.of(Action.WITHDRAWAL_COMPLETED);
                    case PAYMENT_UNDER_WAY -> Optional.empty();
                };
            }
            case Step.Reject(String answer) -> {
                move(handle, id, step, answer);
                Notices.tell(handle, found.customerId(), Notice.WITHDRAWAL_REJECTED, null);
                yield Optional.of(Action.WITHDRAWAL_REJECTED);
            }
        };
    }

    private void move(Handle handle, WithdrawalId id, Step step, @Nullable String answer) {
        handle.createUpdate(MOVE)
                .bind("id", id.value())
                .bind("status", target(step).text())
                .bind("answer", answer)
                .bind("now", clock.instant())
                .execute();
    }

    private static Withdrawal.Status target(Step step) {
        return switch (step) {
            case Step.Accept() -> Withdrawal.Status.PROCESSING;
            case Step.Complete() -> Withdrawal.Status.COMPLETED;
            case Step.Reject(_) -> Withdrawal.Status.REJECTED;
        };
    }

    private static Case<Withdrawal> of(ResultSet row) throws SQLException {
        return new Case<>(
                Withdrawals.withdrawal(row), new UserId(row.getObject("user_id", UUID.class)));
    }
}
