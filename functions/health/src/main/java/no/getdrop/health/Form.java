package no.getdrop.health;

import java.util.Locale;

/// The form of a body.
enum Form {
    /// Drop's own, the default: monitors look for `"status":"ok"` in it.
    DROP("application/json"),
    /// draft-inadarei-api-health-check-06, for who prefers its media type.
    DRAFT("application/health+json");

    private final String contentType;

    Form(String contentType) {
        this.contentType = contentType;
    }

    /// What an `Accept` header prefers; Drop's own form unless the draft's is named and not less
    /// wanted.
    static Form of(String accept) {
        double draft = 0;
        double own = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            if (parts[0].strip().equals(DRAFT.contentType)) {
                draft = Math.max(draft, quality(parts));
            } else if (parts[0].strip().equals(DROP.contentType)) {
                own = Math.max(own, quality(parts));
            }
        }
        return draft > 0 && draft >= own ? DRAFT : DROP;
    }

    /// Media type of the body.
    String contentType() {
        return contentType;
    }

    /// The word for a status in this form (draft §3.1).
    String word(Status status) {
        return switch (this) {
            case DROP -> status.word();
            case DRAFT -> status.name().toLowerCase(Locale.ROOT);
        };
    }

    /// A quality that is no number counts as the highest.
    private static double quality(String[] parts) {
        for (String part : parts) {
            String parameter = part.strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 1;
                }
            }
        }
        return 1;
    }
}
