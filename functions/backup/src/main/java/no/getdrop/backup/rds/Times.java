package no.getdrop.backup.rds;

import no.getdrop.backup.plan.Tags;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/// When something was made.
final class Times {
    private Times() {}

    /// RDS's time; while it does not tell one yet, when we asked for it.
    static Instant createdAt(@Nullable Instant told, Map<String, String> tags) {
        if (told != null) {
            return told;
        }
        try {
            String asked = tags.get(Tags.REQUESTED_AT);
            return asked == null ? Instant.EPOCH : Instant.parse(asked);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
