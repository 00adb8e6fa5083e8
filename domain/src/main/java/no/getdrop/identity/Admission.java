package no.getdrop.identity;

import no.getdrop.database.Database;
import no.getdrop.database.Read;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Lets a request in: counts it against its limits and asks whether its session lives, in one
/// statement, which can carry the question that the request is about.
public final class Admission {
    /// One row: how the limits stand, and the session if it lives.
    private static final String ADMIT =
            """
            WITH asked AS (
                SELECT asked.bucket, asked.seconds,
                       to_timestamp(floor(extract(epoch FROM now()) / asked.seconds)
                                    * asked.seconds) AS window_start
                FROM unnest(:admissionBuckets, :admissionSeconds) AS asked (bucket, seconds)
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
            ), admission AS (
                SELECT (SELECT array_agg(bucket ORDER BY bucket) FROM hit) AS buckets,
                       (SELECT array_agg(hits ORDER BY bucket) FROM hit) AS hits,
                       (SELECT array_agg(reset_seconds ORDER BY bucket) FROM hit) AS resets,
                       session.platform, session.role, session.age_ms
                FROM (VALUES (1)) AS request
                LEFT JOIN (
                    SELECT sessions.platform, users.role,
                           (extract(epoch FROM now() - sessions.created_at) * 1000)::bigint
                               AS age_ms
                    FROM sessions
                    JOIN users ON users.id = sessions.user_id AND users.deleted_at IS NULL
                    WHERE sessions.id = :admissionSessionId
                      AND sessions.user_id = :admissionUserId
                      AND sessions.revoked_at IS NULL AND sessions.expires_at > now()
                ) AS session ON true
            )
            SELECT admission.buckets AS admission_buckets, admission.hits AS admission_hits,
                   admission.resets AS admission_resets,
                   admission.platform AS admission_platform, admission.role AS admission_role,
                   admission.age_ms AS admission_age_ms
            """;

    private static final String ALONE = ADMIT + "FROM admission";

    /// The rows of a question after the admission's columns, in their order; a session that is over
    /// gets none.
    private static final String WITH_DATA =
            ADMIT
                    + """
                    , data.*
                    FROM admission
                    LEFT JOIN (
                        SELECT true AS admission_found, row_number() OVER () AS admission_row,
                               question.*
                        FROM (
                    %s
                        ) AS question
                    ) AS data ON admission.role IS NOT NULL
                    ORDER BY data.admission_row
                    """;

    private static final String GIVE_BACK =
            """
            UPDATE rate_limits SET hits = hits - 1
            WHERE bucket = :bucket AND hits > 0 AND expires_at > now()
            """;

    private final Database database;
    private final Map<String, String> statements = new ConcurrentHashMap<>();

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

    /// What the database said of a request, and what it was asked.
    ///
    /// @param data `null` when the decision names no caller
    public record Admitted<R>(Decision decision, @Nullable R data) {}

    /// Sessions and counters as the database holds them.
    public Admission(Database database) {
        this.database = database;
    }

    /// Counts the request against each of `limits` (at least one) and looks for its session.
    public Decision decide(List<Limit> limits, AccessTokens.@Nullable Claims claims) {
        return database.call(handle ->
                query(handle, ALONE, limits, claims)
                        .map((row, context) -> decision(row, limits, claims))
                        .one());
    }

    /// Decides, and asks `read` for the caller, all in one statement; a caller without a live
    /// session gets no answer to it. Also where a limit is exceeded it has been asked.
    public <R> Admitted<R> read(List<Limit> limits, AccessTokens.Claims claims, Read<R> read) {
        String sql = statements.computeIfAbsent(read.sql(), WITH_DATA::formatted);
        return database.call(handle ->
                query(handle, sql, limits, claims)
                        .bindMap(read.parameters())
                        .scanResultSet((results, context) -> {
                            try (ResultSet row = results.get()) {
                                return admitted(row, context, limits, claims, read.rows());
                            }
                        }));
    }

    /// Takes back one count: what was limited did not happen.
    public void giveBack(Limit limit) {
        database.call(
                handle -> handle.createUpdate(GIVE_BACK).bind("bucket", limit.bucket()).execute());
    }

    private static Query query(
            Handle handle, String sql, List<Limit> limits, AccessTokens.@Nullable Claims claims) {
        return handle.createQuery(sql)
                .bindArray(
                        "admissionBuckets",
                        String.class,
                        limits.stream().map(Limit::bucket).toList())
                .bindArray(
                        "admissionSeconds",
                        Integer.class,
                        limits.stream().map(Limit::windowSeconds).toList())
                .bind("admissionSessionId", claims == null ? null : claims.sessionId().value())
                .bind("admissionUserId", claims == null ? null : claims.userId().value());
    }

    private static <R> Admitted<R> admitted(
            ResultSet row,
            StatementContext context,
            List<Limit> limits,
            AccessTokens.Claims claims,
            Read.Rows<R> rows)
            throws SQLException {
        @Nullable Decision decision = null;
        while (row.next()) {
            if (decision == null) {
                decision = decision(row, limits, claims);
            }
            if (row.getBoolean("admission_found")) {
                rows.add(row, context);
            }
        }
        Objects.requireNonNull(decision, "an admission has a row");
        return new Admitted<>(decision, decision.caller().isPresent() ? rows.result() : null);
    }

    private static Decision decision(
            ResultSet row, List<Limit> limits, AccessTokens.@Nullable Claims claims)
            throws SQLException {
        List<?> buckets = array(row, "admission_buckets");
        List<?> hits = array(row, "admission_hits");
        List<?> resets = array(row, "admission_resets");
        Standing tightest =
                limits.stream()
                        .map(limit -> {
                            int index = buckets.indexOf(limit.bucket());
                            return new Standing(
                                    limit,
                                    limit.quota() - (Integer) hits.get(index),
                                    (Integer) resets.get(index));
                        })
                        .min(Comparator.comparingInt(Standing::remaining))
                        .orElseThrow();
        return new Decision(tightest, caller(row, claims));
    }

    private static List<?> array(ResultSet row, String column) throws SQLException {
        return Arrays.asList((Object[]) row.getArray(column).getArray());
    }

    private static Optional<Caller> caller(ResultSet row, AccessTokens.@Nullable Claims claims)
            throws SQLException {
        String platform = row.getString("admission_platform");
        String role = row.getString("admission_role");
        if (claims == null || platform == null || role == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Caller(
                        claims.userId(),
                        claims.sessionId(),
                        Platform.parse(platform).orElseThrow(),
                        User.Role.valueOf(role.toUpperCase(Locale.ROOT)),
                        Duration.ofMillis(row.getLong("admission_age_ms"))));
    }
}
