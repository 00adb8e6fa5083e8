package no.getdrop.migrate;

import no.getdrop.database.DatabaseSettings;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;

import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;

/// Single connections of the schema's owner over the direct path, each with bounds of its own.
///
/// Unlike the pooled path it may set session parameters: nothing here goes through the proxy. A
/// migration gives up on a lock after three seconds rather than make every request queue behind it,
/// no statement outlives the invocation, and the server notices within two seconds when the
/// migrator is gone, so that its lock is soon free.
///
/// The owner signs in with a password whatever `DATABASE_AUTH` says of the application's role: the
/// one in `DIRECT_URL`, else secret `DIRECT_PASSWORD`, else `DATABASE_PASSWORD`.
final class OwnerDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private static final int NAME_LENGTH_MAX = 63;

    private final transient DatabaseSettings settings;
    private final transient Secrets secrets;

    /// @param name how other sessions see this migrator
    OwnerDataSource(DatabaseSettings settings, Secrets secrets, TimeBudget budget, String name) {
        this.settings = settings;
        this.secrets = secrets;
        long statementTimeoutMs = Math.max(1_000, budget.leftMs());
        setUrl(settings.jdbcUrl());
        setSocketTimeout(Math.toIntExact(statementTimeoutMs / 1_000 + 5));
        setApplicationName(
                name.length() > NAME_LENGTH_MAX ? name.substring(0, NAME_LENGTH_MAX) : name);
        setOptions(
                "-c lock_timeout=3s -c client_connection_check_interval=2s"
                        // A function whose machine vanished says no good-bye.
                        + " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5"
                        + " -c tcp_keepalives_count=2 -c idle_in_transaction_session_timeout=60s"
                        + " -c statement_timeout="
                        + statementTimeoutMs);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return super.getConnection(
                settings.user(),
                settings.password()
                        .or(() -> secrets.find("DIRECT_PASSWORD"))
                        .or(() -> secrets.find("DATABASE_PASSWORD"))
                        .map(Secret::reveal)
                        .orElse(""));
    }
}
