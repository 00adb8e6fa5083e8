package no.getdrop.complaints;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Read;
import no.getdrop.deadlines.Deadlines;
import no.getdrop.identity.UserId;
import no.getdrop.payments.PaymentId;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What customers find wrong, payments that they dispute among it; [ComplaintHandling] answers.
public final class Complaints {
    private static final String FIND_PAYMENT =
            """
            SELECT coalesce(completed_at, submitted_at, created_at) AS debited_at
            FROM transactions
            WHERE id = :paymentId AND user_id = :userId
            """;

    private static final String INSERT =
            """
            INSERT INTO complaints (id, user_id, transaction_id, kind, description, created_at,
                                    updated_at, answer_due_at, refund_due_at)
            VALUES (:id, :userId, :paymentId, :kind, :description, :now,
                    :now, :answerDueAt, :refundDueAt)
            ON CONFLICT (transaction_id, kind)
                WHERE transaction_id IS NOT NULL AND answered_at IS NULL DO NOTHING
            """;

    private static final String PAGE =
            """
            SELECT id, transaction_id, kind, status, description, answer, created_at,
                   answer_due_at, refund_due_at, answered_at, refunded_at
            FROM complaints
            WHERE user_id = :userId AND (CAST(:before AS uuid) IS NULL OR id < :before)
            ORDER BY id DESC
            LIMIT :limit OFFSET :offset
            """;

    private static final String FIND =
            """
            SELECT id, transaction_id, kind, status, description, answer, created_at,
                   answer_due_at, refund_due_at, answered_at, refunded_at
            FROM complaints
            WHERE id = :id AND user_id = :userId
            """;

    private final Deadlines deadlines;
    private final InstantSource clock;

    /// What became of a complaint that came in.
    public sealed interface Outcome {
        /// It is kept, with its deadlines.
        record Added(Complaint complaint) implements Outcome {}

        /// The customer has no such payment.
        record PaymentNotFound() implements Outcome {}

        /// The time in which the payment could be disputed ended at `until`.
        record TooLate(Instant until) implements Outcome {}

        /// The same dispute of the same payment waits for its answer.
        record AlreadyOpen() implements Outcome {}
    }

    /// Complaints that are due by `deadlines`.
    public Complaints(Deadlines deadlines, InstantSource clock) {
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /// Keeps a complaint in a transaction that is already open.
    public Outcome add(Handle handle, UserId userId, Complaint.Draft draft, Audit.Origin origin) {
        Instant now = clock.instant();
        if (draft.paymentId() != null) {
            Optional<Instant> debitedAt = debitedAt(handle, userId, draft.paymentId());
            if (debitedAt.isEmpty()) {
                return new Outcome.PaymentNotFound();
            }
            Instant until = Deadlines.disputableUntil(debitedAt.get());
            if (draft.kind().isDispute() && now.isAfter(until)) {
                return new Outcome.TooLate(until);
            }
        }
        Complaint complaint = complaint(draft, now);
        if (insert(handle, userId, complaint) == 0) {
            return new Outcome.AlreadyOpen();
        }
        Audit.record(
                handle,
                userId.value(),
                Action.COMPLAINT_CREATED,
                complaint.id().toString(),
                origin);
        return new Outcome.Added(complaint);
    }

    /// A customer's newest complaints, or those after `before`.
    public static Read<List<Complaint>> page(
            UserId userId, @Nullable ComplaintId before, int offset, int limit) {
        return Read.list(PAGE, (row, context) -> complaint(row))
                .with("userId", userId.value())
                .with("before", before == null ? null : before.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    /// One complaint.
    public static Read<Optional<Complaint>> find(UserId userId, ComplaintId id) {
        return Read.first(FIND, (row, context) -> complaint(row))
                .with("id", id.value())
                .with("userId", userId.value());
    }

    private Complaint complaint(Complaint.Draft draft, Instant now) {
        return new Complaint(
                new ComplaintId(Ids.next(clock)),
                draft.kind(),
                Complaint.Status.RECEIVED,
                draft.paymentId(),
                draft.description(),
                null,
                new Complaint.Times(
                        now,
                        deadlines.answerDue(now),
                        draft.kind() == Complaint.Kind.UNAUTHORISED
                                ? deadlines.refundDue(now)
                                : null,
                        null,
                        null));
    }

    private static Optional<Instant> debitedAt(Handle handle, UserId userId, PaymentId paymentId) {
        return handle.createQuery(FIND_PAYMENT)
                .bind("paymentId", paymentId.value())
                .bind("userId", userId.value())
                .map((row, context) -> row.getTimestamp("debited_at").toInstant())
                .findOne();
    }

    private static int insert(Handle handle, UserId userId, Complaint complaint) {
        PaymentId paymentId = complaint.paymentId();
        return handle.createUpdate(INSERT)
                .bind("id", complaint.id().value())
                .bind("userId", userId.value())
                .bind("paymentId", paymentId == null ? null : paymentId.value())
                .bind("kind", complaint.kind().text())
                .bind("description", complaint.description())
                .bind("now", complaint.times().createdAt())
                .bind("answerDueAt", complaint.times().answerDueAt())
                .bind("refundDueAt", complaint.times().refundDueAt())
                .execute();
    }

    static Complaint complaint(ResultSet row) throws SQLException {
        UUID paymentId = row.getObject("transaction_id", UUID.class);
        return new Complaint(
                new ComplaintId(row.getObject("id", UUID.class)),
                Complaint.Kind.parse(row.getString("kind")).orElseThrow(),
                Complaint.Status.parse(row.getString("status")).orElseThrow(),
                paymentId == null ? null : new PaymentId(paymentId),
                row.getString("description"),
                row.getString("answer"),
                new Complaint.Times(
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("answer_due_at").toInstant(),
                        instant(row.getTimestamp("refund_due_at")),
                        instant(row.getTimestamp("answered_at")),
                        instant(row.getTimestamp("refunded_at"))));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
