package no.getdrop.migrate;

import no.getdrop.database.SqlStates;
import no.getdrop.migrate.sql.MigrationFile;
import no.getdrop.migrate.sql.Rules;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import javax.sql.DataSource;

/// Brings a database to the schema of this build, one migrator at a time.
///
/// It goes forward only. What is cut off half way is run again and ends at the same schema: a file
/// is rolled back as a whole, or each of its statements can be repeated. Nothing here can drop a
/// schema.
public final class Migrator {
    private static final Logger log = LoggerFactory.getLogger(Migrator.class);

    /// A lock that is not had is tried for again, so often and after pauses that double.
    private static final int LOCK_ATTEMPTS_MAX = 6;

    private static final long LOCK_PAUSE_MS = 250;
    private static final int FLYWAY_LOCK_WAIT_SECONDS = 20;

    private final Job job;
    private final DataSource database;

    Migrator(Job job) {
        this.job = job;
        this.database = job.database();
    }

    /// A migrator of that database with a minute to do its work; connections must be the owner's.
    public static Migrator on(DataSource database) {
        return new Migrator(Job.on(database, TimeBudget.of(Duration.ofMinutes(1))));
    }

    /// Checks that nothing stands against it, applies what is pending, and checks what came of it.
    public Outcome migrate() {
        return guarded(() -> {
            MigratorLock.Attempt attempt =
                    MigratorLock.take(database, job.deployment(), job.waiting());
            return switch (attempt) {
                case MigratorLock.Attempt.Busy(Optional<MigratorLock.Holder> holder) ->
                        new Outcome.Refused(FlywayFaults.inProgress(holder));
                case MigratorLock.Attempt.Taken(MigratorLock lock) -> {
                    try (lock;
                            LockWatch watch = LockWatch.over(lock.connection())) {
                        yield migrate(watch);
                    }
                }
            };
        });
    }

    /// Lists what is pending, what it would do, and what stands against it; touches nothing.
    public Outcome plan() {
        return guarded(() -> {
            History history = history();
            Optional<Refusal> hindrance = findFault(history);
            return new Outcome.Done(Summary.of(report(history, List.of()), hindrance));
        });
    }

    /// Compares what was applied with the files of this build, and the schema with what they made
    /// of it; what is pending is no fault. Readiness learns what was found.
    public Outcome validate() {
        return guarded(() -> {
            History history = history();
            Optional<Refusal> fault = history.findFault().or(history::findStuck);
            if (fault.isPresent()) {
                new SchemaState(database).checked(List.of(fault.get().what()));
                return new Outcome.Refused(fault.get());
            }
            Report report = report(history, List.of());
            new SchemaState(database).checked(report.drift());
            return new Outcome.Done(Summary.of(report, Optional.empty()));
        });
    }

    /// Lists all that was applied and all that is pending.
    public Outcome state() {
        return guarded(() -> {
            History history = history();
            List<Report.Applied> applied =
                    history.applied().stream()
                            .map(info -> {
                                @Nullable Integer millis = info.getExecutionTime();
                                return new Report.Applied(
                                        info.getVersion().getVersion(),
                                        info.getDescription(),
                                        millis == null ? 0 : millis,
                                        0,
                                        0,
                                        List.of());
                            })
                            .toList();
            return new Outcome.Done(Summary.of(report(history, applied), Optional.empty()));
        });
    }

    private Outcome migrate(LockWatch watch) {
        Progress progress = new Progress(job.budget(), watch, job.rehearsal());
        try {
            History history = history();
            Optional<Refusal> stuck = history.findStuck();
            if (stuck.isPresent()) {
                return new Outcome.Refused(stuck.get());
            }
            if (history.forgetFailed(database)) {
                history = history();
            }
            Optional<Refusal> fault = findFault(history);
            if (fault.isPresent()) {
                return new Outcome.Refused(fault.get());
            }
            SchemaCatalogue before = SchemaCatalogue.of(database);
            if (!history.pending().isEmpty()) {
                apply(progress);
            }
            return finish(history, before, progress);
        } catch (FlywayException | JdbiException e) {
            log.atWarn().setCause(e).addKeyValue("statement", progress.running()).log("cut off");
            return new Outcome.Refused(FlywayFaults.judge(e, progress.running(), watch.takeLast()));
        }
    }

