package no.getdrop.identity;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Columns;
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
/// session ends. Within ten seconds of its use it is taken for a client that lost the answer. One
/// that comes after its session was not used for too long ends it, too: 30 minutes in a browser,
/// seven days in the app. Nothing has to be written for that while the session is used.
public final class Sessions {
    private static final Duration LOST_ANSWER_GRACE = Duration.ofSeconds(10);

    /// And whether it is of a new device: of another kind than every session that the customer had
    /// in these 90 days, whatever the versions. The one that is inserted is not seen yet. Who said
    /// nothing, as before names were kept, may have been anybody. It begins by the database's
    /// clock, by which [Admission] tells how long ago that was.
    private static final String INSERT_SESSION =
            """
            INSERT INTO sessions (id, user_id, platform, user_agent, created_at, expires_at)
            VALUES (:id, :userId, :platform, :userAgent, now(), :expiresAt)
            RETURNING EXISTS (SELECT FROM sessions AS earlier WHERE earlier.user_id = :userId)
                AND NOT EXISTS (
                    SELECT FROM sessions AS earlier
                    WHERE earlier.user_id = :userId AND earlier.platform = :platform
                      AND (earlier.user_agent IS NULL
                           OR regexp_replace(earlier.user_agent, '[0-9._]+', '', 'g')
                              = regexp_replace(:userAgent, '[0-9._]+', '', 'g')))
            """;

    private static final String INSERT_TOKEN =
            """
            INSERT INTO refresh_tokens (id, session_id, token_sha256, created_at, expires_at)
            VALUES (:id, :sessionId, :token, :createdAt, :expiresAt)
            """;

    private static final String FIND_TOKEN =
            """
            SELECT refresh_tokens.id, refresh_tokens.created_at, refresh_tokens.used_at,
                   sessions.id AS session_id, sessions.user_id, sessions.platform,
                   sessions.expires_at
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

    private static final String REVOKE_OWN =
            """
            UPDATE sessions SET revoked_at = now(), revoked_reason = :reason
            WHERE id = :id AND user_id = :userId AND revoked_at IS NULL AND expires_at > :now
            """;

    private static final String REVOKE_ALL =
            """
            UPDATE sessions SET revoked_at = now(), revoked_reason = 'logout_all'
            WHERE user_id = :userId AND revoked_at IS NULL
            """;

    private final Database database;
    private final AccessTokens accessTokens;
    private final NewDevices newDevices;
    private final InstantSource clock;

    /// What a client holds of a session.
    ///
    /// @param id the session's
    /// @param accessToken good for [AccessTokens#LIFETIME]
    /// @param refreshToken good once, as long as the session may stay unused
    /// @param expiresAt when the session ends in any case and the person must log in again
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
            Instant createdAt,
            @Nullable Instant usedAt,
            SessionId sessionId,
            UserId userId,
            Platform platform,
            Instant sessionExpiresAt) {
        /// A client that is used would have come before: its access token is long over.
        boolean isLeftUnused(Instant now) {
            return usedAt == null
                    && !now.isBefore(createdAt.plus(SessionLifetime.of(platform).unused()));
        }
    }

    /// Sessions as the database holds them.
    ///
    /// @param newDevices tells their customers of new ones
    public Sessions(
            Database database,
            AccessTokens accessTokens,
            NewDevices newDevices,
            InstantSource clock) {
        this.database = database;
        this.accessTokens = accessTokens;
        this.newDevices = newDevices;
        this.clock = clock;
    }

    /// Opens a session of whoever just logged in.
    ///
    /// @param former what the same browser or app had until now: it ends where it is the same
    ///   customer's, and nothing happens where it is another's or none
    Opened open(
            Handle handle,
            UserId userId,
            Platform platform,
            @Nullable SessionId former,
            Audit.Origin origin) {
        SessionId sessionId = new SessionId(Ids.next(clock));
        Instant expiresAt = clock.instant().plus(SessionLifetime.of(platform).whole());
        Optional<String> name = ClientName.of(origin.userAgent()).map(ClientName::text);
        boolean isNewDevice =
                handle.createQuery(INSERT_SESSION)
                        .bind("id", sessionId.value())
                        .bind("userId", userId.value())
                        .bind("platform", platform.text())
                        .bind("userAgent", name.orElse(null))
                        .bind("expiresAt", expiresAt)
                        .mapTo(Boolean.class)
                        .one();
        if (isNewDevice) {
            newDevices.tell(handle, userId, name.orElse("–"));
        }
        if (former != null) {
            endOwn(handle, userId, former, Ended.BY_LOGIN, origin);
        }
        return tokens(handle, Ids.next(clock), userId, sessionId, platform, expiresAt);
    }

    /// New tokens for a refresh token; empty when it is unknown, old, left unused for too long, or
    /// came a second time.
    public Optional<Opened> refresh(String refreshToken, Audit.Origin origin) {
        return database.transaction(handle -> refresh(handle, refreshToken, origin));
    }

    /// Ends the session of the caller.
    public void end(Caller caller, Audit.Origin origin) {
        database.transaction(handle -> {
            UserId userId = caller.userId();
            Audit.record(handle, userId.value(), Action.AUTH_LOGOUT, userId.toString(), origin);
            return revoke(handle, caller.sessionId(), "logout");
        });
    }

    /// Ends one of the caller's sessions, be it the one that calls or another.
    ///
    /// @return whether the caller has that session and it had not ended
    public boolean end(Caller caller, SessionId id, Audit.Origin origin) {
        if (id.equals(caller.sessionId())) {
            end(caller, origin);
            return true;
        }
        return database.transaction(
                handle -> endOwn(handle, caller.userId(), id, Ended.BY_CUSTOMER, origin));
    }

    /// Ends all sessions of the caller.
    public void endAll(Caller caller, Audit.Origin origin) {
        database.transaction(handle -> {
            UserId userId = caller.userId();
            Audit.record(handle, userId.value(), Action.AUTH_LOGOUT_ALL, userId.toString(), origin);
            return handle.createUpdate(REVOKE_ALL)
                    .bind("userId", caller.userId().value())
                    .execute();
        });
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
        if (token.isLeftUnused(now)) {
            revoke(handle, token.sessionId(), "inactivity");
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
                                row.getTimestamp("created_at").toInstant(),
                                Columns.instant(row, "used_at"),
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
                sessionId.toString(),
                Audit.Result.DENIED,
                origin);
    }

    /// Why a session ended that was not the caller's own.
    private enum Ended {
        BY_CUSTOMER("customer"),
        BY_LOGIN("login");

        private final String reason;

        Ended(String reason) {
            this.reason = reason;
        }
    }

    /// Ends a session of this customer's and keeps that in the trail.
    private boolean endOwn(
            Handle handle, UserId userId, SessionId id, Ended ended, Audit.Origin origin) {
        boolean wasLive =
                handle.createUpdate(REVOKE_OWN)
                                .bind("reason", ended.reason)
                                .bind("id", id.value())
                                .bind("userId", userId.value())
                                .bind("now", clock.instant())
                                .execute()
                        == 1;
        if (wasLive) {
            Audit.record(handle, userId.value(), Action.AUTH_SESSION_ENDED, id.toString(), origin);
        }
        return wasLive;
    }

    private static int revoke(Handle handle, SessionId sessionId, String reason) {
        return handle.createUpdate(REVOKE)
                .bind("reason", reason)
                .bind("id", sessionId.value())
                .execute();
    }
}
