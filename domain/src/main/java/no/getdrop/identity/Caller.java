package no.getdrop.identity;

import java.time.Duration;
import java.util.Objects;

/// Who sends a request, after its session was found live.
///
/// @param platform what the session was opened from
/// @param sinceLogin how long ago the session was opened, by the database's clock; new tokens do
///   not open it anew
public record Caller(
        UserId userId,
        SessionId sessionId,
        Platform platform,
        User.Role role,
        Duration sinceLogin) {
    /// How old a login may be for what is most sensitive.
    public static final Duration RECENT_LOGIN = Duration.ofMinutes(5);

    public Caller {
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(sessionId, "sessionId");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(sinceLogin, "sinceLogin");
    }

    /// Whether the person logged in so short a time ago that they need not be asked again.
    public boolean hasLoggedInRecently() {
        return sinceLogin.compareTo(RECENT_LOGIN) <= 0;
    }
}