    /// Applies what is pending. A lock that somebody holds for longer than three seconds is given
    /// up and tried for again, since everybody else would queue behind a migration that waits.
    private void apply(Progress progress) {
        for (int attempt = 1; ; attempt++) {
            try {
                flyway(progress).migrate();
                return;
            } catch (FlywayException e) {
                long pauseMs =
                        ThreadLocalRandom.current()
                                .nextLong(LOCK_PAUSE_MS, 2 * (LOCK_PAUSE_MS << attempt));
                if (!SqlStates.isLockTimeout(e)
                        || attempt == LOCK_ATTEMPTS_MAX
                        || job.budget().leftMs() < pauseMs) {
                    throw e;
                }
                log.atWarn()
                        .addKeyValue("statement", progress.running())
                        .addKeyValue("attempt", attempt)
                        .addKeyValue("pauseMs", pauseMs)
                        .log("a lock was not had; it is tried for again");
                progress.beginAgain();
                if (!Pause.of(pauseMs)) {
                    throw e;
                }
                History history = history();
                if (history.findStuck().isPresent()) {
                    throw e;
                }
                history.forgetFailed(database);
            }
        }
    }

    private Outcome finish(History history, SchemaCatalogue before, Progress progress) {
        List<Report.Applied> applied = progress.applied();
        Optional<Refusal> invalid = IndexCheck.findFault(database, List.of());
        if (invalid.isPresent()) {
            return new Outcome.Refused(invalid.get());
        }
        SchemaCatalogue now = applied.isEmpty() ? before : SchemaCatalogue.of(database);
        SchemaState state = new SchemaState(database);
        String version =
                applied.isEmpty()
                        ? history.schemaVersion().orElse("0")
                        : applied.getLast().version();
        // A run that was cut off after it migrated left the record of an older version: what is
        // there is then taken as it is.
        List<String> drift = state.drift(before, history.schemaVersion().orElse("0"));
        List<String> changed = now.tablesThatDifferFrom(before);
        List<String> analysed = new Statistics(database).renew(changed, history.pendingFiles());
        state.record(version, before, drift, now);
        new Releases(database).record(job.deployment(), version);
        return new Outcome.Done(
                Summary.of(
                        new Report(
                                List.of(),
                                job.deployment().release().toString(),
                                job.deployment().build(),
                                version,
                                now.fingerprint(),
                                state.drift(now, version),
                                applied,
                                List.of(),
                                analysed),
                        Optional.empty()));
    }

    /// Why a migration must not begin, in the order in which it is told.
    private Optional<Refusal> findFault(History history) {
        List<MigrationFile> pending = history.pendingFiles();
        List<String> rebuilt =
                pending.stream().flatMap(file -> file.rebuiltIndexes().stream()).toList();
        if (pending.isEmpty()) {
            return history.findFault().or(() -> IndexCheck.findFault(database, rebuilt));
        }
        boolean holdsSomething = !history.applied().isEmpty();
        return history.findFault()
                .or(() -> IndexCheck.findFault(database, rebuilt))
                .or(() -> new Releases(database).findFault(pending, job.deployment()))
                .or(() -> holdsSomething ? job.snapshot().get() : Optional.empty())
                .or(() ->
                        holdsSomething
                                ? LongTransactions.findFault(database, LongTransactions.AGE_MAX)
                                : Optional.empty());
    }

    private Outcome guarded(Work work) {
        try {
            return work.run();
        } catch (FlywayException | JdbiException e) {
            return new Outcome.Refused(FlywayFaults.judge(e, "", Optional.empty()));
        } catch (SQLException e) {
            return new Outcome.Refused(
                    FlywayFaults.judge(
                            new IllegalStateException(e.getMessage(), e), "", Optional.empty()));
        }
    }

    @FunctionalInterface
    private interface Work {
        Outcome run() throws SQLException;
    }

    private History history() {
        return History.of(flyway(null).info().all(), job.location());
    }

    private Report report(History history, List<Report.Applied> applied) {
        SchemaCatalogue now = SchemaCatalogue.of(database);
        return new Report(
                List.of(),
                job.deployment().release().toString(),
                job.deployment().build(),
                history.schemaVersion().orElse(null),
                now.fingerprint(),
                history.schemaVersion()
                        .map(version -> new SchemaState(database).drift(now, version))
                        .orElse(List.of()),
                applied,
                pending(history),
                List.of());
    }

    private List<Report.Pending> pending(History history) {
        if (history.pending().isEmpty()) {
            return List.of();
        }
        Planner planner =
                Planner.of(database, Rules.findings(history.files(), job.deployment().release()));
        return history.pending().stream()
                .map(info -> planner.plan(info, history.file(info)))
                .toList();
    }

    private Flyway flyway(@Nullable Progress progress) {
        FluentConfiguration configuration =
                Flyway.configure(Migrator.class.getClassLoader())
                        .dataSource(database)
                        .locations("classpath:" + job.location())
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
                        .lockRetryCount(FLYWAY_LOCK_WAIT_SECONDS);
        if (progress != null) {
            configuration.callbacks(progress);
        }
        // Its default, a lock in an open transaction, makes CREATE INDEX CONCURRENTLY wait for
        // ever.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load();
    }
}
