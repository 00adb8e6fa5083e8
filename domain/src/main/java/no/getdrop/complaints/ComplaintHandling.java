package no.getdrop.complaints;

import no.getdrop.audit.Action;
import no.getdrop.cases.Case;
import no.getdrop.cases.CaseHandling;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.notifications.Notice;
import no.getdrop.notifications.Notices;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What Drop's staff does about complaints; the customer is told of the answer.
public final class ComplaintHandling
        extends CaseHandling<ComplaintId, Complaint, ComplaintHandling.Step> {
    private static final String PAGE =
            """
            SELECT id, user_id, transaction_id, kind, status, description, answer, created_at,
                   answer_due_at, refund_due_at, answered_at, refunded_at
            FROM complaints
            WHERE (CAST(:status AS text) IS NULL OR status = :status)
              AND (CAST(:after AS uuid) IS NULL OR id > :after)
            ORDER BY id
            LIMIT :limit OFFSET :offset
            """;

    private static final String LOCK =
            """
            SELECT id, user_id, transaction_id, kind, status, description, answer, created_at,
                   answer_due_at, refund_due_at, answered_at, refunded_at
            FROM complaints
            WHERE id = :id
            FOR UPDATE
            """;

    private static final String MOVE =
            """
            UPDATE complaints
            SET status = :status, updated_at = :now, answer = coalesce(:answer, answer),
                answered_at = CASE WHEN CAST(:answer AS text) IS NULL
                                   THEN answered_at ELSE :now END
            WHERE id = :id
            """;

    private static final String REFUND =
            """
            UPDATE complaints SET refunded_at = :now, updated_at = :now WHERE id = :id
            """;

    /// A customer who is answered no has no refund to wait for; one who went to the tribunal waits
    /// for its word.
    private static final String DUE =
            """
            SELECT count(*) FROM complaints
            WHERE (answered_at IS NULL AND status <> 'escalated'
                   AND answer_due_at < now() + INTERVAL '3 days')
               OR (refund_due_at IS NOT NULL AND refunded_at IS NULL
                   AND status <> 'rejected' AND status <> 'escalated'
                   AND refund_due_at < now() + INTERVAL '1 day')
            """;

    private final InstantSource clock;

    /// What is done about a complaint.
    public sealed interface Step {
        /// Somebody begins to work on it.
        record Investigate() implements Step {}

        /// It is answered, on all points that the customer raised (PSD2 Art. 101(2)).
        record Answer(boolean upheld, String text) implements Step {}

        /// The customer took it to Finansklagenemnda (PSD2 Art. 102).
        record Escalate() implements Step {}

        /// The customer has the money of an unauthorised payment back (PSD2 Art. 73). Drop holds no
        /// money: the customer's bank pays it.
        record Refund() implements Step {}
    }

    /// Steps at the time of `clock`.
    public ComplaintHandling(InstantSource clock) {
        this.clock = clock;
    }

    /// All customers' complaints, the one first that has waited longest.
    ///
    /// @param after the last of the page before
    public static Read<List<Case<Complaint>>> page(
            Complaint.@Nullable Status status, @Nullable ComplaintId after, int offset, int limit) {
        return Read.list(PAGE, (row, _) -> of(row))
                .with("status", status == null ? null : status.text())
                .with("after", after == null ? null : after.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    /// How many complaints must be answered within three days, or refunded within one, or have not
    /// been in time.
    public static long due(Database database) {
        return database.call(handle -> handle.createQuery(DUE).mapTo(Long.class).one());
    }

    @Override
    protected boolean isTaken(Complaint complaint, Step step) {
        return switch (step) {
            case Step.Answer answer ->
                    complaint.status() == status(answer)
                            && answer.text().equals(complaint.answer());
            case Step.Investigate() -> complaint.status() == Complaint.Status.INVESTIGATING;
            case Step.Escalate() -> complaint.status() == Complaint.Status.ESCALATED;
            case Step.Refund() -> complaint.times().refundedAt() != null;
        };
    }

    @Override
    protected boolean isPossible(Complaint complaint, Step step) {
        return switch (step) {
            case Step.Investigate() ->
                    Complaint.Status.INVESTIGATING.sources().contains(complaint.status());
            case Step.Answer answer -> status(answer).sources().contains(complaint.status());
            case Step.Escalate() ->
                    Complaint.Status.ESCALATED.sources().contains(complaint.status());
            case Step.Refund() ->
                    complaint.times().refundDueAt() != null
                            && complaint.status() != Complaint.Status.REJECTED;
        };
    }

    @Override
    protected Optional<Action> make(
            Handle handle, ComplaintId id, Case<Complaint> found, Step step) {
        return switch (step) {
            case Step.Investigate() -> {
                move(handle, id, Complaint.Status.INVESTIGATING, null);
                yield Optional.of(Action.COMPLAINT_INVESTIGATED);
            }
            case Step.Answer answer -> {
                move(handle, id, status(answer), answer.text());
                Notices.tell(handle, found.customerId(), Notice.COMPLAINT_ANSWERED, null);
                yield Optional.of(Action.COMPLAINT_ANSWERED);
            }
            case Step.Escalate() -> {
                move(handle, id, Complaint.Status.ESCALATED, null);
                yield Optional.of(Action.COMPLAINT_ESCALATED);
            }
            case Step.Refund() -> {
                handle.createUpdate(REFUND)
                        .bind("id", id.value())
                        .bind("now", clock.instant())
                        .execute();
                yield Optional.of(Action.COMPLAINT_REFUNDED);
            }
        };
    }

    private void move(
            Handle handle, ComplaintId id, Complaint.Status status, @Nullable String answer) {
        handle.createUpdate(MOVE)
                .bind("id", id.value())
                .bind("status", status.text())
                .bind("answer", answer)
                .bind("now", clock.instant())
                .execute();
    }

    private static Complaint.Status status(Step.Answer answer) {
        return answer.upheld() ? Complaint.Status.UPHELD : Complaint.Status.REJECTED;
    }

    @Override
    protected Optional<Case<Complaint>> locked(Handle handle, ComplaintId id) {
        return handle.createQuery(LOCK).bind("id", id.value()).map((row, _) -> of(row)).findOne();
    }

    private static Case<Complaint> of(ResultSet row) throws SQLException {
        return new Case<>(
                Complaints.complaint(row), new UserId(row.getObject("user_id", UUID.class)));
    }
}
