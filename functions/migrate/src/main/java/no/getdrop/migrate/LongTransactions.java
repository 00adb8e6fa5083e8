package no.getdrop.migrate;

import org.jdbi.v3.core.Jdbi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/// Finds transactions that a migration would wait for, and that everybody would then wait behind.
///
/// `CREATE INDEX CONCURRENTLY` waits for every older transaction, and a lock on a table for the
/// transactions that used it; one that has been open for minutes will not be over in three seconds.
final class LongTransactions {
    /// As old as no transaction of Drop's grows: its role's timeouts end them after 10 s.
    static final Duration AGE_MAX = Duration.ofMinutes(5);

    private static final int TOLD_MAX = 5;

    private static final String OPEN =
            """
            SELECT pid, application_name, state,
                   extract(epoch FROM clock_timestamp() - xact_start)::bigint AS age_seconds,
                   coalesce(query, '') AS query
            FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
              AND backend_type = 'client backend'
              AND (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL OR state LIKE 'idle in%')
              AND xact_start < clock_timestamp() - make_interval(secs => :seconds)
            ORDER BY xact_start
            LIMIT :limit
            """;

    private LongTransactions() {}

    /// Why the migration must not begin, if there are such transactions.
    static Optional<Refusal> findFault(DataSource database, Duration ageMax) {
        List<Session> sessions =
                Jdbi.create(database)
                        .withHandle(handle ->
                                handle.createQuery(OPEN)
                                        .bind("seconds", ageMax.toMillis() / 1_000.0)
                                        .bind("limit", TOLD_MAX)
                                        .map((row, context) ->
                                                Session.of(
                                                        row.getInt("pid"),
                                                        row.getString("application_name"),
                                                        row.getString("state"),
                                                        Duration.ofSeconds(
                                                                row.getLong("age_seconds")),
                                                        row.getString("query")))
                                        .list());
        if (sessions.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Refusal(
                        Refusal.Kind.BLOCKED,
                        "transactions have been open for long: "
                                + sessions.stream()
                                        .map(Session::toString)
                                        .collect(Collectors.joining(" and ")),
                        "none older than "
                                + ageMax.toSeconds()
                                + " s, since a migration waits for"
                                + " them and everybody else behind it",
                        "wait until they end, or end them with SELECT"
                                + " pg_terminate_backend(<backend>), then migrate again"));
    }
}
