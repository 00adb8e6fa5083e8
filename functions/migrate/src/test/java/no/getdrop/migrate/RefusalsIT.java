package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.migrate.PostgresServer.TestDatabase;
import no.getdrop.migrate.sql.ReleaseNumber;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/// What stands against a migration is told before anything is applied.
@Timeout(60)
final class RefusalsIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private static final TimeBudget MINUTE = TimeBudget.of(Duration.ofMinutes(1));

    private TestDatabase database;

    @BeforeEach
    void newDatabase() {
        database = SERVER.newDatabase();
    }

    @Test
    void aContractionWaitsUntilTwoReleasesHaveStoppedReadingWhatItDrops() {
        begun();
        Refusal first = refusal(release("0.5.0").migrate());
        assertThat(first.kind()).isEqualTo(Refusal.Kind.TOO_EARLY);
        assertThat(first.what())
                .contains(
                        "V202601010000__drop_names.sql", "before 0.3.0", "deployed of these: none");

        deployed("0.2.0", "b2");
        deployed("0.3.0", "b3");
        deployed("0.3.0", "b3again");
        assertThat(refusal(release("0.5.0").migrate()).what())
                .as("two builds of one release are one release, and an older one does not count")
                .contains("deployed of these: 0.3.0");

        deployed("0.4.0", "b4");
        assertThat(refusal(release("0.4.0").migrate()).what())
                .as("the release that brings the contraction does not count")
                .contains("deployed of these: 0.3.0");
        assertThat(release("0.5.0").migrate().orThrow().applied()).hasSize(1);
    }

    @Test
    void aContractionWaitsForAReleaseThatWasRolledBackTo() {
        begun();
        deployed("0.2.0", "b2");
        deployed("0.3.0", "b3");
        deployed("0.4.0", "b4");
        database.execute("INSERT INTO worker_heartbeats (version, beat_at) VALUES ('b2', now())");
        assertThat(refusal(release("0.5.0").migrate()).what())
                .contains("the worker that runs is of release 0.2.0");

        database.execute("UPDATE worker_heartbeats SET version = 'b4'");
        assertThat(release("0.5.0").migrate().orThrow().applied()).hasSize(1);
    }

    @Test
    void inAnEmptyDatabaseNobodyReadsWhatAContractionDrops() {
        assertThat(release("0.5.0").migrate().orThrow().applied()).hasSize(2);

        // Nor in one whose first run was cut off; but once a worker ran, somebody may.
        database.execute(
                "DELETE FROM flyway_schema_history WHERE version = '202601010000'",
                "ALTER TABLE old ADD COLUMN name text",
                "DELETE FROM schema_releases");
        assertThat(release("0.5.0").migrate().orThrow().applied()).hasSize(1);
        database.execute(
                "DELETE FROM flyway_schema_history WHERE version = '202601010000'",
                "ALTER TABLE old ADD COLUMN name text",
                "DELETE FROM schema_releases",
                "INSERT INTO worker_heartbeats VALUES ('unknown', now() - INTERVAL '1 year')");
        assertThat(refusal(release("0.5.0").migrate()).kind()).isEqualTo(Refusal.Kind.TOO_EARLY);
    }

    @Test
    void aTransactionThatHasBeenOpenForLongIsNamedWithoutWhatItsQueryHolds() throws Exception {
        begun();
        try (Connection other = database.owner().getConnection();
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("SET application_name = 'report'");
            sql.execute("SELECT 'kari@example.com' FROM old");
            Thread.sleep(1_100);
            Optional<Refusal> fault =
                    LongTransactions.findFault(database.owner(), Duration.ofSeconds(1));
            assertThat(fault).isPresent();
            assertThat(fault.get().kind()).isEqualTo(Refusal.Kind.BLOCKED);
            assertThat(fault.get().what())
                    .containsPattern(
                            "backend \\d+ \\('report', idle in transaction, transaction \\d+ s old,"
                                    + " query [0-9a-f]{8}: SELECT \\? FROM old\\)")
                    .doesNotContain("kari");
            assertThat(fault.get().remedy()).contains("pg_terminate_backend");
            assertThat(LongTransactions.findFault(database.owner(), Duration.ofMinutes(5)))
                    .isEmpty();
            other.rollback();
        }
        assertThat(LongTransactions.findFault(database.owner(), Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void aBrokenIndexIsRefusedUnlessAPendingMigrationMakesItAnew() {
        on("db/first").migrate().orThrow();
        database.execute("DELETE FROM flyway_schema_history");
        database.execute("CREATE TABLE doubles AS SELECT 1 AS id FROM generate_series(1, 2)");
        brokenIndex("doubles_id_ix");

        assertThat(on("db/rebuilt").migrate().orThrow().applied()).hasSize(1);
        brokenIndex("doubles_other_ix");
        Refusal refusal = refusal(on("db/rebuilt").migrate());
        assertThat(refusal.what()).isEqualTo("invalid indexes: doubles_other_ix");
        assertThat(refusal.remedy()).contains("DROP INDEX CONCURRENTLY doubles_other_ix");
    }

    @Test
    void whatStandsAgainstAMigrationIsPartOfThePlan() {
        begun();
        Report plan = release("0.5.0").plan().orThrow();
        assertThat(plan.pending()).hasSize(1);
        assertThat(plan.summary())
                .anyMatch(line -> line.startsWith("would be refused now: V202601010000"));
    }

    @Test
    void withoutASnapshotNothingIsAppliedAndWithNothingPendingNoneIsNeeded() {
        begun();
        Refusal missing =
                new Refusal(Refusal.Kind.NO_SNAPSHOT, "no snapshot", "one", "make it first");
        Job pending =
                Job.on(database.owner(), MINUTE)
                        .at("db/contraction")
                        .of(of("0.5.0"))
                        .demanding(() -> Optional.of(missing));
        deployed("0.3.0", "b3");
        deployed("0.4.0", "b4");
        assertThat(refusal(new Migrator(pending).migrate())).isEqualTo(missing);
        new Migrator(pending.demanding(Optional::empty)).migrate().orThrow();
        new Migrator(pending).migrate().orThrow();
    }

    /// The first of two migrations is applied.
    private void begun() {
        release("0.1.0").migrate().orThrow();
        database.execute("DELETE FROM flyway_schema_history WHERE version = '202601010000'");
        database.execute("ALTER TABLE old ADD COLUMN name text");
        database.execute("DELETE FROM schema_releases");
        deployed("0.1.0", "b1");
    }

    private void deployed(String release, String build) {
        database.execute(
                ("INSERT INTO schema_releases (release, build, schema_version)"
                                + " VALUES ('%s', '%s', '1')")
                        .formatted(release, build));
    }

    private void brokenIndex(String name) {
        database.execute("CREATE INDEX " + name + " ON doubles (id)");
        database.execute(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"
                        + name
                        + "'::regclass");
    }

    private Migrator release(String number) {
        return new Migrator(Job.on(database.owner(), MINUTE).at("db/contraction").of(of(number)));
    }

    private Migrator on(String location) {
        return new Migrator(Job.on(database.owner(), MINUTE).at(location));
    }

    private static Deployment of(String number) {
        return new Deployment(ReleaseNumber.parse(number).orElseThrow(), "build", "somebody");
    }

    private static Refusal refusal(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).refusal();
    }
}
