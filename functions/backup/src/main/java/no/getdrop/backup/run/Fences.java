package no.getdrop.backup.run;

import no.getdrop.backup.plan.Action.SnapshotOrder;

import java.time.Duration;
import java.time.Instant;

/// The rows in the live database that say what a restored copy must at least hold.
public interface Fences {
    /// Writes the fence of a run, or finds the one that an earlier attempt wrote.
    ///
    /// @param freshFor how long a fence of the same run serves on; a later call writes it anew
    /// @return when it was written, by the database's clock
    /// @throws FenceException when the database does not answer
    Instant write(SnapshotOrder order, Duration freshFor);

    /// Notes that a copy held what the fence of a run says.
    ///
    /// @throws FenceException when the database does not answer
    void markVerified(String database, String run);

    /// The live database could not be asked.
    final class FenceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /// @param message what it said
        public FenceException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
