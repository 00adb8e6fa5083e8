package no.getdrop.worker;

import no.getdrop.database.Database;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Deletes rows that have served: what ran out, what was promised to be kept for a time that is
/// over, and what the law says may not be kept any longer.
///
/// Rows that someone else holds are passed over, so two sweeps at once take different ones.
final class Sweep {
    private static final String RATE_LIMITS =
            """
            DELETE FROM rate_limits
            WHERE bucket IN (SELECT bucket FROM rate_limits
                             WHERE expires_at < now()
                             ORDER BY expires_at
                             LIMIT :limit
                             FOR UPDATE SKIP LOCKED)
            """;

    private static final String AUTHENTICATION_REQUESTS =
            """
            DELETE FROM authentication_requests
            WHERE id IN (SELECT id FROM authentication_requests
                         WHERE expires_at < now() - make_interval(days => 1)
                         ORDER BY expires_at
                         LIMIT :limit
                         FOR UPDATE SKIP LOCKED)
            """;

    private static final String LOGIN_CODES =
            """
            DELETE FROM login_codes
            WHERE code_sha256 IN (SELECT code_sha256 FROM login_codes
                                  WHERE expires_at < now() - make_interval(days => 1)
                                  LIMIT :limit
                                  FOR UPDATE SKIP LOCKED)
            """;

    /// Ninety days after they ran out (data lifecycle), with the tokens that renewed them.
    private static final String SESSIONS =
            """
            WITH gone AS (
                SELECT id FROM sessions
                WHERE expires_at < now() - make_interval(days => 90)
                ORDER BY expires_at
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            ), tokens AS (
                DELETE FROM refresh_tokens USING gone WHERE refresh_tokens.session_id = gone.id
            )
            DELETE FROM sessions USING gone WHERE sessions.id = gone.id
            """;

    private static final String NOTIFICATIONS =
            """
            DELETE FROM notifications
            WHERE id IN (SELECT id FROM notifications
                         WHERE created_at < now() - make_interval(years => 1)
                         ORDER BY created_at
                         LIMIT :limit
                         FOR UPDATE SKIP LOCKED)
            """;

    /// The aggregator's messages bear a time and are refused when they come again that late.
    private static final String WEBHOOKS =
            """
            DELETE FROM webhook_events
            WHERE id IN (SELECT id FROM webhook_events
                         WHERE processed_at < now() - make_interval(days => 90)
                           AND emptied_at IS NULL AND outcome <> 'failed'
                           AND provider = 'openbanking'
                         ORDER BY processed_at
                         LIMIT :limit
                         FOR UPDATE SKIP LOCKED)
            """;

    /// Sumsub's bear none: what came is remembered without what it said, so that an old message
    /// which is sent again is known, and older than the newest.
    private static final String PAYLOADS =
            """
            UPDATE webhook_events SET payload = '{}', emptied_at = now()
            WHERE id IN (SELECT id FROM webhook_events
                         WHERE processed_at < now() - make_interval(days => 90)
                           AND emptied_at IS NULL AND outcome <> 'failed'
                           AND provider = 'sumsub'
                         ORDER BY processed_at
                         LIMIT :limit
                         FOR UPDATE SKIP LOCKED)
            """;

    /// What the role of the functions may delete by itself, and what of it.
    private static final Map<String, String> OWN =
            entries(
                    "rateLimits", RATE_LIMITS,
                    "authenticationRequests", AUTHENTICATION_REQUESTS,
                    "loginCodes", LOGIN_CODES,
                    "sessions", SESSIONS,
                    "notifications", NOTIFICATIONS,
                    "webhooks", WEBHOOKS,
                    "webhookPayloads", PAYLOADS);

    /// What it may have deleted, by the limits that stand in the database's function `sweep`.
    private static final Map<String, String> GUARDED =
            entries(
                    "idempotencyKeys", "idempotency_keys",
                    "paymentSessions", "payment_sessions",
                    "quotes", "quotes",
                    "auditLog", "audit_log",
                    "customers", "customers");

    private static final String GUARD = "SELECT sweep(:kind, :limit)";

    private final Database database;
    private final InstantSource clock;

    /// What went.
    ///
    /// @param rows by kind
    /// @param heldForBackup whether rows stayed because a backup is not proved yet
    record Swept(Map<String, Integer> rows, boolean heldForBackup) {
        Swept {
            rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
        }
    }

    Sweep(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Deletes at most `limit` rows of each kind, not beyond `deadline`.
    Swept run(int limit, Instant deadline) {
        Map<String, Integer> rows = new LinkedHashMap<>();
        boolean held = false;
        for (Map.Entry<String, String> kind : OWN.entrySet()) {
            if (clock.instant().isBefore(deadline)) {
                String statement = kind.getValue();
                rows.put(
                        kind.getKey(),
                        database.call(handle ->
                                handle.createUpdate(statement).bind("limit", limit).execute()));
            }
        }
        for (Map.Entry<String, String> kind : GUARDED.entrySet()) {
            if (clock.instant().isBefore(deadline)) {
                Optional<Integer> gone = guarded(kind.getValue(), limit);
                held |= gone.isEmpty();
                rows.put(kind.getKey(), gone.orElse(0));
            }
        }
        return new Swept(rows, held);
    }

    /// @return empty while nothing of the kind may go
    private Optional<Integer> guarded(String kind, int limit) {
        return database.call(handle ->
                handle.createQuery(GUARD)
                        .bind("kind", kind)
                        .bind("limit", limit)
                        .mapTo(Integer.class)
                        .findOne());
    }

    private static Map<String, String> entries(String... namesAndValues) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Collections.unmodifiableMap(entries);
    }
}
