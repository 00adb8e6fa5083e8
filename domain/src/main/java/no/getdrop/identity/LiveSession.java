package no.getdrop.identity;

import no.getdrop.database.Read;

import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// A session that a customer has open.
///
/// @param userAgent what the browser or the app called itself at the login
/// @param lastUsedAt when it last got tokens; they are good for a quarter of an hour
/// @param expiresAt when it ends in any case
public record LiveSession(
        SessionId id,
        Platform platform,
        @Nullable String userAgent,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt) {
    private static final String PAGE =
            """
            SELECT sessions.id, sessions.platform, sessions.user_agent, sessions.created_at,
                   sessions.expires_at, latest.used_at
            FROM sessions
            CROSS JOIN LATERAL (
                SELECT max(refresh_tokens.created_at) AS used_at
                FROM refresh_tokens
                WHERE refresh_tokens.session_id = sessions.id
            ) AS latest
            WHERE sessions.user_id = :userId
              AND sessions.revoked_at IS NULL AND sessions.expires_at > :now
              AND latest.used_at > CASE sessions.platform
                  WHEN 'web' THEN CAST(:usedInBrowserAfter AS timestamptz)
                  ELSE CAST(:usedInAppAfter AS timestamptz) END
              AND (CAST(:before AS uuid) IS NULL OR sessions.id < :before)
            ORDER BY sessions.id DESC
            LIMIT :limit OFFSET :offset
            """;

    public LiveSession {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(lastUsedAt, "lastUsedAt");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /// The newest sessions of a customer that live at `now`, or those after `before`.
    public static Read<List<LiveSession>> page(
            UserId userId, @Nullable SessionId before, int offset, int limit, Instant now) {
        return Read.list(PAGE, LiveSession::of)
                .with("userId", userId.value())
                .with("now", now)
                .with("usedInBrowserAfter", usedAfter(Platform.WEB, now))
                .with("usedInAppAfter", usedAfter(Platform.MOBILE, now))
                .with("before", before == null ? null : before.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    private static Instant usedAfter(Platform platform, Instant now) {
        return now.minus(SessionLifetime.of(platform).unused());
    }

    private static LiveSession of(ResultSet row, StatementContext context) throws SQLException {
        return new LiveSession(
                new SessionId(row.getObject("id", UUID.class)),
                Platform.parse(row.getString("platform")).orElseThrow(),
                row.getString("user_agent"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("used_at").toInstant(),
                row.getTimestamp("expires_at").toInstant());
    }
}
