package no.getdrop.health;

import no.getdrop.database.DatabaseSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Stage;

import java.util.Optional;

/// What this function is told by its environment.
///
/// @param database the pooled path, with time limits short enough for a monitor
/// @param dataApi the way beside it, if there is one
/// @param stage in production what is needed to log in and to pay must be there
/// @param buildId commit or build number
/// @param snapshot whether this process will be frozen and started again from a snapshot
record HealthSettings(
        DatabaseSettings database,
        Optional<DataApiSettings> dataApi,
        Stage stage,
        String buildId,
        boolean snapshot) {
    private static final int TIMEOUT_MS = 1_000;

    /// Reads `DROP_ENVIRONMENT`, `DATABASE_URL`, the database's time limits, each of one second
    /// unless set, and the names for the Data API.
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
                        environment.integer("DB_STATEMENT_TIMEOUT_MS", TIMEOUT_MS, 1_000, 10_000),
                        given.application());
        return new HealthSettings(
                bounded,
                DataApiSettings.from(environment, given.name()),
                Stage.from(environment),
                environment.text("BUILD_ID", "development"),
                environment.text("AWS_LAMBDA_INITIALIZATION_TYPE", "").equals("snap-start"));
    }
}
