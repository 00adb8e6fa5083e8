package no.getdrop.migrate;

import no.getdrop.database.DatabaseSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

import java.util.Objects;

/// What this function is told by its environment.
///
/// @param database the direct path, as the owner of the schema
/// @param seedDemo whether a demo merchant and demo rates are put in after each migration
/// @param stage production demands a snapshot and refuses demo data
/// @param databaseArn whose snapshots are looked up in production; empty when unset
/// @param build commit or build number of what is deployed
record MigrateSettings(
        DatabaseSettings database,
        boolean seedDemo,
        Stage stage,
        String databaseArn,
        String build) {
    MigrateSettings {
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(databaseArn, "databaseArn");
        Objects.requireNonNull(build, "build");
    }

    /// Reads `DIRECT_URL`, `DATABASE_CLUSTER_ARN`, `BUILD_ID`, and `SEED_DEMO`, whose default is
    /// true in development alone.
    ///
    /// @throws SettingException when one is missing or wrong, or production would be seeded
    static MigrateSettings from(Environment environment) {
        Stage stage = Stage.from(environment);
        boolean seedDemo = environment.flag("SEED_DEMO", stage == Stage.DEVELOPMENT);
        if (seedDemo && stage == Stage.PRODUCTION) {
            throw SettingException.refused(
                    "SEED_DEMO", "production never holds demo data, expected 'false' or unset");
        }
        return new MigrateSettings(
                DatabaseSettings.direct(environment),
                seedDemo,
                stage,
                environment.text("DATABASE_CLUSTER_ARN", ""),
                environment.text("BUILD_ID", "development"));
    }
}
