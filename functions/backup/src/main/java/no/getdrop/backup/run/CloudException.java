package no.getdrop.backup.run;

import java.util.Objects;

/// What RDS answered instead of doing what was asked, as one of the few kinds that are reacted to
/// differently. Clusters and instances have different names for the same.
public final class CloudException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /// Why it was not done.
    public enum Kind {
        /// Something of that identifier is there already.
        EXISTS,
        /// There is nothing of that identifier, or not yet.
        NOT_FOUND,
        /// Not in its present state: it is being backed up, changed, deleted.
        STATE,
        /// No more snapshots, clusters or instances may be made.
        QUOTA,
        /// The function's role may not.
        DENIED,
        /// The KMS key cannot be used.
        KEY,
        /// Too many calls.
        THROTTLED,
        /// Anything else: no network, an error of RDS, an answer that nobody expected.
        OTHER
    }

    /// @param message RDS's own words, which name the missing grant or the state
    public CloudException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /// Why it was not done.
    public Kind kind() {
        return kind;
    }

    /// RDS's own words.
    public String words() {
        return String.valueOf(getMessage());
    }
}
