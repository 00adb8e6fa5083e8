package no.getdrop.migrate;

import no.getdrop.runtime.Environment;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// A migrator in a process of its own, which a test can kill. It loads what it needs, waits for a
/// line with the address of a database, and migrates that.
final class KilledMigrator {
    private KilledMigrator() {}

    /// @param arguments the folder of the migrations, and the address of a server to warm up with
    public static void main(String[] arguments) throws IOException {
        String location = arguments[0];
        PGSimpleDataSource warmUp = new PGSimpleDataSource();
        warmUp.setUrl(arguments[1].replace("postgresql://postgres@", "jdbc:postgresql://"));
        warmUp.setUser("postgres");
        new Migrator(Job.on(warmUp, TimeBudget.of(Duration.ofMinutes(1))).at(location)).plan();
        System.out.println("ready");
        String url =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                        .readLine();
        TimeBudget budget = TimeBudget.of(Duration.ofMinutes(1));
        MigrateSettings settings =
                MigrateSettings.from(
                        Environment.of(
                                Map.of(
                                        "DROP_ENVIRONMENT", "development",
                                        "SEED_DEMO", "false",
                                        "DIRECT_URL", url)));
        OwnerDataSource owner =
                new OwnerDataSource(settings.database(), TestSecrets.password(), budget, "killed");
        new Migrator(Job.on(owner, budget).at(location)).migrate().orThrow();
        System.out.println("finished");
    }
}
