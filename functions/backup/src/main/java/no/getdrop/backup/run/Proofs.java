package no.getdrop.backup.run;

import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Asks a restored copy whether it is whole.
public interface Proofs {
    /// The answers of all checks.
    ///
    /// @throws UnansweredException when the copy could not be asked; that proves nothing
    Proof prove(Snapshot snapshot, Clone clone);

    /// What the checks found.
    ///
    /// @param checks every one of them
    /// @param newestAt the newest row that the copy holds; empty in an empty database
    record Proof(List<Check> checks, Optional<Instant> newestAt) {
        public Proof {
            checks = List.copyOf(checks);
        }

        /// Those that did not hold.
        public List<Check> failed() {
            return checks.stream().filter(check -> !check.holds()).toList();
        }
    }

    /// One check.
    ///
    /// @param id a word
    /// @param holds whether it did
    /// @param found counts and names of tables; never data of customers
    record Check(String id, boolean holds, String found) {}

    /// The copy could not be asked.
    final class UnansweredException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /// @param message what it said
        public UnansweredException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
