package no.getdrop.migrate;

import no.getdrop.database.SqlStates;

import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

import java.util.stream.Collectors;

import javax.sql.DataSource;

/// Tells what Flyway's exceptions mean for the one who called.
final class FlywayFaults {
    private static final String LOCK_HOLDERS =
            """
            SELECT activity.application_name, activity.pid, activity.backend_start
            FROM pg_locks AS lock
            JOIN pg_stat_activity AS activity ON activity.pid = lock.pid
            WHERE lock.locktype = 'advisory' AND lock.granted AND lock.pid <> pg_backend_pid()
              AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            ORDER BY activity.backend_start
            """;

    private FlywayFaults() {}

    /// The refusal that the exception stands for.
    static Refusal judge(FlywayException e, DataSource database) {
        String message = message(e);
        String state = SqlStates.of(e);
        if (e.getErrorCode() == CoreErrorCode.VALIDATE_ERROR) {
            return message.contains("Detected failed migration")
                    ? halfDone(message)
                    : drift(message);
        }
        if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return new Refusal(
                    Refusal.Kind.DRIFT,
                    "schema public holds tables but no table flyway_schema_history",
                    "an empty schema or one that these migrations made",
                    "check DIRECT_URL; to adopt these tables, restore their history first");
        }
        if (message.contains("Number of retries exceeded")) {
            return new Refusal(
                    Refusal.Kind.IN_PROGRESS,
                    "the lock of the migrator is held by " + holders(database),
                    "one migrator at a time",
                    "wait until it ends and ask again; one that is stuck ends with"
                            + " SELECT pg_terminate_backend(<its backend>)");
        }
        if (state.equals("55P03")) {
            return new Refusal(
                    Refusal.Kind.BLOCKED,
                    "a lock was not had within 3 s: " + message,
                    "no long transaction on the tables of the migration",
                    "find it in pg_stat_activity, end it or wait, then migrate again");
        }
        if (state.startsWith("08") || state.startsWith("57P")) {
            return new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "the connection was lost: " + message,
                    "a database that stays up for the whole migration",
                    "ask for the state, then migrate again; a migration that was not finished was"
                            + " rolled back");
        }
        return new Refusal(
                Refusal.Kind.FAILED,
                message + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")"),
                "migrations that run to their end",
                "mend the cause, then migrate again; a file that was applied never changes, a new"
                        + " one mends it");
    }

    /// The refusal for a history that these files do not explain.
    static Refusal drift(String faults) {
        return new Refusal(
                Refusal.Kind.DRIFT,
                "the history in flyway_schema_history differs from the files of this build: "
                        + faults,
                "the files of every applied migration unchanged, and none applied that this build"
                        + " lacks",
                "deploy the build that has them, restore a changed file from version control, and"
                        + " put the change into a new migration");
    }

    /// Only a migration that cannot run in a transaction leaves something behind when it fails.
    private static Refusal halfDone(String message) {
        return new Refusal(
                Refusal.Kind.FAILED,
                "an earlier run left a migration half done: " + message,
                "a history without failed migrations",
                "undo what it left (an invalid index: DROP INDEX CONCURRENTLY), then DELETE FROM"
                        + " flyway_schema_history WHERE NOT success, then migrate again");
    }

    private static String holders(DataSource database) {
        try {
            String holders =
                    Jdbi.create(database)
                            .withHandle(handle ->
                                    handle
                                            .createQuery(LOCK_HOLDERS)
                                            .map((row, context) ->
                                                    "'%s' (backend %d, connected since %s)"
                                                            .formatted(
                                                                    row.getString(
                                                                            "application_name"),
                                                                    row.getInt("pid"),
                                                                    row.getTimestamp(
                                                                                    "backend_start")
                                                                            .toInstant()))
                                            .stream()
                                            .collect(Collectors.joining(" and ")));
            return holders.isEmpty() ? "a session that has just ended" : holders;
        } catch (JdbiException e) {
            return "another session, which could not be asked for";
        }
    }

    /// Flyway's text is made for a terminal: several lines, some of them rules.
    private static String message(FlywayException e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.matches("-+"))
                .collect(Collectors.joining(" | "));
    }
}
