package no.getdrop.migrate.sql;

/// A lock on a table.
///
/// @param table its name, without the schema
public record TableLock(String table, LockMode mode) {
    @Override
    public String toString() {
        return mode.spelling() + " on " + table;
    }
}
