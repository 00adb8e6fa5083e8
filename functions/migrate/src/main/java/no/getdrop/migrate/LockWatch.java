package no.getdrop.migrate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Looks, 25 times a second, whether the migration's session waits for a lock, for which, and who
/// is in its way. Waits of less than that are not seen.
final class LockWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LockWatch.class);
    private static final long PERIOD_MS = 40;

    private static final String WAITS =
            """
            SELECT lock.waitstart::text AS begun,
                   (extract(epoch FROM clock_timestamp() - lock.waitstart) * 1000)::bigint
                       AS waited_ms,
                   coalesce(class.relname, lock.locktype) AS object, lock.mode,
                   other.pid, other.application_name, other.state,
                   extract(epoch FROM clock_timestamp() - other.xact_start)::bigint AS age_seconds,
                   coalesce(other.query, '') AS query
            FROM pg_locks AS lock
            LEFT JOIN pg_class AS class ON class.oid = lock.relation
            LEFT JOIN pg_stat_activity AS other ON other.pid = (pg_blocking_pids(lock.pid))[1]
            WHERE lock.pid = ? AND NOT lock.granted AND lock.waitstart IS NOT NULL
            """;

    private final Connection connection;
    private final Map<String, Long> waitedMs = new LinkedHashMap<>();
    private int backend;
    private @Nullable Wait last;
    private boolean closed;

    /// What the session waited for, and whom.
    ///
    /// @param object table, or kind of lock where it is none of a table
    record Wait(String object, String mode, Optional<Session> blocker) {
        @Override
        public String toString() {
            return "%s on %s, which is held by %s"
                    .formatted(
                            mode,
                            object,
                            blocker.map(Session::toString).orElse("a session that has ended"));
        }
    }

    private LockWatch(Connection connection) {
        this.connection = connection;
    }

    /// A watch over nobody yet, which asks on that connection alone.
    static LockWatch over(Connection connection) {
        LockWatch watch = new LockWatch(connection);
        Thread.ofVirtual().name("lock-watch").start(watch::look);
        return watch;
    }

    /// From now on that session is watched.
    synchronized void begin(int session) {
        backend = session;
        last = null;
        waitedMs.clear();
    }

    /// Ends it and tells for how many milliseconds the session waited.
    synchronized long end() {
        backend = 0;
        return waitedMs.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The last wait that was seen, and forgets it.
    synchronized Optional<Wait> takeLast() {
        Optional<Wait> wait = Optional.ofNullable(last);
        last = null;
        return wait;
    }

    /// From now on the connection is not used any more.
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized void look() {
        try {
            while (!closed) {
                wait(PERIOD_MS);
                if (!closed && backend != 0 && !looked()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean looked() {
        try (PreparedStatement ask = connection.prepareStatement(WAITS)) {
            ask.setInt(1, backend);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    waitedMs.merge(row.getString("begun"), row.getLong("waited_ms"), Math::max);
                    last = wait(row);
                }
            }
            return true;
        } catch (SQLException e) {
            log.atWarn().setCause(e).log("what the migration waits for cannot be seen any more");
            return false;
        }
    }

    private static Wait wait(ResultSet row) throws SQLException {
        int blocker = row.getInt("pid");
        Optional<Session> session =
                blocker == 0
                        ? Optional.empty()
                        : Optional.of(
                                Session.of(
                                        blocker,
                                        row.getString("application_name"),
                                        String.valueOf(row.getString("state")),
                                        Duration.ofSeconds(row.getLong("age_seconds")),
                                        row.getString("query")));
        return new Wait(row.getString("object"), row.getString("mode"), session);
    }
}
