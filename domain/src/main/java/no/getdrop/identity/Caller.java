package no.getdrop.identity;

import java.util.Objects;

/// Who sends a request, after its session was found live.
///
/// @param platform what the session was opened from
public record Caller(UserId userId, SessionId sessionId, Platform platform, User.Role role) {
    public Caller {
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(sessionId, "sessionId");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(role, "role");
    }
}
