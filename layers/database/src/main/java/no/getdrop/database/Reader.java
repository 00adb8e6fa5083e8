package no.getdrop.database;

/// Whoever can put a [Read] to the database.
@FunctionalInterface
public interface Reader {
    /// Asks.
    ///
    /// @throws DatabaseUnavailableException when there is no connection or it broke
    <R> R read(Read<R> read);
}
