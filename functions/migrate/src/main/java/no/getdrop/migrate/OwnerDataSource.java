package no.getdrop.migrate;

import no.getdrop.database.DatabaseSettings;
import no.getdrop.database.DirectDataSource;
import no.getdrop.database.OwnerPassword;

/// Single connections of the schema's owner over the direct path, each with bounds of its own.
///
/// Unlike the pooled path it may set session parameters: nothing here goes through the proxy. A
/// migration gives up on a lock after three seconds rather than make every request queue behind it,
/// no statement outlives the invocation, and the server notices within two seconds when the
/// migrator is gone, so that its lock is soon free.
///
/// The owner signs in with a password whatever `DATABASE_AUTH` says of the application's role
/// ([OwnerPassword]).
final class OwnerDataSource extends DirectDataSource {
    private static final long serialVersionUID = 1L;
    private static final int NAME_LENGTH_MAX = 63;

    /// @param name how other sessions see this migrator
    OwnerDataSource(
            DatabaseSettings settings, OwnerPassword password, TimeBudget budget, String name) {
        super(settings, password);
        long statementTimeoutMs = Math.max(1_000, budget.leftMs());
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
}
