package no.getdrop.backup.run;

/// What became of one action.
///
/// @param subject the snapshot it was about
/// @param action what was to be done
/// @param result what became of it
/// @param detail RDS's words, or what was found
public record Outcome(String subject, String action, Result result, String detail) {
    /// What became of an action, and whether somebody has to know.
    public enum Result {
        /// It was done.
        DONE(false),
        /// It had been done before, by another tick or an earlier event.
        DEDUPLICATED(false),
        /// It cannot be done now; the next tick tries again.
        DEFERRED(false),
        /// RDS wants fewer calls; the next tick tries again.
        THROTTLED(false),
        /// It should have been done by now.
        LATE(true),
        /// Its identifier belongs to something that is not ours.
        CONFLICT(true),
        /// No more may be made: the quota has to be raised, or something of others deleted.
        QUOTA(true),
        /// The role lacks a grant.
        DENIED(true),
        /// The KMS key cannot be used.
        KEY(true),
        /// The copy does not hold what it should.
        REJECTED(true),
        /// Anything else.
        FAILED(true);

        private final boolean failure;

        Result(boolean failure) {
            this.failure = failure;
        }

        /// Whether the run fails for it, at its end.
        public boolean isFailure() {
            return failure;
        }
    }
}
