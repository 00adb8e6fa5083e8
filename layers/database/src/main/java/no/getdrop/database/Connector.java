package no.getdrop.database;

import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Opens single connections for the pool; what proves the role is made or read at each connect, so
/// that neither a token nor a password can enter a snapshot or outlive a rotation.
final class Connector extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private static final int FIRST_PAUSE_MS = 20;
    private static final int LONGEST_PAUSE_MS = 500;

    private final transient DatabaseSettings settings;
    private final transient Secrets secrets;
    private final transient FreshLogin login;
    private final transient List<Connection> open = new ArrayList<>();
    private transient BooleanSupplier wanted = () -> false;
    private transient volatile @Nullable Exception failure;
    private transient boolean suspended;
    private transient volatile boolean proven;

    Connector(DatabaseSettings settings, Secrets secrets) {
        setUrl(settings.jdbcUrl());
        this.settings = settings;
        this.secrets = secrets;
        this.login = new FreshLogin(this::loginOnce, secrets::forget);
    }

    /// Tells whether a caller waits for a connection right now.
    void wantedWhile(BooleanSupplier condition) {
        wanted = condition;
    }

    /// Why there was no connection the last time; empty once there was one.
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /// Has the next connection proved before it is given out: one that was just used broke.
    void doubt() {
        proven = false;
    }

    /// Connects, and tries again for as long as a caller waits.
    ///
    /// The pool would try again too, but with pauses that double up to five seconds and outlast the
    /// caller, so that a database that is back would not be noticed in time.
    @Override
    public Connection getConnection() throws SQLException {
        for (int pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
            try {
                return connect();
            } catch (SQLException | RuntimeException e) {
                failure = e;
                if (!wanted.getAsBoolean() || !slept(pauseMs)) {
                    throw e instanceof SQLException sql
                            ? sql
                            : new SQLNonTransientConnectionException(
                                    "no connection could be prepared", "08001", e);
                }
            }
        }
    }

    /// Refuses to connect until [#resume]; when this returns no connect is under way.
    synchronized void suspend() {
        suspended = true;
    }

    synchronized void resume() {
        suspended = false;
    }

    /// What proves the role now: a token or the password, empty when none is known.
    String proof() {
        return switch (settings.authentication()) {
            case IAM -> IamToken.sign(settings);
            case PASSWORD ->
                    settings.password()
                            .or(() -> secrets.find("DATABASE_PASSWORD"))
                            .map(Secret::reveal)
                            .orElse("");
        };
    }

    /// Whether there was a connection yet.
    synchronized boolean hasConnected() {
        return proven;
    }

    /// Whether every connection that was made here is closed, its socket included.
    synchronized boolean isAllClosed() {
        forgetClosed();
        return open.isEmpty();
    }

    private synchronized Connection connect() throws SQLException {
        if (suspended) {
            throw new SQLTransientConnectionException("no connection during a snapshot", "08001");
        }
        Connection connection = login.connect();
        prove(connection);
        forgetClosed();
        open.add(connection);
        failure = null;
        return connection;
    }

    /// Asks the first connection, and the first after one that broke, whether it has a server
    /// behind it, which a pooler's login does not tell. A pooler may go on cutting clients off for
    /// a moment after its server is back; here another try follows, in use it would be an outage.
    /// From the very first the pool learns the isolation level, once, and when it was lost just
    /// then would take that for an answer and refuse every later connection.
    private void prove(Connection connection) throws SQLException {
        if (!proven) {
            proven = connection.isValid(Math.ceilDiv(settings.connectTimeoutMs(), 1_000));
            if (!proven) {
                connection.close();
                throw new SQLTransientConnectionException("no server behind the login", "08006");
            }
        }
    }

    private Connection loginOnce() throws SQLException {
        return super.getConnection(settings.user(), proof());
    }

    private void forgetClosed() {
        for (Iterator<Connection> each = open.iterator(); each.hasNext(); ) {
            try {
                if (each.next().isClosed()) {
                    each.remove();
                }
            } catch (SQLException e) {
                throw new IllegalStateException("the driver always knows what is closed", e);
            }
        }
    }

    private static boolean slept(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
