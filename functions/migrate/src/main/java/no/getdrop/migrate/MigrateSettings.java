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
record MigrateSettings(DatabaseSettings database, boolean seedDemo) {
    MigrateSettings {
        Objects.requireNonNull(database, "database");
    }

    /// Reads `DIRECT_URL` and `SEED_DEMO`, whose default is true in development alone.
    ///
    /// @throws SettingException when one is missing or wrong, or production would be seeded
    static MigrateSettings from(Environment environment) {
        Stage stage = Stage.from(environment);
        boolean seedDemo = environment.flag("SEED_DEMO", stage == Stage.DEVELOPMENT);
        if (seedDemo && stage == Stage.PRODUCTION) {
            throw SettingException.refused(
                    "SEED_DEMO", "production never holds demo data, expected 'false' or unset");
        }
        return new MigrateSettings(DatabaseSettings.direct(environment), seedDemo);
    }
}
