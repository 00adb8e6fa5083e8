package no.getdrop.health;

import no.getdrop.database.DatabaseSettings;
import no.getdrop.runtime.Environment;

/// What this function is told by its environment.
///
/// @param database the pooled path, with time limits short enough for a monitor
/// @param snapshot whether this process will be frozen and started again from a snapshot
record HealthSettings(DatabaseSettings database, boolean snapshot) {
    private static final int TIMEOUT_MS = 1_000;

    /// Reads `DATABASE_URL` and the database's time limits, each of one second unless set.
    static HealthSettings from(Environment environment) {
        DatabaseSettings given = DatabaseSettings.from(environment);
        DatabaseSettings bounded =
                new DatabaseSettings(
                        given.host(),
                        given.port(),
                        given.name(),
                        given.user(),
                        given.password(),
                        given.authentication(),
                        given.tls(),
                        given.poolSize(),
                        environment.integer("DB_CONNECT_TIMEOUT_MS", TIMEOUT_MS, 1_000, 10_000),
                        environment.integer("DB_BORROW_TIMEOUT_MS", TIMEOUT_MS, 250, 10_000),
                        environment.integer("DB_STATEMENT_TIMEOUT_MS", TIMEOUT_MS, 1_000, 10_000));
        return new HealthSettings(
                bounded,
                environment.text("AWS_LAMBDA_INITIALIZATION_TYPE", "").equals("snap-start"));
    }
}
