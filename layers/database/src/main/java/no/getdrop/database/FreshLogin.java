package no.getdrop.database;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/// Logs in to PostgreSQL; after a refusal once more with what proves the role read again, since it
/// may just have been rotated. It is read again at most once a second for that.
final class FreshLogin {
    /// The server's for a wrong password and a wrong token; the driver's where a password is wanted
    /// and none is known.
    private static final Set<String> REFUSED = Set.of("28P01", "28000", "08004");

    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final Attempt attempt;
    private final Runnable forget;
    private @Nullable Long forgottenAt;

    /// One login with what proves the role now.
    @FunctionalInterface
    interface Attempt {
        /// Logs in.
        Connection login() throws SQLException;
    }

    /// @param attempt logs in
    /// @param forget makes the next attempt read again what proves the role
    FreshLogin(Attempt attempt, Runnable forget) {
        this.attempt = attempt;
        this.forget = forget;
    }

    /// A connection.
    ///
    /// @throws SQLException of the second refusal, or of any other fault
    Connection connect() throws SQLException {
        try {
            return attempt.login();
        } catch (SQLException e) {
            if (!REFUSED.contains(SqlStates.of(e)) || !mayForget()) {
                throw e;
            }
            forget.run();
            return attempt.login();
        }
    }

    private synchronized boolean mayForget() {
        long now = System.nanoTime();
        Long before = forgottenAt;
        if (before != null && now - before < PAUSE_NANOS) {
            return false;
        }
        forgottenAt = now;
        return true;
    }
}
