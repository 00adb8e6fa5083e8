package no.getdrop.complaints;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.deadlines.Deadlines;
import no.getdrop.identity.UserId;
import no.getdrop.notifications.Notice;
import no.getdrop.notifications.Notices;
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
import java.util.stream.Collectors;

/// Complaints and disputed payments, from the first word to the answer.
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

    private static final String MOVE =
            """
            UPDATE complaints
            SET status = :status, updated_at = :now, answer = coalesce(:answer, answer),
                answered_at = CASE WHEN CAST(:answer AS text) IS NULL
                                   THEN answered_at ELSE :now END
            WHERE id = :id AND status = ANY (string_to_array(:sources, ','))
            RETURNING user_id
            """;

    private final Database database;
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

    /// What Drop's staff, or the customer, does about a complaint.
    public sealed interface Step {
        /// Somebody begins to work on it.
        record Investigate() implements Step {}

        /// It is answered, on all points that the customer raised (PSD2 Art. 101(2)).
        record Answer(boolean upheld, String text) implements Step {}

        /// The customer took it to Finansklagenemnda.
        record Escalate() implements Step {}
    }

    /// Complaints that are due by `deadlines`.
    public Complaints(Database database, Deadlines deadlines, InstantSource clock) {
        this.database = database;
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
        record(handle, userId, complaint.id(), Action.COMPLAINT_CREATED, origin);
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

    /// Takes a complaint one step on.
    ///
    /// @param by who does it, as the audit trail keeps it
    /// @return whether it was where the step begins
    public boolean take(ComplaintId id, Step step, UserId by, Audit.Origin origin) {
        return switch (step) {
            case Step.Investigate() ->
                    move(
                            id,
                            Complaint.Status.INVESTIGATING,
                            null,
                            new Doer(by, Action.COMPLAINT_INVESTIGATED, origin));
            case Step.Answer(boolean upheld, String text) ->
                    move(
                            id,
                            upheld ? Complaint.Status.UPHELD : Complaint.Status.REJECTED,
                            text,
                            new Doer(by, Action.COMPLAINT_ANSWERED, origin));
            case Step.Escalate() ->
                    move(
                            id,
                            Complaint.Status.ESCALATED,
                            null,
                            new Doer(by, Action.COMPLAINT_ESCALATED, origin));
        };
    }

    private record Doer(UserId by, Action action, Audit.Origin origin) {}

    private boolean move(
            ComplaintId id, Complaint.Status status, @Nullable String answer, Doer doer) {
        return database.transaction(handle -> {
            Optional<UserId> customer =
                    handle.createQuery(MOVE)
                            .bind("id", id.value())
                            .bind("status", status.text())
                            .bind("answer", answer)
                            .bind("now", clock.instant())
                            .bind(
                                    "sources",
                                    status.sources().stream()
                                            .map(Complaint.Status::text)
                                            .collect(Collectors.joining(",")))
                            .mapTo(UUID.class)
                            .findOne()
                            .map(UserId::new);
            if (customer.isEmpty()) {
                return false;
            }
            record(handle, doer.by(), id, doer.action(), doer.origin());
            if (answer != null) {
                Notices.tell(handle, customer.get(), Notice.COMPLAINT_ANSWERED, null);
            }
            return true;
        });
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

    private static void record(
            Handle handle, UserId by, ComplaintId id, Action action, Audit.Origin origin) {
        Audit.record(
                handle,
                by.value(),
                action,
                new Audit.Resource("complaint", id.toString()),
                Audit.Result.SUCCESS,
                origin);
    }

    private static Complaint complaint(ResultSet row) throws SQLException {
        UUID paymentId = row.getObject("transaction_id", UUID.class);
        return new Complaint(
                new ComplaintId(row.getObject("id", UUID.class)),
                Complaint.Kind.parse(row.getString("kind")).orElseThrow(),
                Complaint.Status.of(row.getString("status")),
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
