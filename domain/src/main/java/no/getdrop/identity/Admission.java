package no.getdrop.identity;

import no.getdrop.database.Database;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// Lets a request in: counts it against its limits and asks whether its session lives, in one
/// statement.
public final class Admission {
    private static final String ADMIT =
            """
            WITH asked AS (
                SELECT asked.bucket, asked.seconds,
                       to_timestamp(floor(extract(epoch FROM now()) / asked.seconds)
                                    * asked.seconds) AS window_start
                FROM unnest(:buckets, :seconds) AS asked (bucket, seconds)
            ), hit AS (
                INSERT INTO rate_limits AS known (bucket, window_start, hits, expires_at)
                SELECT bucket, window_start, 1, window_start + make_interval(secs => seconds)
                FROM asked
                ORDER BY bucket
                ON CONFLICT (bucket) DO UPDATE
                SET hits = CASE WHEN known.window_start = excluded.window_start
                                THEN known.hits + 1 ELSE 1 END,
                    window_start = excluded.window_start,
                    expires_at = excluded.expires_at
                RETURNING bucket, hits, ceil(extract(epoch FROM expires_at - now()))::integer
                    AS reset_seconds
            )
            SELECT hit.bucket, hit.hits, hit.reset_seconds, sessions.platform, users.role
            FROM hit
            LEFT JOIN sessions ON sessions.id = :sessionId AND sessions.user_id = :userId
                AND sessions.revoked_at IS NULL AND sessions.expires_at > now()
            LEFT JOIN users ON users.id = sessions.user_id AND users.deleted_at IS NULL
            """;

    private static final String GIVE_BACK =
            """
            UPDATE rate_limits SET hits = hits - 1
            WHERE bucket = :bucket AND hits > 0 AND expires_at > now()
            """;

    private final Database database;

    /// A limit on how often something may be asked.
    ///
    /// @param name as the client reads it in `RateLimit-Policy`
    /// @param bucket whose requests are counted together, such as `auth:ip:192.0.2.7`
    /// @param quota requests per window
    /// @param windowSeconds length of the window
    public record Limit(String name, String bucket, int quota, int windowSeconds) {
        public Limit {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(bucket, "bucket");
            if (quota < 1 || windowSeconds < 1) {
                throw new IllegalArgumentException("a limit has a quota and a window: " + name);
            }
        }
    }

    /// How the tightest of the limits stands.
    ///
    /// @param remaining requests left in the window; negative when over
    /// @param resetSeconds until the window ends
    public record Standing(Limit limit, int remaining, int resetSeconds) {
        /// Whether this request was one too many.
        public boolean isExceeded() {
            return remaining < 0;
        }
    }

    /// What the database said of a request.
    ///
    /// @param caller empty when no token was given or its session is over
    public record Decision(Standing standing, Optional<Caller> caller) {}

    private record Row(
            String bucket,
            int hits,
            int resetSeconds,
            @Nullable String platform,
            @Nullable String role) {}

    /// Sessions and counters as the database holds them.
    public Admission(Database database) {
        this.database = database;
    }

    /// Counts the request against each of `limits` (at least one) and looks for its session.
    public Decision decide(List<Limit> limits, AccessTokens.@Nullable Claims claims) {
        List<Row> rows =
                database.call(handle ->
                        handle.createQuery(ADMIT)
                                .bindArray(
                                        "buckets",
                                        String.class,
                                        limits.stream().map(Limit::bucket).toList())
                                .bindArray(
                                        "seconds",
                                        Integer.class,
                                        limits.stream().map(Limit::windowSeconds).toList())
                                .bind(
                                        "sessionId",
                                        claims == null ? null : claims.sessionId().value())
                                .bind("userId", claims == null ? null : claims.userId().value())
                                .map((row, context) ->
                                        new Row(
                                                row.getString("bucket"),
                                                row.getInt("hits"),
                                                row.getInt("reset_seconds"),
                                                row.getString("platform"),
                                                row.getString("role")))
                                .list());
        Standing tightest =
                limits.stream()
                        .map(limit -> standing(limit, rows))
                        .min(Comparator.comparingInt(Standing::remaining))
                        .orElseThrow();
        return new Decision(tightest, caller(rows.getFirst(), claims));
    }

    /// Takes back one count: what was limited did not happen.
    public void giveBack(Limit limit) {
        database.call(
                handle -> handle.createUpdate(GIVE_BACK).bind("bucket", limit.bucket()).execute());
    }

    private static Standing standing(Limit limit, List<Row> rows) {
        Row row =
                rows.stream()
                        .filter(candidate -> candidate.bucket().equals(limit.bucket()))
                        .findFirst()
                        .orElseThrow();
        return new Standing(limit, limit.quota() - row.hits(), row.resetSeconds());
    }

    private static Optional<Caller> caller(Row row, AccessTokens.@Nullable Claims claims) {
        if (claims == null || row.platform() == null || row.role() == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Caller(
                        claims.userId(),
                        claims.sessionId(),
                        Platform.parse(row.platform()).orElseThrow(),
                        User.Role.valueOf(row.role().toUpperCase(Locale.ROOT))));
    }
}
