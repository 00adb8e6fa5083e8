package no.getdrop.backup.plan;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// The database that is backed up.
///
/// @param id its identifier
/// @param arn its full name
/// @param status whether a snapshot can be taken
/// @param word RDS's own word for that
/// @param earliestRestorableAt the oldest moment that it can be restored to
/// @param latestRestorableAt the newest moment that it can be restored to
public record Source(
        String id,
        String arn,
        Status status,
        String word,
        Optional<Instant> earliestRestorableAt,
        Optional<Instant> latestRestorableAt) {
    /// Whether a snapshot can be taken.
    public enum Status {
        /// Now.
        READY,
        /// Later: it is being backed up, changed or maintained.
        BUSY,
        /// Not while it is stopped; its data do not age either.
        STOPPED,
        /// There is no such database.
        MISSING;

        /// RDS's word as a status.
        public static Status of(String text) {
            return switch (text) {
                case "available", "storage-optimization" -> READY;
                case "stopped", "stopping" -> STOPPED;
                default -> BUSY;
            };
        }
    }

    public Source {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(arn, "arn");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(word, "word");
        Objects.requireNonNull(earliestRestorableAt, "earliestRestorableAt");
        Objects.requireNonNull(latestRestorableAt, "latestRestorableAt");
    }

    /// A database that RDS does not know.
    public static Source missing(String id) {
        return new Source(id, "", Status.MISSING, "missing", Optional.empty(), Optional.empty());
    }
}
