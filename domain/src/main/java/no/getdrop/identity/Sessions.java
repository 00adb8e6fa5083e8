package no.getdrop.identity;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Tokens;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Sessions and the refresh tokens that keep them going.
///
/// A refresh token is used once and replaced. One that comes a second time was copied: its whole
/// session ends. Within ten seconds of its use it is taken for a client that lost the answer.
public final class Sessions {
    private static final Duration WEB_LIFETIME = Duration.ofHours(24);
    private static final Duration MOBILE_LIFETIME = Duration.ofDays(30);
    private static final Duration LOST_ANSWER_GRACE = Duration.ofSeconds(10);

    private static final String INSERT_SESSION =
            """
            INSERT INTO sessions (id, user_id, platform, created_at, expires_at)
            VALUES (:id, :userId, :platform, :createdAt, :expiresAt)
            """;

    private static final String INSERT_TOKEN =
            """
            INSERT INTO refresh_tokens (id, session_id, token_sha256, created_at, expires_at)
            VALUES (:id, :sessionId, :token, :createdAt, :expiresAt)
            """;

    private static final String FIND_TOKEN =
            """
            SELECT refresh_tokens.id, refresh_tokens.used_at, sessions.id AS session_id,
                   sessions.user_id, sessions.platform, sessions.expires_at
            FROM refresh_tokens
            JOIN sessions ON sessions.id = refresh_tokens.session_id
            JOIN users ON users.id = sessions.user_id AND users.deleted_at IS NULL
            WHERE refresh_tokens.token_sha256 = :token
              AND refresh_tokens.expires_at > :now
              AND sessions.revoked_at IS NULL AND sessions.expires_at > :now
            FOR UPDATE OF refresh_tokens
            """;

    private static final String USE_TOKEN =
            """
            UPDATE refresh_tokens
            SET used_at = :now, replaced_by = :replacedBy
            WHERE id = :id AND used_at IS NULL
            """;

    private static final String REVOKE =
            """
            UPDATE sessions SET revoked_at = now(), revoked_reason = :reason
            WHERE id = :id AND revoked_at IS NULL
            """;

    private static final String REVOKE_ALL =
            """
            UPDATE sessions SET revoked_at = now(), revoked_reason = 'logout_all'
            WHERE user_id = :userId AND revoked_at IS NULL
            """;

    private final Database database;
    private final AccessTokens accessTokens;
    private final InstantSource clock;

    /// What a client holds of a session.
    ///
    /// @param id the session's
    /// @param accessToken good for [AccessTokens#LIFETIME]
    /// @param refreshToken good once, until `expiresAt`
    /// @param expiresAt when the session ends and the person must log in again
    public record Opened(
            SessionId id,
            String accessToken,
            String refreshToken,
            Platform platform,
            Instant expiresAt) {
        public Opened {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(accessToken, "accessToken");
            Objects.requireNonNull(refreshToken, "refreshToken");
        }

        @Override
        public String toString() {
            return "Opened[redacted]";
        }
    }

    private record Token(
            UUID id,
            @Nullable Instant usedAt,
            SessionId sessionId,
            UserId userId,
            Platform platform,
            Instant sessionExpiresAt) {}

    /// Sessions as the database holds them.
    public Sessions(Database database, AccessTokens accessTokens, InstantSource clock) {
        this.database = database;
        this.accessTokens = accessTokens;
        this.clock = clock;
    }

    Opened open(Handle handle, UserId userId, Platform platform) {
        Instant now = clock.instant();
        SessionId sessionId = new SessionId(Ids.next(clock));
        Instant expiresAt =
                now.plus(
                        switch (platform) {
                            case WEB -> WEB_LIFETIME;
                            case MOBILE -> MOBILE_LIFETIME;
                        });
        handle.createUpdate(INSERT_SESSION)
                .bind("id", sessionId.value())
                .bind("userId", userId.value())
                .bind("platform", platform.text())
                .bind("createdAt", now)
                .bind("expiresAt", expiresAt)
                .execute();
        return tokens(handle, Ids.next(clock), userId, sessionId, platform, expiresAt);
    }

    /// New tokens for a refresh token; empty when it is unknown, old, or came a second time.
    public Optional<Opened> refresh(String refreshToken, Audit.Origin origin) {
        return database.transaction(handle -> refresh(handle, refreshToken, origin));
    }

