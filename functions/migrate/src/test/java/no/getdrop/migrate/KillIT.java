package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.migrate.PostgresServer.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A migrator that is killed at any point leaves a schema that the next run completes, to the same
/// schema as a run that nothing disturbed.
final class KillIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private static final String LOCATION = "db/history";
    private static final int MIGRATIONS = 20;

    /// Statements and beginnings of migrations that a whole run logs.
    private static final int STEPS = 46;

    private static final String COUNTS =
            """
            SELECT (SELECT count(*) FROM accounts) || ' accounts, '
                   || (SELECT count(*) FROM payments WHERE stage = 'completed') || ' payments, '
                   || (SELECT sum(total_minor) FROM totals) || ' in total, '
                   || (SELECT count(*) FROM flyway_schema_history WHERE success) || ' applied, '
                   || (SELECT count(*) FROM pg_index WHERE NOT indisvalid) || ' broken'
            """;

    /// `-Ddrop.kill.runs=200` for the whole proof, `-Ddrop.kill.seed=…` to repeat one.
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void aRunThatWasKilledAnywhereIsCompletedByTheNextToTheSameSchema() throws IOException {
        int runs = Integer.getInteger("drop.kill.runs", 3);
        long seed = Long.getLong("drop.kill.seed", 20_261_125L);
        TestDatabase undisturbed = SERVER.newDatabase();
        Report expected = migrator(undisturbed).migrate().orThrow();
        assertThat(expected.applied()).hasSize(MIGRATIONS);
        String counts = undisturbed.one(COUNTS, String.class);

        int killedAtWork = 0;
        int kills = 0;
        try (Victims victims = new Victims(undisturbed.url())) {
            for (int run = 0; run < runs; run++) {
                Random random = new Random(seed + run);
                TestDatabase database = SERVER.newDatabase();
                String description = "seed " + (seed + run);
                for (int kill = 1 + random.nextInt(2); kill > 0; kill--) {
                    kills++;
                    int steps = random.nextInt(STEPS);
                    long nanos = random.nextLong(8_000_000);
                    description += ", killed after " + steps + " steps and " + nanos + " ns";
                    if (victims.next().killedAfter(database.url(), steps, nanos)) {
                        killedAtWork++;
                    }
                }
                Report report = migrator(database).migrate().orThrow();
                assertThat(report.fingerprint()).as(description).isEqualTo(expected.fingerprint());
                assertThat(report.schemaVersion()).isEqualTo(expected.schemaVersion());
                assertThat(database.one(COUNTS, String.class)).as(description).isEqualTo(counts);
                database.drop();
            }
        }
        System.out.println(
                "%d runs, %d kills, %d of them at work".formatted(runs, kills, killedAtWork));
        assertThat(killedAtWork).as("the others were done already").isGreaterThan(kills / 2);
    }

    @Test
    @Timeout(60)
    void theLockOfAKilledMigratorIsFreeWithinSecondsWhileItsStatementStillRan() throws Exception {
        TestDatabase database = SERVER.newDatabase();
        try (Victim victim = Victim.start("db/long", database.url())) {
            victim.migrate(database.url());
            while (!database.one(
                    """
                    SELECT EXISTS (SELECT 1 FROM pg_stat_activity
                                   WHERE state = 'active' AND query LIKE '%pg_sleep(60)%'
                                     AND pid <> pg_backend_pid()
                                     AND datname = current_database())
                    """,
                    Boolean.class)) {
                LockSupport.parkNanos(20_000_000);
            }
            victim.kill();
            long killed = System.nanoTime();
            Outcome next =
                    new Migrator(
                                    Job.on(database.owner(), TimeBudget.of(Duration.ofSeconds(20)))
                                            .at("db/first"))
                            .migrate();
            assertThat(next.orThrow().applied()).hasSize(1);
            assertThat(Duration.ofNanos(System.nanoTime() - killed))
                    .isLessThan(Duration.ofSeconds(8));
        }
    }

    private static Migrator migrator(TestDatabase database) {
        return new Migrator(
                Job.on(database.owner(), TimeBudget.of(Duration.ofMinutes(1))).at(LOCATION));
    }

    /// Processes that start while others are killed.
    private static final class Victims implements AutoCloseable {
        private final Deque<Victim> waiting = new ArrayDeque<>();
        private final String server;

        Victims(String server) {
            this.server = server;
            start();
        }

        private void start() {
            waiting.add(Victim.start(LOCATION, server));
        }

        Victim next() {
            start();
            return waiting.remove();
        }

        @Override
        public void close() {
            waiting.forEach(Victim::close);
        }
    }
}
