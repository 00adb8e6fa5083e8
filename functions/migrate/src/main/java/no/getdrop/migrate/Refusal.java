package no.getdrop.migrate;

/// Why an action was not done, in words for the one who asked.
///
/// @param kind what sort of refusal it is
/// @param what what was found
/// @param expected what it should have been
/// @param remedy what to do about it
public record Refusal(Kind kind, String what, String expected, String remedy) {

    /// The sorts of refusal, each with its HTTP status and its code in the answer.
    public enum Kind {
        BAD_REQUEST(400, "validation_error", "The request does not fit"),
        NOT_FOUND(404, "not_found", "There is no such route"),
        METHOD_NOT_ALLOWED(405, "method_not_allowed", "The route has no such method"),
        IN_PROGRESS(409, "migration_in_progress", "Another migrator is at work"),
        BLOCKED(409, "migration_blocked", "Other work holds a lock that a migration needs"),
        TOO_EARLY(409, "migration_too_early", "A contraction must wait"),
        NO_SNAPSHOT(409, "snapshot_missing", "There is no snapshot to go back to"),
        DRIFT(409, "schema_drift", "The database was not made by these migrations"),
        FAILED(500, "migration_failed", "A migration failed"),
        SETTING(500, "setting_wrong", "A setting of the function is wrong"),
        LOGIN_REFUSED(500, "database_login_refused", "The database refused the login"),
        OUT_OF_TIME(504, "migration_out_of_time", "A migration takes longer than there is time"),
        UNAVAILABLE(503, "database_unavailable", "The database does not answer");

        private final int status;
        private final String code;
        private final String title;

        Kind(int status, String code, String title) {
            this.status = status;
            this.code = code;
            this.title = title;
        }

        /// The HTTP status of the answer.
        public int status() {
            return status;
        }

        /// The code of the answer, for programs.
        public String code() {
            return code;
        }

        /// What all refusals of this sort have in common.
        public String title() {
            return title;
        }
    }

    /// The whole of it in one line.
    public String detail() {
        return what + "; expected " + expected + "; " + remedy;
    }
}
