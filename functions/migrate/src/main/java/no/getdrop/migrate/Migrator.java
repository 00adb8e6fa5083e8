package no.getdrop.migrate;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.core.api.output.ValidateResult;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/// Brings a database to the schema of this build, one migrator at a time.
///
/// Flyway holds a session lock for the whole run. Its default, a lock in an open transaction, makes
/// `CREATE INDEX CONCURRENTLY` wait for ever. Nothing here can drop a schema.
public final class Migrator {
    private static final String LOCATION = "db/migration";
    private static final int LOCK_WAIT_MAX_SECONDS = 50;

    private final DataSource database;
    private final String location;
    private final TimeBudget budget;

    private Migrator(DataSource database, String location, TimeBudget budget) {
        this.database = database;
        this.location = location;
        this.budget = budget;
    }

    /// A migrator of that database with a minute to do its work; connections must be the owner's.
    public static Migrator on(DataSource database) {
        return new Migrator(database, LOCATION, TimeBudget.of(Duration.ofMinutes(1)));
    }

    /// The same, within the time of an invocation.
    static Migrator on(DataSource database, TimeBudget budget) {
        return new Migrator(database, LOCATION, budget);
    }

    /// The same with migrations from another folder of the class path.
    static Migrator on(DataSource database, String location, TimeBudget budget) {
        return new Migrator(database, location, budget);
    }

    /// Validates, applies what is pending and checks that every index is valid.
    public Outcome migrate() {
        return guarded(() -> {
            Flyway flyway = flyway();
            MigrateResult result = flyway.migrate();
            Optional<Refusal> fault = IndexCheck.findFault(database);
            if (fault.isPresent()) {
                return new Outcome.Refused(fault.get());
            }
            List<Report.Applied> applied =
                    result.migrations.stream()
                            .map(done ->
                                    new Report.Applied(
                                            done.version, done.description, done.executionTime))
                            .toList();
            return new Outcome.Done(report(flyway, applied));
        });
    }

    /// Lists what is pending and touches nothing.
    public Outcome plan() {
        return guarded(() -> new Outcome.Done(report(flyway(), List.of())));
    }

    /// Compares what was applied with the files of this build; what is pending is no fault.
    public Outcome validate() {
        return guarded(() -> {
            Flyway flyway = flyway();
            ValidateResult result = flyway.validateWithResult();
            if (result.validationSuccessful) {
                return new Outcome.Done(report(flyway, List.of()));
            }
            String faults =
                    result.invalidMigrations.stream()
                            .map(fault -> fault.version + ": " + fault.errorDetails.errorMessage)
                            .collect(Collectors.joining(" | "));
            return new Outcome.Refused(FlywayFaults.drift(faults));
        });
    }

    /// Lists all that was applied and all that is pending.
    public Outcome state() {
        return guarded(() -> {
            Flyway flyway = flyway();
            List<Report.Applied> applied =
                    Arrays.stream(flyway.info().applied())
                            .filter(done -> done.getVersion() != null)
                            .map(Migrator::applied)
                            .toList();
            return new Outcome.Done(report(flyway, applied));
        });
    }

    private Outcome guarded(Supplier<Outcome> work) {
        try {
            return work.get();
        } catch (FlywayException e) {
            return new Outcome.Refused(FlywayFaults.judge(e, database));
        }
    }

    private Flyway flyway() {
        FluentConfiguration configuration =
                Flyway.configure(Migrator.class.getClassLoader())
                        .dataSource(database)
                        .locations("classpath:" + location)
                        .failOnMissingLocations(true)
                        .validateMigrationNaming(true)
                        .validateOnMigrate(true)
                        // Flyway forgives versions it does not know unless told otherwise; they
                        // mean that an older build meets a newer schema.
                        .ignoreMigrationPatterns("*:pending")
                        .outOfOrder(false)
                        .placeholderReplacement(false)
                        .cleanDisabled(true)
                        .loggers("slf4j")
                        .lockRetryCount(lockWaitSeconds());
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load();
    }

    /// Flyway asks for its lock once a second.
    private int lockWaitSeconds() {
        return Math.clamp(budget.leftMs() / 2_000, 1, LOCK_WAIT_MAX_SECONDS);
    }

    private Report report(Flyway flyway, List<Report.Applied> applied) {
        @Nullable MigrationInfo current = flyway.info().current();
        List<Report.Pending> pending =
                Arrays.stream(flyway.info().pending()).map(this::pending).toList();
        return new Report(
                current == null ? null : current.getVersion().getVersion(), applied, pending);
    }

    private Report.Pending pending(MigrationInfo info) {
        MigrationHeader header = MigrationHeader.of(location + "/" + info.getScript());
        return new Report.Pending(
                info.getVersion().getVersion(),
                info.getDescription(),
                header.kind(),
                info.getChecksum());
    }

    private static Report.Applied applied(MigrationInfo info) {
        @Nullable Integer millis = info.getExecutionTime();
        return new Report.Applied(
                info.getVersion().getVersion(), info.getDescription(), millis == null ? 0 : millis);
    }
}
