package no.getdrop.idempotency;

import java.util.Objects;

/// An answer as the first request got it, to be given again letter by letter.
///
/// @param status HTTP status
/// @param body JSON text
/// @param replayed whether it was stored before this request
public record StoredAnswer(int status, String body, boolean replayed) {
    public StoredAnswer {
        Objects.requireNonNull(body, "body");
    }

    /// An answer of this request.
    public static StoredAnswer fresh(int status, String body) {
        return new StoredAnswer(status, body, false);
    }
}