    /// Ends one session.
    public void end(Caller caller, Audit.Origin origin) {
        database.transaction(handle -> {
            record(handle, caller, Action.AUTH_LOGOUT, origin);
            return revoke(handle, caller.sessionId(), "logout");
        });
    }

    /// Ends all sessions of the caller.
    public void endAll(Caller caller, Audit.Origin origin) {
        database.transaction(handle -> {
            record(handle, caller, Action.AUTH_LOGOUT_ALL, origin);
            return handle.createUpdate(REVOKE_ALL)
                    .bind("userId", caller.userId().value())
                    .execute();
        });
    }

    private static void record(Handle handle, Caller caller, Action action, Audit.Origin origin) {
        Audit.record(
                handle,
                caller.userId().value(),
                action,
                new Audit.Resource("user", caller.userId().toString()),
                Audit.Result.SUCCESS,
                origin);
    }

    private Optional<Opened> refresh(Handle handle, String refreshToken, Audit.Origin origin) {
        Instant now = clock.instant();
        Optional<Token> found = find(handle, refreshToken, now);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Token token = found.get();
        boolean lostAnswer =
                token.usedAt() != null && now.isBefore(token.usedAt().plus(LOST_ANSWER_GRACE));
        if (token.usedAt() != null && !lostAnswer) {
            endCopied(handle, token.userId(), token.sessionId(), Copied.REFRESH_TOKEN, origin);
            return Optional.empty();
        }
        UUID successor = Ids.next(clock);
        Opened opened =
                tokens(
                        handle,
                        successor,
                        token.userId(),
                        token.sessionId(),
                        token.platform(),
                        token.sessionExpiresAt());
        handle.createUpdate(USE_TOKEN)
                .bind("now", now)
                .bind("replacedBy", successor)
                .bind("id", token.id())
                .execute();
        return Optional.of(opened);
    }

    private static Optional<Token> find(Handle handle, String refreshToken, Instant now) {
        return handle.createQuery(FIND_TOKEN)
                .bind("token", Tokens.sha256(refreshToken))
                .bind("now", now)
                .map((row, context) ->
                        new Token(
                                row.getObject("id", UUID.class),
                                row.getTimestamp("used_at") == null
                                        ? null
                                        : row.getTimestamp("used_at").toInstant(),
                                new SessionId(row.getObject("session_id", UUID.class)),
                                new UserId(row.getObject("user_id", UUID.class)),
                                Platform.parse(row.getString("platform")).orElseThrow(),
                                row.getTimestamp("expires_at").toInstant()))
                .findOne();
    }

    private Opened tokens(
            Handle handle,
            UUID tokenId,
            UserId userId,
            SessionId sessionId,
            Platform platform,
            Instant expiresAt) {
        String refreshToken = Tokens.next();
        handle.createUpdate(INSERT_TOKEN)
                .bind("id", tokenId)
                .bind("sessionId", sessionId.value())
                .bind("token", Tokens.sha256(refreshToken))
                .bind("createdAt", clock.instant())
                .bind("expiresAt", expiresAt)
                .execute();
        return new Opened(
                sessionId,
                accessTokens.issue(userId, sessionId),
                refreshToken,
                platform,
                expiresAt);
    }

    /// What of a session came a second time.
    enum Copied {
        REFRESH_TOKEN("refresh_reuse", Action.AUTH_REFRESH_REUSED),
        LOGIN_CODE("code_reuse", Action.AUTH_CODE_REUSED);

        private final String reason;
        private final Action action;

        Copied(String reason, Action action) {
            this.reason = reason;
            this.action = action;
        }
    }

    /// Ends a session of which something was copied, and keeps that in the trail.
    static void endCopied(
            Handle handle, UserId userId, SessionId sessionId, Copied copied, Audit.Origin origin) {
        revoke(handle, sessionId, copied.reason);
        Audit.record(
                handle,
                userId.value(),
                copied.action,
                new Audit.Resource("session", sessionId.toString()),
                Audit.Result.DENIED,
                origin);
    }

    private static int revoke(Handle handle, SessionId sessionId, String reason) {
        return handle.createUpdate(REVOKE)
                .bind("reason", reason)
                .bind("id", sessionId.value())
                .execute();
    }
}
