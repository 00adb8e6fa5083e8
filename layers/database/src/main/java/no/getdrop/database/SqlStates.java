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

    private static final Set<String> BUSY = Set.of("55P03", "57014", "40001", "40P01");

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

    /// Whether PostgreSQL did not do it for want of something that it may have in a moment: a lock
    /// (55P03), time (57014), disk or memory (class 53), or because it gave way to others (40001,
    /// 40P01). The statement had no effect.
    public static boolean isBusy(Throwable e) {
        String state = of(e);
        return state.startsWith("53") || BUSY.contains(state);
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
