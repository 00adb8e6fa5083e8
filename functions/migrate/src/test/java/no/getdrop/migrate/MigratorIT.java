package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.migrate.PostgresServer.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

@Timeout(60)
final class MigratorIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private static final TimeBudget MINUTE = TimeBudget.of(Duration.ofMinutes(1));

    @Test
    void aPlanListsEachMigrationAndTouchesNothing() {
        TestDatabase database = SERVER.newDatabase();
        Report plan = Migrator.on(database.owner()).plan().orThrow();

        assertThat(plan.schemaVersion()).isNull();
        assertThat(plan.applied()).isEmpty();
        assertThat(plan.pending())
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(pending -> {
                    assertThat(pending.kind()).isEqualTo("expand");
                    assertThat(pending.checksum()).isNotZero();
                });
        assertThat(tables(database)).isZero();
    }

    @Test
    void migratingTwiceChangesNothingTheSecondTime() {
        DataSource database = SERVER.newDatabase().owner();
        Report first = Migrator.on(database).migrate().orThrow();
        Report second = Migrator.on(database).migrate().orThrow();

        assertThat(first.applied()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(first.pending()).isEmpty();
        assertThat(first.schemaVersion()).isEqualTo(first.applied().getLast().version());
        assertThat(second.applied()).isEmpty();
        assertThat(second.schemaVersion()).isEqualTo(first.schemaVersion());
    }

    @Test
    void theStateListsAllThatWasEverApplied() {
        DataSource database = SERVER.newDatabase().owner();
        Report migrated = Migrator.on(database).migrate().orThrow();
        Report state = Migrator.on(database).state().orThrow();

        assertThat(state.applied())
                .extracting(Report.Applied::version)
                .isEqualTo(migrated.applied().stream().map(Report.Applied::version).toList());
        assertThat(state.schemaVersion()).isEqualTo(migrated.schemaVersion());
    }

    @Test
    void anEmptyDatabaseIsValidSinceNothingOfItDiffers() {
        Report report = Migrator.on(SERVER.newDatabase().owner()).validate().orThrow();
        assertThat(report.pending()).isNotEmpty();
    }

    @Test
    void aChangedFileIsRefusedByNameBeforeAnythingIsApplied() {
        TestDatabase database = SERVER.migrated();
        database.execute("UPDATE flyway_schema_history SET checksum = 1 WHERE installed_rank = 2");

        for (Outcome outcome :
                List.of(
                        Migrator.on(database.owner()).validate(),
                        Migrator.on(database.owner()).migrate())) {
            assertThat(refusal(outcome).kind()).isEqualTo(Refusal.Kind.DRIFT);
            assertThat(refusal(outcome).what())
                    .contains("changed after they were applied", "202611210910", "checksum 1");
            assertThat(refusal(outcome).remedy()).contains("restore a changed file");
        }
    }

    @Test
    void anOlderBuildIsRefusedByANewerSchema() {
        TestDatabase database = SERVER.migrated();
        database.execute(
                """
                INSERT INTO flyway_schema_history (installed_rank, version, description, type,
                    script, checksum, installed_by, execution_time, success)
                VALUES (99, '209901010000', 'from the future', 'SQL',
                    'V209901010000__from_the_future.sql', 1, 'postgres', 1, true)
                """);

        Refusal refusal = refusal(Migrator.on(database.owner()).migrate());
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.DRIFT);
        assertThat(refusal.what()).contains("that this build lacks", "209901010000");
        assertThat(refusal.remedy()).contains("deploy the build that has them");
    }

    @Test
    void aFileThatComesTooLateIsRefusedRatherThanLeftOut() {
        TestDatabase database = SERVER.migrated();
        database.execute("DELETE FROM flyway_schema_history WHERE version = '202611211200'");
        for (Outcome outcome :
                List.of(
                        Migrator.on(database.owner()).validate(),
                        Migrator.on(database.owner()).migrate())) {
            assertThat(refusal(outcome).what())
                    .isEqualTo(
                            "files are older than the newest that was applied:"
                                    + " V202611211200__mark_verified_backups.sql");
        }
    }

    @Test
    void tablesWithoutAHistoryAreNotAdopted() {
        TestDatabase database = SERVER.newDatabase();
        database.execute("CREATE TABLE somebody_elses (id integer)");

        Refusal refusal = refusal(Migrator.on(database.owner()).migrate());
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.DRIFT);
        assertThat(refusal.what()).contains("flyway_schema_history");
        assertThat(tables(database)).isEqualTo(1);
    }

    @Test
    void ofTwoMigratorsAtOnceOneAppliesAndTheOtherWaitsForIt() throws Exception {
        DataSource database = SERVER.newDatabase().owner();
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            Future<Outcome> one = both.submit(() -> Migrator.on(database).migrate());
            Future<Outcome> other = both.submit(() -> Migrator.on(database).migrate());
            Report first = one.get().orThrow();
            Report second = other.get().orThrow();

            assertThat(first.schemaVersion()).isEqualTo(second.schemaVersion());
            assertThat(List.of(first.applied().size(), second.applied().size()))
                    .contains(0)
                    .anyMatch(count -> count >= 5);
        }
    }

    @Test
    void aSecondMigratorIsToldWhoHoldsTheLock() throws Exception {
        TestDatabase database = SERVER.newDatabase();
        try (ExecutorService first = Executors.newSingleThreadExecutor()) {
            Future<Outcome> slow =
                    first.submit(() -> migrator(database, "db/slow", MINUTE).migrate());
            awaitSleeper(database);
            TimeBudget soon = TimeBudget.of(Duration.ofSeconds(6));
            Refusal refusal = refusal(migrator(database, "db/slow", soon).migrate());

            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.IN_PROGRESS);
            assertThat(refusal.what())
                    .matches(
                            "the lock of the migrator is held by 'somebody' for release 0\\.1\\.0"
                                    + " \\(build development\\) since 20[-0-9T:]+Z, backend \\d+");
            assertThat(refusal.remedy()).containsPattern("pg_terminate_backend\\(\\d+\\)");
            assertThat(slow.get().orThrow().applied()).hasSize(1);
        }
    }

    @Test
    void aMigrationThatFailsLeavesNothingBehindAndSaysWhere() {
        TestDatabase database = SERVER.newDatabase();
        Refusal refusal = refusal(migrator(database, "db/broken", MINUTE).migrate());

        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FAILED);
        assertThat(refusal.what())
                .contains("V202601010000__break.sql", "no_such_function", "42883");
        assertThat(database.one("SELECT to_regclass('half') IS NULL", Boolean.class)).isTrue();
    }

    @Test
    void anIndexThatPostgresqlDoesNotUseFailsTheDeployment() {
        TestDatabase database = SERVER.newDatabase();
        migrator(database, "db/first", MINUTE).migrate().orThrow();
        database.execute("DELETE FROM flyway_schema_history");
        database.execute("CREATE TABLE doubles AS SELECT 1 AS id FROM generate_series(1, 2)");

        Outcome failed = migrator(database, "db/invalid", MINUTE).migrate();
        assertThat(refusal(failed).what()).contains("could not create unique index");
        Outcome again = migrator(database, "db/invalid", MINUTE).migrate();
        assertThat(refusal(again).what()).contains("half done", "V202601010000__index_doubles.sql");
        assertThat(refusal(again).remedy()).contains("WHERE NOT success");

        database.execute("DELETE FROM flyway_schema_history WHERE NOT success");
        // IF NOT EXISTS would find the half-made index and be content.
        Refusal refusal = refusal(migrator(database, "db/invalid", MINUTE).migrate());
        assertThat(refusal.what()).isEqualTo("invalid indexes: doubles_id_uq");
        assertThat(refusal.remedy()).contains("DROP INDEX CONCURRENTLY doubles_id_uq");
        Integer applied = database.one("SELECT count(*) FROM flyway_schema_history", Integer.class);
        assertThat(applied).isZero();
    }

    @Test
    void aFileWithoutItsKindIsABug() {
        DataSource database = SERVER.untouched().owner();
        assertThatThrownBy(() -> new Migrator(Job.on(database, MINUTE).at("db/headless")).plan())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("V202601010000__lack_a_kind.sql")
                .hasMessageContaining("the header lacks '-- kind: …'");
    }

    private static Migrator migrator(TestDatabase database, String location, TimeBudget budget) {
        return new Migrator(Job.on(database.owner(), budget).at(location));
    }

    private static Refusal refusal(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).refusal();
    }

    private static int tables(TestDatabase database) {
        return database.one(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", Integer.class);
    }

    private static void awaitSleeper(TestDatabase database) {
        while (!database.one(
                """
                SELECT EXISTS (SELECT 1 FROM pg_stat_activity
                               WHERE state = 'active' AND query LIKE '%pg_sleep%'
                                 AND pid <> pg_backend_pid() AND datname = current_database())
                """,
                Boolean.class)) {
            LockSupport.parkNanos(20_000_000);
        }
    }
}
