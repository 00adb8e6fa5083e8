package no.getdrop.migrate;

import no.getdrop.database.SqlStates;

import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;

import java.util.Optional;
import java.util.stream.Collectors;

/// Tells what exceptions of a run mean for the one who called.
final class FlywayFaults {
    private FlywayFaults() {}

    /// The refusal that the exception stands for.
    ///
    /// @param running the statement that had not ended, or an empty text
    /// @param wait what was last waited for
    static Refusal judge(RuntimeException e, String running, Optional<LockWatch.Wait> wait) {
        String message = message(e);
        String state = SqlStates.of(e);
        if (e instanceof FlywayException flyway) {
            if (flyway.getErrorCode() == CoreErrorCode.VALIDATE_ERROR) {
                return drift(message);
            }
            if (flyway.getErrorCode()
                    == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
                return new Refusal(
                        Refusal.Kind.DRIFT,
                        "schema public holds tables but no table flyway_schema_history",
                        "an empty schema or one that these migrations made",
                        "check DIRECT_URL; to adopt these tables, restore their history first");
            }
        }
        boolean cancelled = state.equals("57014");
        if (SqlStates.isLockTimeout(e) || (cancelled && wait.isPresent())) {
            return new Refusal(
                    Refusal.Kind.BLOCKED,
                    "a lock was not had in any of the attempts, 3 s each: "
                            + message
                            + wait.map(last -> " | it waited for " + last).orElse(""),
                    "no long transaction on the tables of the migration",
                    "wait until it ends, or end it with SELECT pg_terminate_backend(<backend>),"
                            + " then migrate again");
        }
        if (cancelled) {
            return new Refusal(
                    Refusal.Kind.OUT_OF_TIME,
                    "the time of this invocation was used up in: " + running,
                    "statements that end within 15 minutes, the longest a function may run",
                    "what was not finished was taken back; rehearse to see how long it takes, and"
                            + " split it, or let the worker do it in batches");
        }
        if (state.startsWith("08") || state.startsWith("57P")) {
            return new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "the connection was lost: " + message,
                    "a database that stays up for the whole migration",
                    "ask for the state, then migrate again; a migration that was not finished was"
                            + " taken back or will be made anew");
        }
        return new Refusal(
                Refusal.Kind.FAILED,
                message + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")"),
                "migrations that run to their end",
                "mend the cause, then migrate again; a file that was applied never changes, a new"
                        + " one mends it");
    }

    /// The refusal for a migrator that did not end in time.
    static Refusal inProgress(Optional<MigratorLock.Holder> holder) {
        return new Refusal(
                Refusal.Kind.IN_PROGRESS,
                "the lock of the migrator is held by "
                        + holder.map(MigratorLock.Holder::words)
                                .orElse("a session that has just ended"),
                "one migrator at a time",
                "wait until it ends and ask again; one that is stuck ends with SELECT"
                        + " pg_terminate_backend("
                        + holder.map(known -> String.valueOf(known.backend()))
                                .orElse("<its backend>")
                        + ")");
    }

    /// The refusal for a history that these files do not explain.
    private static Refusal drift(String faults) {
        return new Refusal(
                Refusal.Kind.DRIFT,
                "the history in flyway_schema_history differs from the files of this build: "
                        + faults,
                "the files of every applied migration unchanged, and none applied that this build"
                        + " lacks",
                "deploy the build that has them, restore a changed file from version control, and"
                        + " put the change into a new migration");
    }

    /// Flyway's text is made for a terminal: several lines, some of them rules.
    private static String message(RuntimeException e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.matches("-+"))
                .collect(Collectors.joining(" | "));
    }
}
