package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.migrate.PostgresServer.TestDatabase;
import no.getdrop.migrate.sql.MigrationFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Pending migrations are tried on a copy, and what they cost there is told; the database itself is
/// left as it is.
@Timeout(60)
final class RehearsalIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    @Test
    void aRehearsalTellsTimeRowsAndLocksOfEachStatementAndChangesNothing() throws IOException {
        TestDatabase database = SERVER.newDatabase();
        Invocation function = Invocation.of(database.environment(Map.of()));

        JsonNode rehearsed = function.direct(Invocation.event("rehearse"));
        assertThat(rehearsed.required("summary").get(0).textValue())
                .isEqualTo(
                        "rehearsed on copy "
                                + database.name()
                                + "_rehearsal; the database itself was not changed");
        JsonNode applied = rehearsed.required("applied");
        assertThat(applied.size()).isGreaterThanOrEqualTo(5);
        JsonNode statement = applied.get(0).required("statements").get(0);
        assertThat(statement.required("millis").isIntegralNumber()).isTrue();
        assertThat(statement.required("lockWaitMs").longValue()).isZero();
        assertThat(database.one("SELECT to_regclass('users') IS NULL", Boolean.class)).isTrue();
        assertThat(
                        database.one(
                                "SELECT count(*) FROM pg_database WHERE datname LIKE '%rehearsal'",
                                Integer.class))
                .isZero();
    }

    @Test
    void theLocksThatAreTakenAreThoseThatThePlanForetold() {
        TestDatabase database = SERVER.newDatabase();
        Job job = job(database);
        Report planned = new Migrator(job).plan().orThrow();
        Report rehearsed = new Migrator(job.rehearsedOn(database.owner())).migrate().orThrow();

        List<MigrationFile> files = MigrationFolder.files("db/history");
        for (int i = 0; i < files.size(); i++) {
            Report.Applied applied = rehearsed.applied().get(i);
            assertThat(applied.statements())
                    .as("every statement of " + files.get(i).name() + " is the planned one")
                    .extracting(Report.Ran::statement)
                    .isEqualTo(
                            planned.pending().get(i).statements().stream()
                                    .map(Report.Step::statement)
                                    .toList());
        }
        assertThat(locks(rehearsed, "202601010004"))
                .containsExactly("ACCESS EXCLUSIVE on accounts");
        assertThat(locks(rehearsed, "202601010011"))
                .containsExactly("SHARE UPDATE EXCLUSIVE on payments");
        assertThat(locks(rehearsed, "202601010017"))
                .containsExactly(
                        "SHARE ROW EXCLUSIVE on accounts", "SHARE ROW EXCLUSIVE on payments");
        assertThat(rehearsed.applied().get(2).rows()).isEqualTo(6_000);
        assertThat(rehearsed.applied().get(8).rows()).as("written by a DO block").isEqualTo(4_000);
    }

    @Test
    void aPlanTellsStatementsLocksSizesAndAnEstimateAndTouchesNothing() {
        TestDatabase database = SERVER.newDatabase();
        new Migrator(job(database)).migrate().orThrow();
        database.execute("DELETE FROM flyway_schema_history WHERE version >= '202601010018'");
        Report plan = new Migrator(job(database)).plan().orThrow();

        Report.Pending pending = plan.pending().getFirst();
        assertThat(pending.version()).isEqualTo("202601010018");
        assertThat(pending.why()).isEqualTo("all rows do");
        assertThat(pending.since()).isEqualTo("0.1.0");
        assertThat(pending.checksum()).isNotZero();
        Report.Step step = pending.statements().getFirst();
        assertThat(step.kind()).isEqualTo("alter table");
        assertThat(step.work()).isEqualTo("scan");
        assertThat(step.locks()).containsExactly("SHARE UPDATE EXCLUSIVE on payments");
        assertThat(step.tables())
                .singleElement()
                .satisfies(table -> {
                    assertThat(table.rows()).isEqualTo(4_000);
                    assertThat(table.bytes()).isGreaterThan(100_000);
                });
        assertThat(step.estimateMs()).isPositive();
        assertThat(plan.summary())
                .anyMatch(line -> line.startsWith("pending 202601010018 prove payees (expand"))
                .anyMatch(line ->
                        line.startsWith(
                                "    takes SHARE UPDATE EXCLUSIVE on payments; payments has 4,000"
                                        + " rows, "));
    }

    @Test
    void whileOthersUseItTheDatabaseIsCopiedInDevelopmentAlone() throws Exception {
        TestDatabase database = SERVER.migrated();
        try (Connection idle = database.owner().getConnection()) {
            Invocation staging =
                    Invocation.of(database.environment(Map.of("DROP_ENVIRONMENT", "staging")));
            Invocation.Answer refused = staging.http(rehearse("{\\\"action\\\":\\\"rehearse\\\"}"));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body().required("detail").textValue())
                    .contains("cannot be copied while others use it: PostgreSQL JDBC Driver");
            assertThat(idle.isValid(1)).isTrue();

            Invocation development = Invocation.of(database.environment(Map.of()));
            assertThat(development.direct(Invocation.event("rehearse")).required("applied").size())
                    .isZero();
            assertThat(idle.isValid(1)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop.example.org",
                "drop.cluster-abc.eu-west-1.rds.amazonaws.com",
                "clone.cluster-other.eu-west-1.rds.amazonaws.com",
                "clone",
                "clone.cluster-abc.eu-west-1.rds.amazonaws.com.evil.example",
                "user@clone.cluster-abc.eu-west-1.rds.amazonaws.com",
                ""
            })
    void theOwnersPasswordIsShownToNoServerButACloneBesideTheDatabase(String endpoint) {
        TestDatabase database = SERVER.untouched();
        MigrateSettings settings =
                MigrateSettings.from(
                        database.environment(
                                Map.of(
                                        "DROP_ENVIRONMENT",
                                        "production",
                                        "DIRECT_URL",
                                        "postgresql://owner@drop.cluster-abc.eu-west-1.rds"
                                                + ".amazonaws.com:5432/drop")));
        Rehearsal rehearsal =
                new Rehearsal(
                        job(database),
                        settings.database(),
                        TestSecrets.password(),
                        settings.stage());
        Outcome outcome = rehearsal.onClone(endpoint);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused) outcome).refusal().expected())
                .isEqualTo(
                        "a clone beside the database,"
                                + " <name>.cluster-abc.eu-west-1.rds.amazonaws.com");
        assertThat(((Outcome.Refused) rehearsal.onCopy()).refusal().what())
                .isEqualTo("field 'endpoint' is missing");
    }

    @Test
    void theServerOfTheDatabaseItselfIsNoClone() {
        TestDatabase database = SERVER.untouched();
        // Two names of one machine, as two names may lead to one cluster.
        MigrateSettings settings = MigrateSettings.from(database.environment(Map.of()));
        Rehearsal rehearsal =
                new Rehearsal(
                        job(database),
                        settings.database().at("one.0.0.1", database.port(), database.name()),
                        TestSecrets.password(),
                        settings.stage());
        Outcome outcome = rehearsal.onClone("127.0.0.1:" + database.port());
        assertThat(((Outcome.Refused) outcome).refusal().what())
                .endsWith("leads to the database itself");
    }

    private static List<String> locks(Report report, String version) {
        return report.applied().stream()
                .filter(applied -> applied.version().equals(version))
                .flatMap(applied -> applied.statements().stream())
                .flatMap(ran -> ran.locks().stream())
                .toList();
    }

    private static Job job(TestDatabase database) {
        return Job.on(database.owner(), TimeBudget.of(Duration.ofMinutes(1))).at("db/history");
    }

    private static String rehearse(String body) {
        return """
        {"httpMethod":"POST","path":"/v1/migrations","body":"%s","isBase64Encoded":false,
         "requestContext":{"requestId":"request-1"}}
        """
                .formatted(body);
    }
}
