package no.getdrop.migrate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

/// The lock that one migrator at a time holds, for the whole of its run.
///
/// It is a session's advisory lock, so the server gives it back when the session ends, however it
/// ends. Who holds it is the session's application name: what other sessions see cannot outlive it.
final class MigratorLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MigratorLock.class);

    /// "drop", and the first of its locks.
    private static final int SPACE = 0x64726f70;

    private static final int NUMBER = 1;
    private static final int ANSWER_MS_MAX = 5_000;
    private static final int NAME_LENGTH_MAX = 63;
    private static final int BUILD_LENGTH_MAX = 12;
    private static final DateTimeFormatter SINCE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern NAME =
            Pattern.compile("drop-migrate ([^ ]+) ([^ ]+) (\\d{8})T(\\d{6})Z by (.+)");

    private static final String TAKE = "SELECT pg_try_advisory_lock(?, ?)";
    private static final String TELL = "SELECT set_config('application_name', ?, false)";
    private static final String HOLDER =
            """
            SELECT activity.pid, activity.application_name, activity.backend_start
            FROM pg_locks AS lock
            JOIN pg_stat_activity AS activity ON activity.pid = lock.pid
            WHERE lock.locktype = 'advisory' AND lock.granted
              AND lock.classid = ?::oid AND lock.objid = ?::oid
              AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    private final Connection connection;

    /// Who has the lock.
    ///
    /// @param backend process id of the session at the server
    /// @param words who, for which release, since when
    record Holder(int backend, String words) {}

    /// The lock, or who has it.
    sealed interface Attempt {
        record Taken(MigratorLock lock) implements Attempt {}

        record Busy(Optional<Holder> holder) implements Attempt {}
    }

    private MigratorLock(Connection connection) {
        this.connection = connection;
    }

    /// Takes the lock, waiting for another migrator within that time.
    static Attempt take(DataSource database, Deployment deployment, TimeBudget waiting)
            throws SQLException {
        Connection connection = database.getConnection();
        try {
            for (boolean told = false; ; told = true) {
                if (isTaken(connection)) {
                    tell(connection, deployment);
                    // What asks on it afterwards must not keep the migration waiting.
                    connection.setNetworkTimeout(Runnable::run, ANSWER_MS_MAX);
                    return new Attempt.Taken(new MigratorLock(connection));
                }
                Optional<Holder> holder = holder(connection);
                if (!told) {
                    log.atInfo()
                            .addKeyValue("holder", holder.map(Holder::words).orElse("?"))
                            .log("another migrator is at work");
                }
                if (waiting.leftMs() <= 0
                        || !Pause.of(300 + ThreadLocalRandom.current().nextInt(400))) {
                    connection.close();
                    return new Attempt.Busy(holder);
                }
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /// The session that holds the lock; [LockWatch] asks on it what the migration waits for.
    Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.atWarn().setCause(e).log("the migrator's session was lost before its end");
        }
    }

    private static boolean isTaken(Connection connection) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setInt(1, SPACE);
            take.setInt(2, NUMBER);
            try (ResultSet row = take.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void tell(Connection connection, Deployment deployment) throws SQLException {
        String build = deployment.build();
        String name =
                "drop-migrate %s %s %s by %s"
                        .formatted(
                                deployment.release(),
                                build.substring(0, Math.min(build.length(), BUILD_LENGTH_MAX))
                                        .replace(' ', '-'),
                                SINCE.format(Instant.now()),
                                deployment.caller());
        try (PreparedStatement tell = connection.prepareStatement(TELL)) {
            tell.setString(1, name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX)));
            tell.execute();
        }
    }

    private static Optional<Holder> holder(Connection connection) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(HOLDER)) {
            ask.setInt(1, SPACE);
            ask.setInt(2, NUMBER);
            try (ResultSet row = ask.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                int backend = row.getInt(1);
                Matcher name = NAME.matcher(row.getString(2));
                String words =
                        name.matches()
                                ? "'%s' for release %s (build %s) since %s-%s-%sT%s:%s:%sZ"
                                        .formatted(
                                                name.group(5),
                                                name.group(1),
                                                name.group(2),
                                                name.group(3).substring(0, 4),
                                                name.group(3).substring(4, 6),
                                                name.group(3).substring(6),
                                                name.group(4).substring(0, 2),
                                                name.group(4).substring(2, 4),
                                                name.group(4).substring(4))
                                : "'%s' since %s"
                                        .formatted(
                                                row.getString(2), row.getTimestamp(3).toInstant());
                return Optional.of(new Holder(backend, words + ", backend " + backend));
            }
        }
    }
}
