package no.getdrop.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

import no.getdrop.runtime.RestoreHooks;
import no.getdrop.runtime.Secrets;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.Types;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

/// The one way to PostgreSQL.
///
/// Opening it connects to nothing: a function starts without a database, and each use says
/// [DatabaseUnavailableException] until it is there. Connections are let go before a snapshot and
/// made anew after the restore.
public final class Database implements Reader, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);

    /// For all pools of the process: a statement takes milliseconds to parse and is the same in
    /// each.
    private static final SqlParser PARSED_STATEMENTS = new ColonPrefixSqlParser();

    private static final int TRANSACTION_ATTEMPTS = 4;
    private static final int RETRY_PAUSE_MS = 20;
    private static final int DRAIN_TIMEOUT_MS = 5_000;

    /// Of each connection; a rehearsal borrows none from the pool, which every request does.
    private static final int REHEARSED_BORROWS = 10;

    private final HikariDataSource pool;
    private final Connector connector;
    private final Jdbi jdbi;
    private boolean snapshotBegun;
    private volatile @Nullable Rehearsal rehearsal;
    private volatile Supplier<Read<?>> greeting = Database::isThere;

    /// @param outage whether it is rehearsed that there is no database
    private record Rehearsal(Thread thread, boolean outage) {}

    /// Work on one connection; it may run several times, so it must change nothing but the
    /// database.
    @FunctionalInterface
    public interface Work<R> {
        /// Does the work and returns what it found.
        R with(Handle handle);
    }

    /// Leaves it to PostgreSQL what a UUID that is null is; JDBI by itself calls it a text, which
    /// cannot be compared with a UUID or stored as one.
    private static final class UuidArguments extends AbstractArgumentFactory<UUID> {
        UuidArguments() {
            super(Types.OTHER);
        }

        @Override
        protected Argument build(UUID value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setObject(position, value);
        }
    }

    private Database(HikariDataSource pool, Connector connector) {
        this.pool = pool;
        this.connector = connector;
        this.jdbi =
                Jdbi.create(pool)
                        .registerArgument(new UuidArguments())
                        .setSqlParser(PARSED_STATEMENTS);
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(Database::withoutValues);
    }

    /// What failed and in which statement. By itself JDBI writes all bound values into the text of
    /// an exception, which is logged whole.
    private static String withoutValues(StatementException e) {
        @Nullable StatementContext context = e.getStatementContext();
        @Nullable String sql = context == null ? null : context.getRawSql();
        return sql == null
                ? String.valueOf(e.getShortMessage())
                : "%s [statement: %.1000s]".formatted(e.getShortMessage(), sql.strip());
    }

    /// A pool of `DB_POOL_SIZE` connections that are made when first needed.
    public static Database open(DatabaseSettings settings, Secrets secrets) {
        return open(settings, secrets, UnaryOperator.identity());
    }

    /// A pool whose connections come through `between`: what a simulation of failures puts before
    /// the server.
    public static Database open(
            DatabaseSettings settings, Secrets secrets, UnaryOperator<DataSource> between) {
        Connector connector = new Connector(settings, secrets);
        HikariConfig config = new HikariConfig();
        config.setDataSource(between.apply(connector));
        config.setPoolName("drop");
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(settings.borrowTimeoutMs());
        config.setValidationTimeout(Math.min(1_000, settings.borrowTimeoutMs()));
        config.setIdleTimeout(600_000);
        config.setMaxLifetime(1_500_000);
        config.setAllowPoolSuspension(true);
        config.setAutoCommit(true);
        // The server's default, so nothing is sent for it; named for when it could not be asked.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        HikariDataSource pool = new HikariDataSource(config);
        connector.wantedWhile(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() > 0);
        Database database = new Database(pool, connector);
        RestoreHooks.beforeSnapshot("database", database::letGo);
        RestoreHooks.afterRestore("database", database::takeUp);
        return database;
    }

    /// Runs `work` without a transaction around it: each statement is one of its own.
    ///
    /// @throws DatabaseUnavailableException when there is no connection or it broke
    public <R> R call(Work<R> work) {
        checkRehearsal();
        try {
            return jdbi.withHandle(work::with);
        } catch (RuntimeException e) {
            throw translated(e);
        }
    }

    @Override
    public <R> R read(Read<R> read) {
        return call(read::ask);
    }

    /// Runs `work` in one transaction, and again, after a random pause, when PostgreSQL gave it up
    /// for another one (40001, 40P01); at most four times.
    ///
    /// @throws DatabaseUnavailableException when there is no connection or it broke
    public <R> R transaction(Work<R> work) {
        checkRehearsal();
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.inTransaction(work::with);
            } catch (RuntimeException e) {
                if (attempt == TRANSACTION_ATTEMPTS || !isRepeatable(e)) {
                    throw translated(e);
                }
                log.atInfo().addKeyValue("attempt", attempt).log("transaction given up, again");
                pause(attempt);
            }
        }
    }

    /// Runs `work` for practice: whatever this thread does by [#call] and [#transaction] meanwhile
    /// happens on one connection in one transaction, which is rolled back in any case. Other
    /// threads are refused meanwhile.
    ///
    /// @throws DatabaseUnavailableException when there is no connection; `work` has not run then
    /// @throws IllegalStateException once the snapshot has begun, so in every restored function
    public void rehearse(Runnable work) {
        begin(new Rehearsal(Thread.currentThread(), false));
        try {
            if (!connector.hasConnected() && !canProve()) {
                throw new DatabaseUnavailableException(
                        new SQLTransientConnectionException("nothing proves the role", "08001"));
            }
            // The thread's handle, which JDBI gives to all that it does within, transactions too.
            jdbi.useHandle(handle -> {
                handle.begin();
                try {
                    work.run();
                } finally {
                    handle.rollback();
                }
            });
        } catch (RuntimeException e) {
            throw translated(e);
        } finally {
            rehearsal = null;
        }
    }

    /// Runs `work` as if there were no database: each use says so at once.
    ///
    /// @throws IllegalStateException once the snapshot has begun, so in every restored function
    public void rehearseOutage(Runnable work) {
        begin(new Rehearsal(Thread.currentThread(), true));
        try {
            work.run();
        } finally {
            rehearsal = null;
        }
    }

    /// The pool, for what is not written with JDBI.
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    private synchronized void begin(Rehearsal wanted) {
        if (snapshotBegun) {
            throw new IllegalStateException("no rehearsal once the snapshot has begun");
        }
        if (rehearsal != null) {
            throw new IllegalStateException("a rehearsal is already under way");
        }
        rehearsal = wanted;
    }

    private void checkRehearsal() {
        Rehearsal current = rehearsal;
        if (current == null) {
            return;
        }
        if (!current.thread().equals(Thread.currentThread())) {
            throw new IllegalStateException("during a rehearsal only its own thread works");
        }
        if (current.outage()) {
            throw new DatabaseUnavailableException(
                    new SQLTransientConnectionException("an outage is rehearsed", "08001"));
        }
    }

    private void letGo() throws InterruptedException {
        synchronized (this) {
            snapshotBegun = true;
        }
        if (pool.isClosed()) {
            return;
        }
        HikariPoolMXBean connections = pool.getHikariPoolMXBean();
        connections.suspendPool();
        connector.suspend();
        // The pool forgets a connection before it closes it, so both are asked.
        await(() -> {
            connections.softEvictConnections();
            return connections.getTotalConnections() == 0 && connector.isAllClosed();
        });
    }

    /// Also connects, beside whatever the function does first, so that the first request need not
    /// wait as long; without a database that request says so.
    private void takeUp() {
        if (pool.isClosed()) {
            return;
        }
        connector.resume();
        pool.getHikariPoolMXBean().resumePool();
        var _ = connectBeside("not connected after the restore");
    }

    /// Asks this of the connection that is made after a restore, while the first request is on its
    /// way to it: a new server process knows no table until it is asked about one.
    public void greetWith(Supplier<Read<?>> question) {
        greeting = question;
    }

    /// Connects `times` before the snapshot as after a restore, so that the way to a connection is
    /// loaded in it, and compiled where it is taken often enough: the driver, the SDK that reads
    /// what proves the role, and virtual threads. Without a database it is tried once.
    public void rehearseConnects(int times) {
        if (!canProve()) {
            return;
        }
        for (int i = 0; i < times; i++) {
            pool.getHikariPoolMXBean().softEvictConnections();
            join(connectBeside("not connected at the snapshot"));
            if (!connector.hasConnected()) {
                return;
            }
            for (int j = 0; j < REHEARSED_BORROWS; j++) {
                greet();
            }
        }
    }

    /// Reads or makes by itself what proves the role: loading the SDK for that may outlast the wait
    /// for a connection.
    private boolean canProve() {
        try {
            var _ = connector.proof();
            return true;
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("nothing proves the role at the snapshot");
            return false;
        }
    }

    private Thread connectBeside(String otherwise) {
        return Thread.ofVirtual().name("database-connect").start(() -> connect(otherwise));
    }

    private void connect(String otherwise) {
        try {
            greet();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log(otherwise);
        }
    }

    private void greet() {
        read(greeting.get());
    }

    private static Read<?> isThere() {
        return Read.first("SELECT 1", (row, context) -> true);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN_TIMEOUT_MS * 1_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "a connection is still open after " + DRAIN_TIMEOUT_MS + " ms");
            }
            Thread.sleep(5);
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, (long) RETRY_PAUSE_MS << attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException(e);
        }
    }

    private RuntimeException translated(RuntimeException e) {
        if (e instanceof DatabaseUnavailableException || !isUnavailable(e)) {
            return e;
        }
        connector.doubt();
        DatabaseUnavailableException unavailable = new DatabaseUnavailableException(e);
        connector.failure().ifPresent(unavailable::addSuppressed);
        return unavailable;
    }

    private static boolean isRepeatable(Throwable e) {
        String state = SqlStates.of(e);
        return state.equals("40001") || state.equals("40P01");
    }

    private static boolean isUnavailable(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException
                    || cause instanceof SQLRecoverableException) {
                return true;
            }
            if (cause instanceof SQLException sql && SqlStates.isConnectionLost(sql)) {
                return true;
            }
        }
        return false;
    }
}
