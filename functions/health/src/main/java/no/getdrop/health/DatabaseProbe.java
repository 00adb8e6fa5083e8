package no.getdrop.health;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;

/// Asks the database one question at a time, over the pool that every function has.
///
/// The pool is opened at the first question: most of what this function would load at its start
/// belongs to it.
final class DatabaseProbe {
    /// No version and no worker; any number of seconds is real.
    private static final long NONE = -1;

    /// The clock is the database's: that of a function may have stood still in a snapshot.
    private static final String READINESS =
            """
            SELECT (SELECT max(version::bigint) FROM flyway_schema_history WHERE success),
                   (SELECT extract(epoch FROM now() - max(beat_at)) FROM worker_heartbeats)
            """;

    private final DatabaseSettings settings;
    private final Environment environment;
    private @Nullable Database database;

    /// What `SELECT 1` showed.
    ///
    /// @param connected whether it was answered
    /// @param latencyMs how long it took, in milliseconds
    record Ping(boolean connected, long latencyMs) {}

    /// What readiness rests on.
    ///
    /// @param connected whether the database answered, and has the tables that were asked for
    /// @param schemaVersion newest migration that is applied; negative when there is none
    /// @param heartbeatAgeSeconds since a worker was last seen; negative when none ever was
    record State(boolean connected, long schemaVersion, long heartbeatAgeSeconds) {}

    DatabaseProbe(DatabaseSettings settings, Environment environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /// Opens the pool, which connects to nothing yet.
    synchronized Database open() {
        Database current = database;
        if (current == null) {
            current = Database.open(settings, Secrets.from(environment, InstantSource.system()));
            database = current;
        }
        return current;
    }

    Ping ping() {
        try (Connection connection = open().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
            long started = System.nanoTime();
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Ping(true, (System.nanoTime() - started) / 1_000_000);
            }
        } catch (SQLException | RuntimeException e) {
            tell(e);
            return new Ping(false, 0);
        }
    }

    State state() {
        try (Connection connection = open().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(READINESS);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new State(true, number(row, 1), number(row, 2));
        } catch (SQLException | RuntimeException e) {
            tell(e);
            return new State(false, NONE, NONE);
        }
    }

    private static long number(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? NONE : (long) value;
    }

    private static void tell(Exception e) {
        LoggerFactory.getLogger(DatabaseProbe.class)
                .atWarn()
                .setCause(e)
                .log("the database did not answer the probe");
    }
}
