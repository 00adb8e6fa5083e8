package no.getdrop.health;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.database.SqlStates;
import no.getdrop.runtime.Secrets;

import org.slf4j.LoggerFactory;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Asks the database through the pooled path, one round trip for a question.
///
/// The pool is opened at the first question: most of what this function would load at its start
/// belongs to it.
final class DatabaseProbe {
    /// A connection that the server closed says so at once; what takes longer is an outage.
    private static final long REPEAT_WITHIN_MS = 500;

    /// The clock is the database's: that of a function may have stood still in a snapshot.
    private static final String READINESS =
            """
            SELECT (SELECT max(version::bigint) FROM flyway_schema_history WHERE success),
                   (SELECT extract(epoch FROM now() - beat_at)::bigint
                    FROM worker_heartbeats WHERE name = 'worker'),
                   (SELECT extract(epoch FROM now() - max(fenced_at))::bigint
                    FROM backup_fences WHERE verified_at IS NOT NULL),
                   (SELECT extract(epoch FROM now() - checked_at)::bigint FROM schema_state),
                   (SELECT drift FROM schema_state),
                   (SELECT string_agg(provider, ', ' ORDER BY provider) FROM provider_states
                    WHERE resting AND changed_at > now() - interval '5 minutes'),
                   (SELECT missing_secrets FROM worker_heartbeats WHERE name = 'worker')
            """;

    private final Supplier<Database> database;

    /// Whether the database answered.
    ///
    /// @param latencyMs how long the answer took, in milliseconds
    /// @param time when it was asked
    record Ping(boolean connected, long latencyMs, Instant time) {
        Status status() {
            return connected ? Status.PASS : Status.FAIL;
        }
    }

    /// What readiness rests on.
    ///
    /// @param schemaVersion newest migration that is applied
    /// @param heartbeatAgeSeconds since the worker was last seen
    /// @param backupAgeSeconds since the data that the newest verified backup holds
    /// @param driftAgeSeconds since the schema was last compared with what migrations made of it
    /// @param drift what differed then, in words; empty when nothing did
    /// @param restingProviders those that a function leaves alone because they fail, as it last
    ///   said within five minutes; empty when there are none
    /// @param missingSecrets what providers gave and nobody filled in, as the worker said; empty
    ///   when it said nothing of it
    record State(
            Ping ping,
            OptionalLong schemaVersion,
            OptionalLong heartbeatAgeSeconds,
            OptionalLong backupAgeSeconds,
            OptionalLong driftAgeSeconds,
            String drift,
            String restingProviders,
            Optional<List<String>> missingSecrets) {
        State {
            missingSecrets = missingSecrets.map(List::copyOf);
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(ResultSet row, Ping ping) throws SQLException;
    }

    DatabaseProbe(Supplier<Database> database) {
        this.database = database;
    }

    /// Opens the pool, which connects to nothing yet.
    static Database open(DatabaseSettings settings, Secrets secrets) {
        // Hikari asks a connection that idled whether it is alive, one more round trip for each of
        // our questions; these find out by themselves, and are repeated.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "86400000");
        return Database.open(settings, secrets);
    }

    Ping ping() {
        Instant now = Instant.now();
        try {
            return ask("SELECT 1", (row, ping) -> ping);
        } catch (SQLException | RuntimeException e) {
            tell(e);
            return new Ping(false, 0, now);
        }
    }

    State state() {
        Instant now = Instant.now();
        try {
            return ask(
                    READINESS,
                    (row, ping) ->
                            new State(
                                    ping,
                                    number(row, 1),
                                    number(row, 2),
                                    number(row, 3),
                                    number(row, 4),
                                    Objects.requireNonNullElse(row.getString(5), ""),
                                    Objects.requireNonNullElse(row.getString(6), ""),
                                    names(row, 7)));
        } catch (SQLException | RuntimeException e) {
            tell(e);
            // Class 42: it answered, and lacks a table, a column or a grant of this build.
            boolean connected = SqlStates.of(e).startsWith("42");
            return nothingKnown(new Ping(connected, 0, now));
        }
    }

    private static State nothingKnown(Ping ping) {
        OptionalLong nothing = OptionalLong.empty();
        return new State(ping, nothing, nothing, nothing, nothing, "", "", Optional.empty());
    }

    /// Asks, and once more on a fresh connection when the first was closed by the server meanwhile:
    /// the question only reads.
    private <T> T ask(String sql, Reader<T> reader) throws SQLException {
        long started = System.nanoTime();
        try {
            return askOnce(sql, reader);
        } catch (SQLException e) {
            if (!isBroken(e) || millisecondsSince(started) > REPEAT_WITHIN_MS) {
                throw e;
            }
            return askOnce(sql, reader);
        }
    }

    private <T> T askOnce(String sql, Reader<T> reader) throws SQLException {
        try (Connection connection = database.get().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            Instant now = Instant.now();
            long started = System.nanoTime();
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return reader.read(row, new Ping(true, millisecondsSince(started), now));
            }
        }
    }

    private static boolean isBroken(SQLException e) {
        String state = SqlStates.of(e);
        return state.startsWith("08") || state.startsWith("57P");
    }

    private static OptionalLong number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static Optional<List<String>> names(ResultSet row, int column) throws SQLException {
        Array names = row.getArray(column);
        return names == null ? Optional.empty() : Optional.of(List.of((String[]) names.getArray()));
    }

    private static long millisecondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static void tell(Exception e) {
        LoggerFactory.getLogger(DatabaseProbe.class)
                .atWarn()
                .setCause(e)
                .log("the database did not answer the probe");
    }
}
