package no.getdrop.worker;

import no.getdrop.database.Database;

/// Deletes rows that have served: counters of windows that are over, and trips to BankID and login
/// codes that ran out more than a day ago.
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

    private final Database database;

    /// How many rows went.
    record Swept(int rateLimits, int authenticationRequests, int loginCodes) {}

    Sweep(Database database) {
        this.database = database;
    }

    /// Deletes at most `limit` rows of each kind.
    Swept run(int limit) {
        return new Swept(
                delete(RATE_LIMITS, limit),
                delete(AUTHENTICATION_REQUESTS, limit),
                delete(LOGIN_CODES, limit));
    }

    private int delete(String statement, int limit) {
        return database.call(
                handle -> handle.createUpdate(statement).bind("limit", limit).execute());
    }
}
