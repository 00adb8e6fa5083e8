package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.migrate.PostgresServer.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

/// A migration never makes requests queue behind it for long, says whom it waits for, and ends
/// before its function does.
@Timeout(60)
final class LocksIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private TestDatabase database;

    @BeforeEach
    void aTableInUse() {
        database = SERVER.newDatabase();
        job(Duration.ofMinutes(1), "db/first").migrate().orThrow();
        database.execute("DELETE FROM flyway_schema_history");
        database.execute("CREATE TABLE busy (id integer)");
    }

    @Test
    void aMigrationGivesUpOnALockAndNamesWhoHoldsIt() throws Exception {
        try (Connection holder = database.owner().getConnection();
                Statement sql = holder.createStatement()) {
            holder.setAutoCommit(false);
            sql.execute("SET application_name = 'holder'");
            sql.execute("LOCK TABLE busy IN ACCESS SHARE MODE");
            Refusal refusal = refusal(job(Duration.ofSeconds(11), "db/blocked").migrate());

            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.BLOCKED);
            assertThat(refusal.what())
                    .containsPattern(
                            "waited for AccessExclusiveLock on busy, which is held by backend \\d+"
                                    + " \\('holder', idle in transaction, transaction \\d+ s old,"
                                    + " query [0-9a-f]{8}: LOCK TABLE busy IN ACCESS SHARE MODE");
            holder.rollback();
        }
        assertThat(job(Duration.ofMinutes(1), "db/blocked").migrate().orThrow().applied())
                .hasSize(1);
    }

    @Test
    void aLockThatComesFreeInTimeIsHadAndTheWaitIsTold() throws Exception {
        try (Connection holder = database.owner().getConnection();
                Statement sql = holder.createStatement();
                ExecutorService migrator = Executors.newSingleThreadExecutor()) {
            holder.setAutoCommit(false);
            sql.execute("LOCK TABLE busy IN ACCESS SHARE MODE");
            Future<Outcome> outcome =
                    migrator.submit(() -> job(Duration.ofMinutes(1), "db/blocked").migrate());
            awaitWaiter();
            // Longer than one attempt: the migration is taken back and tried again.
            Thread.sleep(3_600);
            holder.rollback();
            Report report = outcome.get().orThrow();
            assertThat(report.applied())
                    .singleElement()
                    .satisfies(done -> {
                        assertThat(done.lockWaitMs()).isBetween(2_500L, 8_000L);
                        assertThat(done.statements()).hasSize(1);
                    });
        }
    }

    @Test
    void aMigrationLongerThanTheFunctionsTimeIsEndedAndTakenBackBeforeIt() {
        long started = System.nanoTime();
        Refusal refusal = refusal(job(Duration.ofSeconds(8), "db/long").migrate());
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(8));
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.OUT_OF_TIME);
        assertThat(refusal.what()).contains("SELECT pg_sleep(?)");
        assertThat(database.one("SELECT to_regclass('long') IS NULL", Boolean.class)).isTrue();
    }

    @Test
    void aWriteThatTheMigrationMustWaitForIsCountedToItsStatementAlone() {
        Report report = job(Duration.ofMinutes(1), "db/blocked").migrate().orThrow();
        assertThat(report.applied())
                .singleElement()
                .satisfies(done -> {
                    assertThat(done.lockWaitMs()).isZero();
                    assertThat(done.statements().getFirst().statement())
                            .isEqualTo("ALTER TABLE busy ADD COLUMN note text");
                });
        assertThat(report.analysed()).containsExactly("busy");
    }

    private Migrator job(Duration time, String location) {
        TimeBudget budget = TimeBudget.of(time);
        MigrateSettings settings = MigrateSettings.from(database.environment(Map.of()));
        DataSource owner =
                new OwnerDataSource(
                        settings.database(), TestSecrets.password(), budget, "drop-migrate test");
        return new Migrator(Job.on(owner, budget).at(location));
    }

    private void awaitWaiter() {
        while (!database.one(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)", Boolean.class)) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static Refusal refusal(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).refusal();
    }
}
