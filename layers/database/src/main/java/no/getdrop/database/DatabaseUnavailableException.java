package no.getdrop.database;

/// No connection could be had, or it broke: whether the last statement took effect is unknown.
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Wraps what the driver or the pool said.
    public DatabaseUnavailableException(Throwable cause) {
        super("the database cannot be reached", cause);
    }
}
