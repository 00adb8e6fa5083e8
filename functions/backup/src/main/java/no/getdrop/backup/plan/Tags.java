package no.getdrop.backup.plan;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/// The tags that carry the state of a backup from one tick to the next, set in the very call that
/// makes what they are on.
///
/// Values are at most 256 letters, digits, spaces and `_ . : / = + - @`, as RDS takes them.
public final class Tags {
    /// The stack whose backup it is.
    public static final String OWNER = "drop:owner";

    /// The identifier that was given with the tags: a copy that a person made with them is not
    /// ours.
    public static final String ID = "drop:id";

    /// Why the snapshot was taken, a [Kind].
    public static final String KIND = "drop:kind";

    /// The night or the moment that it stands for.
    public static final String SLOT = "drop:slot";

    /// Its row in `backup_fences`.
    public static final String RUN = "drop:run";

    /// When that row was written, or `none`.
    public static final String FENCED_AT = "drop:fenced-at";

    /// The commit that is deployed after it.
    public static final String COMMIT = "drop:commit";

    /// The person's words.
    public static final String REASON = "drop:reason";

    /// When it was asked for, by the clock of the function.
    public static final String REQUESTED_AT = "drop:requested-at";

    /// When the first of several copies was taken.
    public static final String TAKEN_AT = "drop:taken-at";

    /// The snapshot that this one is a copy of.
    public static final String COPY_OF = "drop:copy-of";

    /// `verified` or `rejected`, once it is known.
    public static final String VERDICT = "drop:verdict";

    /// When that was found out.
    public static final String VERDICT_AT = "drop:verdict-at";

    /// The checks that did not hold, with spaces between.
    public static final String FAILED_CHECKS = "drop:failed-checks";

    /// `true` once the live database knows that the snapshot is proved.
    public static final String MARKED = "drop:marked";

    /// How many clones of it never became ready to be asked.
    public static final String ATTEMPTS = "drop:attempts";

    /// From the order to restore until the copy was available, in seconds.
    public static final String AVAILABLE_SECONDS = "drop:available-seconds";

    /// From the order to restore until the first answer, in seconds.
    public static final String QUERY_SECONDS = "drop:query-seconds";

    /// How long the proof took, in seconds.
    public static final String VERIFY_SECONDS = "drop:verify-seconds";

    /// How much older the data are than the fence said, in seconds.
    public static final String RPO_SECONDS = "drop:rpo-seconds";

    /// Set by people, to any value: the snapshot must not be deleted until the tag is removed.
    public static final String HOLD = "drop:hold";

    /// What a restored copy is for, a [Clone.Purpose].
    public static final String PURPOSE = "drop:purpose";

    /// The database that a restored copy is of.
    public static final String DATABASE = "drop:database";

    /// The snapshot that it was restored from.
    public static final String SNAPSHOT = "drop:snapshot";

    /// Which attempt to prove that snapshot it is, from 1.
    public static final String ATTEMPT = "drop:attempt";

    private static final int VALUE_LENGTH_MAX = 256;

    private Tags() {}

    /// A text as RDS takes it for a value: other characters become spaces, the rest is cut off.
    public static String value(String text) {
        String allowed = text.replaceAll("[^\\p{L}\\p{N}_.:/=+\\-@ ]", " ").strip();
        return allowed.length() <= VALUE_LENGTH_MAX
                ? allowed
                : allowed.substring(0, VALUE_LENGTH_MAX).strip();
    }

    static Optional<String> text(Map<String, String> tags, String key) {
        return Optional.ofNullable(tags.get(key)).filter(value -> !value.isBlank());
    }

    /// A whole number; 0 when there is none.
    static int number(Map<String, String> tags, String key) {
        String value = tags.getOrDefault(key, "");
        return value.matches("\\d{1,9}") ? Integer.parseInt(value) : 0;
    }

    static Optional<Instant> time(Map<String, String> tags, String key) {
        try {
            return text(tags, key).map(Instant::parse);
        } catch (DateTimeParseException e) {
            // Somebody has edited it; it counts as absent.
            return Optional.empty();
        }
    }
}
