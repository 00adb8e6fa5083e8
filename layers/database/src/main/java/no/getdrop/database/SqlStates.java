package no.getdrop.database;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Set;

/// Reads what PostgreSQL meant from an exception's SQLSTATE.
public final class SqlStates {
    /// Shutdown (57P01, 57P02, 57P03), a session closed for being idle (57P05, 25P03), too many
    /// connections (53300), and a refused login: no statement of ours can cause them.
    private static final Set<String> CONNECTION_LOST =
            Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "53300", "28P01", "28000");

    private SqlStates() {}

    /// The SQLSTATE of the nearest SQL exception in the chain of causes, or an empty text.
    public static String of(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    /// Whether a lock was not had within `lock_timeout` (55P03).
    public static boolean isLockTimeout(Throwable e) {
        return of(e).equals("55P03");
    }

    /// Whether a unique constraint refused a row (23505).
    public static boolean isUniqueViolation(Throwable e) {
        return of(e).equals("23505");
    }

    static boolean isConnectionLost(SQLException e) {
        @Nullable String state = e.getSQLState();
        return state != null && (state.startsWith("08") || CONNECTION_LOST.contains(state));
    }
}
