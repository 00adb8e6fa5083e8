package no.getdrop.compliance;

import no.getdrop.compliance.Screening.Finding;
import no.getdrop.compliance.Screening.Subject;
import no.getdrop.database.Database;
import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Json;

import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Screens every customer with all recipients and the shop anew when other lists are in force, and
/// a day after the last time in any case (hvitvaskingsloven § 24).
///
/// A finding that nobody has been told of raises an alert about the customer. Payments need nothing
/// more: whoever is not clear of the lists in force is held by [PaymentChecks]. Each portion is one
/// transaction, so a crash repeats what it had not finished and loses nothing.
public final class Rescreening {
    /// A screening is good for so long, whether the lists change or not.
    static final Duration GOOD_FOR = Duration.ofHours(24);

    private static final Logger log = LoggerFactory.getLogger(Rescreening.class);

    private static final int PORTION = 10;

    private static final String ENROL =
            """
            INSERT INTO rescreenings (user_id)
            SELECT users.id FROM users
            WHERE users.deleted_at IS NULL
              AND NOT EXISTS (SELECT FROM rescreenings WHERE user_id = users.id)
            LIMIT :limit
            ON CONFLICT DO NOTHING
            """;

    private static final String CLAIM =
            """
            SELECT user_id FROM rescreenings
            WHERE (screened_at IS NULL OR list_version <> :version OR screened_at < :since)
              AND user_id <> ALL (:failed)
            ORDER BY screened_at NULLS FIRST
            LIMIT :portion
            FOR UPDATE SKIP LOCKED
            """;

    /// Who has left has no name any more.
    private static final String SUBJECTS =
            """
            SELECT id AS user_id, CAST(NULL AS uuid) AS recipient_id,
                   CAST(NULL AS uuid) AS merchant_id,
                   first_name || ' ' || last_name AS name, birth_date
            FROM users WHERE id = ANY (:ids) AND deleted_at IS NULL
            UNION ALL
            SELECT DISTINCT merchants.user_id, CAST(NULL AS uuid), merchants.id, names.name,
                            CAST(NULL AS date)
            FROM merchants
            CROSS JOIN LATERAL unnest(ARRAY[business_name, legal_name]) AS names (name)
            WHERE merchants.user_id = ANY (:ids) AND merchants.status <> 'closed'
              AND names.name IS NOT NULL
            UNION ALL
            SELECT recipients.user_id, recipients.id, NULL, recipients.name, NULL
            FROM recipients
            JOIN users ON users.id = recipients.user_id AND users.deleted_at IS NULL
            WHERE recipients.user_id = ANY (:ids) AND recipients.deleted_at IS NULL
            """;

    private static final String RAISE =
            """
            INSERT INTO aml_alerts (id, user_id, screening_result_id, rule, severity, details,
                                    created_at)
            VALUES (:id, :userId, :resultId, :rule, :severity, CAST(:details AS jsonb), :now)
            """;

    private static final String MARK =
            """
            UPDATE rescreenings SET list_version = :version, screened_at = :now
            WHERE user_id = ANY (:ids)
            """;

    private static final String LAG =
            """
            SELECT count(*) AS due,
                   min(coalesce(rescreenings.screened_at, users.created_at)) AS last
            FROM users
            LEFT JOIN rescreenings ON rescreenings.user_id = users.id
            WHERE users.deleted_at IS NULL
              AND (rescreenings.screened_at IS NULL OR rescreenings.list_version <> :version
                   OR rescreenings.screened_at < :since)
            """;

    private final Database database;
    private final WatchLists lists;
    private final Screening screening;
    private final InstantSource clock;

    /// What one round did.
    ///
    /// @param screened customers
    /// @param alerts raised about them
    /// @param failed customers who could not be screened; the next round tries again
    /// @param due customers who are left
    /// @param lagMs since the longest-waiting of those was screened, or became one; 0 without any
    public record Round(int screened, int alerts, int failed, long due, long lagMs) {}

    /// One portion.
    private record Portion(List<UUID> users, int alerts) {}

    /// Screening by `lists`.
    public Rescreening(
            Database database, WatchLists lists, Screening screening, InstantSource clock) {
        this.database = database;
        this.lists = lists;
        this.screening = screening;
        this.clock = clock;
    }

