package no.getdrop.migrate.sql;

import java.util.List;
import java.util.Locale;

/// What a statement does to the tables it names, as far as its text tells.
///
/// @param kind its first words, such as `alter table`
/// @param locks on tables that it names, each table once with the strongest
/// @param work how its time grows with these tables
public record Effect(String kind, List<TableLock> locks, Work work) {
    public Effect {
        locks = List.copyOf(locks);
    }

    /// What a statement's time depends on.
    public enum Work {
        /// The catalogue alone: milliseconds, once its lock is had.
        CATALOGUE,
        /// The rows that it writes.
        ROWS,
        /// Every row of the table is read.
        SCAN,
        /// Every row is read and sorted into an index.
        INDEX,
        /// Every row is written anew, with all indexes.
        REWRITE,
        /// Code that it runs; the text does not tell.
        UNKNOWN;

        /// In lower case, as it is told.
        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
