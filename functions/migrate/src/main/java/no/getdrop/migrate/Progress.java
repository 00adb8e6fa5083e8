package no.getdrop.migrate;

import no.getdrop.migrate.sql.LockMode;
import no.getdrop.migrate.sql.Statement;
import no.getdrop.migrate.sql.TableLock;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Follows a run of Flyway: bounds each statement by the time that is left, and writes down how
/// long it took, how many rows it wrote and for how long it waited for locks.
final class Progress implements Callback {
    private static final Logger log = LoggerFactory.getLogger(Progress.class);

    private static final Set<Event> EVENTS =
            EnumSet.of(
                    Event.BEFORE_EACH_MIGRATE,
                    Event.BEFORE_EACH_MIGRATE_STATEMENT,
                    Event.AFTER_EACH_MIGRATE_STATEMENT,
                    Event.AFTER_EACH_MIGRATE);

    /// The counts of this session that are not yet in the server's statistics: all of an open
    /// transaction.
    private static final String ROWS =
            """
            SELECT pg_backend_pid(), coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint
            FROM pg_stat_xact_user_tables
            """;

    private static final String LOCKS =
            """
            SELECT class.relname, lock.mode
            FROM pg_locks AS lock
            JOIN pg_class AS class ON class.oid = lock.relation
            WHERE lock.pid = pg_backend_pid() AND lock.locktype = 'relation' AND lock.granted
              AND class.relkind IN ('r', 'p') AND class.relnamespace = 'public'::regnamespace
              AND class.relname NOT LIKE 'flyway%'
            """;

    private static final String TABLES =
            """
            SELECT relname FROM pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
            """;

    private final TimeBudget budget;
    private final LockWatch watch;
    private final boolean tellsLocks;
    private final List<Report.Applied> applied = new ArrayList<>();
    private final List<Report.Ran> statements = new ArrayList<>();
    private final Map<String, LockMode> locks = new HashMap<>();
    private final Set<String> othersTables = new HashSet<>();
    private @Nullable String running;
    private long begunMs;
    private long statementBegunMs;
    private long rowsBefore;
    private long waitedMs;

    /// @param watch told which session to watch, for each statement
    /// @param tellsLocks whether the locks that a statement took are looked up after it
    Progress(TimeBudget budget, LockWatch watch, boolean tellsLocks) {
        this.budget = budget;
        this.watch = watch;
        this.tellsLocks = tellsLocks;
    }

    /// What was applied so far.
    List<Report.Applied> applied() {
        return List.copyOf(applied);
    }

    /// The statement that had begun and not ended, for the one who tells of a failure.
    String running() {
        return running == null ? "" : running;
    }

    /// Forgets what was rolled back, so that the migration can be tried again; the time it waited
    /// still counts.
    void beginAgain() {
        waitedMs += watch.end();
        statements.clear();
        locks.clear();
        running = null;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return EVENTS.contains(event);
    }

    /// False: Flyway would end the migration's transaction after it.
    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return false;
    }

    @Override
    public String getCallbackName() {
        return "progress";
    }

    @Override
    public void handle(Event event, Context context) {
        // Exhaustive over what is supported: Flyway's enum has many more.
        if (event == Event.BEFORE_EACH_MIGRATE) {
            beginMigration(context.getConnection());
            log.atInfo()
                    .addKeyValue("version", version(context.getMigrationInfo()))
                    .log("migrating");
        } else if (event == Event.BEFORE_EACH_MIGRATE_STATEMENT) {
            begin(context);
        } else if (event == Event.AFTER_EACH_MIGRATE_STATEMENT) {
            end(context.getConnection());
        } else {
            migrated(context.getMigrationInfo());
        }
    }

    private void beginMigration(Connection connection) {
        begunMs = nowMs();
        if (tellsLocks) {
            othersTables.clear();
            ask(connection, TABLES, row -> othersTables.add(row.getString(1)));
        }
    }

    private void begin(Context context) {
        running = Statement.outline(context.getStatement().getSql());
        bound(context.getConnection());
        ask(
                context.getConnection(),
                ROWS,
                row -> {
                    watch.begin(row.getInt(1));
                    rowsBefore = row.getLong(2);
                });
        statementBegunMs = nowMs();
    }

    private void end(Connection connection) {
        long millis = nowMs() - statementBegunMs;
        long waited = watch.end();
        // A statement outside a transaction may have handed its counts to the server already.
        long[] rows = {0};
        ask(connection, ROWS, row -> rows[0] = Math.max(0, row.getLong(2) - rowsBefore));
        statements.add(
                new Report.Ran(
                        Objects.requireNonNull(running),
                        millis,
                        rows[0],
                        waited,
                        tellsLocks ? newLocks(connection) : List.of()));
        running = null;
        log.atInfo()
                .addKeyValue("statement", statements.getLast().statement())
                .addKeyValue("millis", millis)
                .addKeyValue("rows", statements.getLast().rows())
                .addKeyValue("lockWaitMs", waited)
                .log("statement done");
    }

    private void migrated(MigrationInfo info) {
        List<Report.Ran> ran = List.copyOf(statements);
        Report.Applied done =
                new Report.Applied(
                        version(info),
                        info.getDescription(),
                        nowMs() - begunMs,
                        ran.stream().mapToLong(Report.Ran::rows).sum(),
                        waitedMs + ran.stream().mapToLong(Report.Ran::lockWaitMs).sum(),
                        ran);
        applied.add(done);
        statements.clear();
        locks.clear();
        waitedMs = 0;
        log.atInfo()
                .addKeyValue("version", done.version())
                .addKeyValue("millis", done.millis())
                .addKeyValue("rows", done.rows())
                .addKeyValue("lockWaitMs", done.lockWaitMs())
                .log("migrated");
    }

    /// The locks that the transaction holds now and did not before, or in a weaker mode.
    private List<String> newLocks(Connection connection) {
        Map<String, LockMode> now = new HashMap<>();
        ask(
                connection,
                LOCKS,
                row ->
                        now.merge(
                                row.getString(1),
                                LockMode.ofCatalogue(row.getString(2)),
                                (one, other) -> one.compareTo(other) > 0 ? one : other));
        List<String> taken =
                now.entrySet().stream()
                        .filter(lock -> othersTables.contains(lock.getKey()))
                        .filter(lock ->
                                !locks.containsKey(lock.getKey())
                                        || locks.get(lock.getKey()).compareTo(lock.getValue()) < 0)
                        .map(lock -> new TableLock(lock.getKey(), lock.getValue()).toString())
                        .sorted()
                        .toList();
        locks.putAll(now);
        return taken;
    }

    private void bound(Connection connection) {
        try (java.sql.Statement set = connection.createStatement()) {
            set.execute("SET statement_timeout = " + Math.max(1, budget.leftMs()));
        } catch (SQLException e) {
            throw new FlywayException(e.getMessage(), e);
        }
    }

    /// On Flyway's own connection, which stays open.
    private static void ask(Connection connection, String query, Row each) {
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                each.read(row);
            }
        } catch (SQLException e) {
            throw new FlywayException(e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static String version(MigrationInfo info) {
        return info.getVersion().getVersion();
    }

    private static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }
}
