package no.getdrop.compliance;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Columns;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Reports to Økokrim, from the draft to the receipt.
public final class Reports {
    private static final String COLUMNS =
            """
            SELECT id, alert_id, user_id, status, narrative, created_by, created_at, submitted_at,
                   external_ref
            FROM str_reports
            """;

    private static final String PAGE =
            COLUMNS
                    + """
                    WHERE (CAST(:status AS text) IS NULL OR status = :status)
                      AND (CAST(:before AS uuid) IS NULL OR id < :before)
                    ORDER BY id DESC
                    LIMIT :limit OFFSET :offset
                    """;

    private static final String LOCK =
            COLUMNS
                    + """
                    WHERE id = :id
                    FOR UPDATE
                    """;

    /// Of the alert's own customer; a decided alert can still be reported.
    private static final String INSERT =
            """
            INSERT INTO str_reports (id, alert_id, user_id, narrative, created_by, created_at,
                                     updated_at)
            SELECT :id, id, user_id, :narrative, :createdBy, :now, :now
            FROM aml_alerts
            WHERE id = :alertId AND user_id <> :createdBy
            """;

    private static final String MOVE =
            """
            UPDATE str_reports
            SET status = :status, updated_at = :now, narrative = :narrative,
                external_ref = coalesce(:externalRef, external_ref),
                submitted_at = CASE WHEN :status = 'submitted' THEN CAST(:now AS timestamptz)
                                    ELSE submitted_at END
            WHERE id = :id
            """;

    private static final String TAKEN =
            """
            SELECT EXISTS (SELECT FROM str_reports
                           WHERE external_ref = CAST(:externalRef AS text) AND id <> :id)
            """;

    private static final String ALERT_CUSTOMER =
            """
            SELECT user_id FROM aml_alerts WHERE id = :alertId
            """;

    private static final String PENDING =
            """
            SELECT EXISTS (SELECT FROM str_reports
                           WHERE alert_id = :alertId AND status = 'draft')
            """;

    private final InstantSource clock;

    /// A change to a report.
    ///
    /// @param narrative in place of the draft's; `null` leaves it
    /// @param externalRef Økokrim's name of it
    public record Change(
            ReportId id,
            UserId by,
            Report.Status status,
            @Nullable String narrative,
            @Nullable String externalRef) {}

    /// What became of a report.
    public sealed interface Outcome {
        /// The report as it is now.
        record Kept(Report report) implements Outcome {}

        /// There is no such alert or report.
        record NotFound() implements Outcome {}

        /// The administrator is the customer.
        record OwnCase() implements Outcome {}

        /// Another report has Økokrim's name that was given.
        record ReferenceTaken() implements Outcome {}

        /// From where it is it cannot go there.
        record NoSuchMove() implements Outcome {}
    }

    /// Reports by the time of `clock`.
    public Reports(InstantSource clock) {
        this.clock = clock;
    }

    /// The newest reports.
    ///
    /// @param before the last of the page before
    public static Read<List<Report>> page(
            Report.@Nullable Status status, @Nullable ReportId before, int offset, int limit) {
        return Read.list(PAGE, (row, context) -> report(row))
                .with("status", status == null ? null : status.text())
                .with("before", before == null ? null : before.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    /// Begins a report about an alert, in a transaction that is already open.
    public Outcome open(
            Handle handle, AlertId alertId, UserId by, String narrative, Audit.Origin origin) {
        Optional<UUID> customer =
                handle.createQuery(ALERT_CUSTOMER)
                        .bind("alertId", alertId.value())
                        .mapTo(UUID.class)
                        .findOne();
        if (customer.isEmpty()) {
            return new Outcome.NotFound();
        }
        if (customer.get().equals(by.value())) {
            return new Outcome.OwnCase();
        }
        ReportId id = draft(handle, alertId, by, narrative);
        record(handle, by, Report.Status.DRAFT, id, origin);
        return new Outcome.Kept(locked(handle, id).orElseThrow());
    }

    /// Moves a report on, in a transaction that is already open; the same move again changes
    /// nothing.
    public Outcome move(Handle handle, Change change, Audit.Origin origin) {
        Optional<Report> found = locked(handle, change.id());
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        Report report = found.get();
        if (report.customerId().equals(change.by())) {
            return new Outcome.OwnCase();
        }
        if (report.status() == change.status()) {
            return new Outcome.Kept(report);
        }
        if (!change.status().mayFollow(report.status())) {
            return new Outcome.NoSuchMove();
        }
        if (isTaken(handle, report.id(), change.externalRef())) {
            return new Outcome.ReferenceTaken();
        }
        handle.createUpdate(MOVE)
                .bind("id", report.id().value())
                .bind("status", change.status().text())
                .bind(
                        "narrative",
                        change.narrative() == null ? report.narrative() : change.narrative())
                .bind("externalRef", change.externalRef())
                .bind("now", clock.instant())
                .execute();
        record(handle, change.by(), change.status(), report.id(), origin);
        return new Outcome.Kept(locked(handle, report.id()).orElseThrow());
    }

    /// Begins a report about an alert that is known to exist.
    ReportId draft(Handle handle, AlertId alertId, UserId by, String narrative) {
        ReportId id = new ReportId(Ids.next(clock));
        handle.createUpdate(INSERT)
                .bind("id", id.value())
                .bind("alertId", alertId.value())
                .bind("narrative", narrative)
                .bind("createdBy", by.value())
                .bind("now", clock.instant())
                .execute();
        return id;
    }

    /// Whether a report about an alert is begun and neither sent nor withdrawn.
    static boolean isPending(Handle handle, AlertId alertId) {
        return handle.createQuery(PENDING)
                .bind("alertId", alertId.value())
                .mapTo(Boolean.class)
                .one();
    }

    /// Of two at once with one name the unique key of the table refuses the later one.
    private static boolean isTaken(Handle handle, ReportId id, @Nullable String externalRef) {
        return handle.createQuery(TAKEN)
                .bind("id", id.value())
                .bind("externalRef", externalRef)
                .mapTo(Boolean.class)
                .one();
    }

    private static void record(
            Handle handle, UserId by, Report.Status status, ReportId id, Audit.Origin origin) {
        Action action =
                switch (status) {
                    case DRAFT -> Action.AML_REPORT_DRAFTED;
                    case SUBMITTED -> Action.AML_REPORT_SUBMITTED;
                    case ACKNOWLEDGED -> Action.AML_REPORT_ACKNOWLEDGED;
                    case WITHDRAWN -> Action.AML_REPORT_WITHDRAWN;
                };
        Audit.record(handle, by.value(), action, id.toString(), origin);
    }

    private static Optional<Report> locked(Handle handle, ReportId id) {
        return handle.createQuery(LOCK)
                .bind("id", id.value())
                .map((row, context) -> report(row))
                .findOne();
    }

    private static Report report(ResultSet row) throws SQLException {
        return new Report(
                new ReportId(row.getObject("id", UUID.class)),
                new AlertId(row.getObject("alert_id", UUID.class)),
                new UserId(row.getObject("user_id", UUID.class)),
                Report.Status.parse(row.getString("status")).orElseThrow(),
                row.getString("narrative"),
                new UserId(row.getObject("created_by", UUID.class)),
                row.getTimestamp("created_at").toInstant(),
                Columns.instant(row, "submitted_at"),
                row.getString("external_ref"));
    }
}