    /// Screens those who have waited longest, at most `limit`, and begins nothing after `deadline`.
    public Round screenDue(int limit, Instant deadline) {
        Optional<WatchList> list = database.call(lists::current);
        if (list.isEmpty()) {
            return new Round(0, 0, 0, 0, 0);
        }
        database.call(handle -> handle.createUpdate(ENROL).bind("limit", limit).execute());
        List<UUID> failed = new ArrayList<>();
        int screened = 0;
        int alerts = 0;
        while (screened + failed.size() < limit && clock.instant().isBefore(deadline)) {
            int size = Math.min(PORTION, limit - screened - failed.size());
            Portion portion = screen(list.get(), size, failed);
            if (portion.users().isEmpty()) {
                break;
            }
            screened += portion.users().size();
            alerts += portion.alerts();
        }
        return left(list.get(), screened, alerts, failed.size());
    }

    /// A portion with somebody in it who cannot be screened is done one by one, so that nobody
    /// waits for another.
    private Portion screen(WatchList list, int size, List<UUID> failed) {
        try {
            return database.transaction(
                    handle -> screen(handle, list, claim(handle, list, size, failed)));
        } catch (DatabaseUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("a portion of customers could not be screened at once");
        }
        List<UUID> users = database.transaction(handle -> claim(handle, list, size, failed));
        List<UUID> done = new ArrayList<>();
        int alerts = 0;
        for (UUID user : users) {
            try {
                alerts +=
                        database.transaction(handle -> screen(handle, list, List.of(user)))
                                .alerts();
                done.add(user);
            } catch (DatabaseUnavailableException e) {
                throw e;
            } catch (RuntimeException e) {
                failed.add(user);
                log.atError().setCause(e).log("a customer could not be screened");
            }
        }
        return new Portion(done, alerts);
    }

    private List<UUID> claim(Handle handle, WatchList list, int size, List<UUID> failed) {
        return handle.createQuery(CLAIM)
                .bind("version", list.version())
                .bind("since", clock.instant().minus(GOOD_FOR))
                .bindArray("failed", UUID.class, failed)
                .bind("portion", size)
                .mapTo(UUID.class)
                .list();
    }

    private Portion screen(Handle handle, WatchList list, List<UUID> users) {
        if (users.isEmpty()) {
            return new Portion(List.of(), 0);
        }
        List<Finding> fresh =
                screening.findings(handle, list, subjects(handle, users)).stream()
                        .filter(finding -> !finding.alerted())
                        .toList();
        fresh.forEach(finding -> raise(handle, finding));
        handle.createUpdate(MARK)
                .bind("version", list.version())
                .bind("now", clock.instant())
                .bindArray("ids", UUID.class, users)
                .execute();
        return new Portion(users, fresh.size());
    }

    private static List<Subject> subjects(Handle handle, List<UUID> users) {
        return handle.createQuery(SUBJECTS)
                .bindArray("ids", UUID.class, users)
                .map((row, context) ->
                        new Subject(
                                new UserId(row.getObject("user_id", UUID.class)),
                                row.getObject("recipient_id", UUID.class),
                                row.getObject("merchant_id", UUID.class),
                                row.getString("name"),
                                row.getObject("birth_date", LocalDate.class)))
                .list();
    }

    private void raise(Handle handle, Finding finding) {
        Concern concern = finding.concern();
        handle.createUpdate(RAISE)
                .bind("id", Ids.next(clock))
                .bind("userId", finding.subject().userId().value())
                .bind("resultId", concern.screeningResultId())
                .bind("rule", concern.rule().text())
                .bind("severity", concern.severity().text())
                .bind("details", Json.mapper().valueToTree(concern.details()).toString())
                .bind("now", clock.instant())
                .execute();
    }

    private Round left(WatchList list, int screened, int alerts, int failed) {
        Instant now = clock.instant();
        return database.call(handle ->
                handle.createQuery(LAG)
                        .bind("version", list.version())
                        .bind("since", now.minus(GOOD_FOR))
                        .map((row, context) -> {
                            var last = row.getTimestamp("last");
                            long lagMs =
                                    last == null
                                            ? 0
                                            : Math.max(0, now.toEpochMilli() - last.getTime());
                            return new Round(screened, alerts, failed, row.getLong("due"), lagMs);
                        })
                        .one());
    }
}
