package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.health.HealthFunction.Answer;
import no.getdrop.runtime.Build;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// What readiness rests on, and who learns it.
@Timeout(60)
final class ReadinessIT {
    private static final long REQUIRED = Build.read().schemaVersion();
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String OLD_KEY = "fedcba9876543210fedcba9876543210";
    private static final String[] DRAFT = {"Accept", "application/health+json"};

    private TestDatabase database;
    private HealthFunction health;

    @BeforeEach
    void aDatabaseOfThisBuild() {
        database = new TestDatabase();
        health =
                HealthFunction.of(
                        database,
                        "OPERATOR_KEY",
                        KEY,
                        "OPERATOR_KEY_PREVIOUS",
                        OLD_KEY,
                        "BUILD_ID",
                        "build-7");
    }

    @ParameterizedTest
    @CsvSource({"-1, true, 503", "0, true, 200", "1, true, 200", "0, false, 503"})
    void itIsReadyWhenTheSchemaIsAtLeastAsNewAsTheBuild(int newerBy, boolean success, int expected)
            throws IOException {
        database.execute(
                "UPDATE flyway_schema_history SET version = '%d', success = %s WHERE version = '%d'"
                        .formatted(REQUIRED + newerBy, success, REQUIRED));
        assertThat(health.get("/readyz").status()).isEqualTo(expected);
        assertThat(status(asOperator(), "schema:version"))
                .isEqualTo(expected == 200 ? "ok" : "error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE flyway_schema_history",
                "ALTER TABLE backup_fences DROP COLUMN verified_at",
                "REVOKE SELECT ON worker_heartbeats FROM drop_app"
            })
    void aSchemaThatLacksSomethingIsToldFromADatabaseThatIsAway(String change) throws IOException {
        database.execute(change);
        assertThat(health.send(HealthFunction.event("readyz")).text())
                .startsWith("{\"status\":\"error\",");
        Answer detail = asOperator();
        assertThat(detail.status()).isEqualTo(503);
        assertThat(status(detail, "database:responseTime")).isEqualTo("ok");
        assertThat(status(detail, "schema:version")).isEqualTo("error");
    }

    @ParameterizedTest
    @CsvSource({"170 seconds, 200, ok", "190 seconds, 503, error"})
    void aWorkerThatFellSilentForThreeIntervalsMakesItUnready(String age, int status, String word)
            throws IOException {
        database.execute("UPDATE worker_heartbeats SET beat_at = now() - INTERVAL '" + age + "'");
        // One that is not critical does not speak for the worker.
        database.execute("INSERT INTO worker_heartbeats VALUES ('other', now(), '0.1.0', '{}')");
        Answer answer = health.get("/readyz");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().required("status").textValue()).isEqualTo(word);
        assertThat(status(asOperator(), "worker:heartbeatAge")).isEqualTo(word);
    }

    @Test
    void aWorkerThatNeverRanIsAWarningOnly() throws IOException {
        database.execute("DELETE FROM worker_heartbeats");
        assertWarning("worker:heartbeatAge", "never seen");
        assertWarning("secrets:providers", "not known: the worker has not said");
    }

    @Test
    void aWorkerThatCouldReadNoSecretHasSaidNothingOfThem() throws IOException {
        database.execute("UPDATE worker_heartbeats SET missing_secrets = NULL");
        assertWarning("secrets:providers", "not known: the worker has not said");
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE backup_fences SET fenced_at = now() - INTERVAL '27 hours', older than 93600 s",
        "UPDATE backup_fences SET verified_at = NULL, never seen",
        "DELETE FROM backup_fences, never seen"
    })
    void withoutAYoungVerifiedBackupItWarnsAndServesOn(String change, String output)
            throws IOException {
        database.execute(change);
        assertWarning("backup:verifiedAge", output);
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE schema_state SET drift = 'index users.hotfix was not made by a migration',"
                + " index users.hotfix was not made by a migration",
        "UPDATE schema_state SET checked_at = now() - INTERVAL '4 hours', older than 10800 s",
        "DELETE FROM schema_state, never seen"
    })
    void whatSomebodyChangedBesideTheMigrationsIsAWarningInWords(String change, String output)
            throws IOException {
        database.execute(change);
        assertWarning("schema:drift", output);
    }

    @Test
    void aProviderThatRestsIsAWarningForAsLongAsSomebodySaysSo() throws IOException {
        database.execute(
                """
                INSERT INTO provider_states VALUES
                    ('sumsub', false, now()),
                    ('bankid-http', true, now() - INTERVAL '6 minutes')
                """);
        assertThat(status(asOperator(), "providers:resting")).isEqualTo("ok");
        database.execute(
                """
                INSERT INTO provider_states VALUES
                    ('openbanking/dnb', true, now() - INTERVAL '4 minutes'), ('brreg', true, now())
                """);
        health = HealthFunction.of(database, "OPERATOR_KEY", KEY);
        assertWarning("providers:resting", "brreg, openbanking/dnb");
    }

    @Test
    void aBackupThatIsNotVerifiedDoesNotCount() throws IOException {
        database.execute("UPDATE backup_fences SET fenced_at = now() - INTERVAL '25 hours'");
        database.execute(
                """
                INSERT INTO backup_fences (id, run_id, slot, schema_version, row_counts)
                VALUES (gen_random_uuid(), 'run-2', 'daily', '1', '{}')
                """);
        Answer detail = asOperator();
        assertThat(status(detail, "backup:verifiedAge")).isEqualTo("ok");
        assertThat(check(detail, "backup:verifiedAge").required("observedValue").longValue())
                .isBetween(25 * 3_600L, 25 * 3_600L + 60);
    }

    @Test
    void anOperatorSeesEachCheck() throws IOException {
        Answer answer = asOperator();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .startsWith(
                        "{\"status\":\"ok\",\"version\":\"0.1.0\",\"releaseId\":\"build-7\","
                                + "\"serviceId\":\"drop\",\"timestamp\":\"");
        assertThat(names(answer.body().required("checks")))
                .containsExactly(
                        "database:responseTime",
                        "schema:version",
                        "schema:drift",
                        "worker:heartbeatAge",
                        "backup:verifiedAge",
                        "providers:resting",
                        "secrets:providers",
                        "secrets:age",
                        "database:dataApi",
                        "process:uptime");
        assertThat(check(answer, "schema:version").required("observedValue").longValue())
                .isEqualTo(REQUIRED);
        assertThat(check(answer, "database:dataApi").required("output").textValue())
                .isEqualTo("not configured");
        assertThat(check(answer, "database:dataApi").has("status")).isFalse();
        assertThat(Instant.parse(check(answer, "schema:version").required("time").textValue()))
                .isBetween(Instant.now().minusSeconds(10), Instant.now());
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Vary")).isEqualTo("Accept, Authorization");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void theKeyAndThePreviousOneMakeAnOperatorAndNothingElseDoes() throws IOException {
        String minimal = "\\{\"status\":\"ok\",\"timestamp\":\"[^\"]+\"}";
        for (String key : List.of(KEY, OLD_KEY)) {
            assertThat(health.get("/readyz", "authorization", "bearer " + key).text())
                    .contains("\"checks\"");
        }
        for (String value :
                List.of(
                        "Bearer " + KEY + "x",
                        "Bearer " + KEY.substring(1),
                        "Bearer " + KEY.toUpperCase(java.util.Locale.ROOT),
                        "Bearer ",
                        "Basic " + KEY,
                        KEY,
                        "")) {
            Answer answer = health.get("/readyz", "Authorization", value);
            assertThat(answer.status()).as(value).isEqualTo(200);
            assertThat(answer.text()).as(value).matches(minimal);
        }
        HealthFunction keyless = HealthFunction.of(database);
        assertThat(keyless.get("/readyz", "Authorization", "Bearer ").text()).matches(minimal);
        HealthFunction weak = HealthFunction.of(database, "OPERATOR_KEY", "short");
        assertThat(weak.get("/readyz", "Authorization", "Bearer short").text()).matches(minimal);
        HealthFunction documented =
                HealthFunction.of(
                        database, "OPERATOR_KEY", "replace-with-the-value-of-OPERATOR_KEY");
        assertThat(documented.send(HealthFunction.event("readyz-operator")).text())
                .contains("\"checks\"");
    }

    @Test
    void anOperatorSeesNoMoreThanOthersBesideReadiness() throws IOException {
        for (String path : List.of("/health", "/livez")) {
            Answer answer = health.get(path, "Authorization", "Bearer " + KEY);
            assertThat(answer.text()).as(path).isEqualTo("{\"status\":\"ok\"}");
            assertThat(answer.header("Vary")).isEqualTo("Accept");
        }
    }

    @Test
    void whatTheWorkerLacksOfTheProvidersSecretsIsNamedToAnOperatorAlone() throws IOException {
        database.execute(
                """
                UPDATE worker_heartbeats
                SET missing_secrets = '{BANKID_CLIENT_SECRET,SUMSUB_APP_TOKEN}'
                """);

        assertWarning("secrets:providers", "missing: BANKID_CLIENT_SECRET, SUMSUB_APP_TOKEN");
        assertThat(check(asOperator(), "secrets:providers").required("observedValue").intValue())
                .isEqualTo(2);
        for (String[] caller : new String[][] {{}, {"Authorization", "Bearer " + KEY + "x"}}) {
            assertThat(health.get("/readyz", caller).text())
                    .matches("\\{\"status\":\"warn\",\"timestamp\":\"[^\"]+\"}");
        }
    }

    @Test
    void theDraftsFormIsGivenToWhoAsksForIt() throws IOException {
        for (String path : List.of("/health", "/livez", "/readyz")) {
            Answer answer = health.get(path, DRAFT);
            assertThat(answer.text()).as(path).isEqualTo("{\"status\":\"pass\"}");
            assertThat(answer.header("Content-Type")).isEqualTo("application/health+json");
        }
        Answer document = health.get("/v1/health", DRAFT);
        assertThat(document.text())
                .matches(
                        "\\{\"status\":\"pass\",\"version\":\"0\\.1\\.0\",\"serviceId\":\"drop\","
                            + "\"checks\":\\{\"database:responseTime\":\\[\\{"
                            + "\"componentType\":\"datastore\",\"observedValue\":\\d+,"
                            + "\"observedUnit\":\"ms\",\"status\":\"pass\",\"time\":\"[^\"]+\"}],"
                            + "\"process:uptime\":\\[\\{\"componentType\":\"system\","
                            + "\"observedValue\":\\d+,\"observedUnit\":\"s\","
                            + "\"status\":\"pass\",\"time\":\"[^\"]+\"}]}}");
        database.execute("DELETE FROM worker_heartbeats");
        health.handler().restart();
        Answer detail =
                health.get(
                        "/readyz",
                        "Accept",
                        "application/health+json",
                        "Authorization",
                        "Bearer " + KEY);
        assertThat(detail.body().required("status").textValue()).isEqualTo("warn");
        assertThat(detail.body().required("releaseId").textValue()).isEqualTo("build-7");
        assertThat(status(detail, "worker:heartbeatAge")).isEqualTo("warn");
        assertThat(status(detail, "schema:version")).isEqualTo("pass");
        assertThat(health.send(HealthFunction.event("readyz-draft")).text())
                .isEqualTo("{\"status\":\"warn\"}");
    }

    private void assertWarning(String key, String output) throws IOException {
        Answer answer = health.get("/readyz");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).startsWith("{\"status\":\"warn\",");
        Answer detail = asOperator();
        assertThat(detail.status()).isEqualTo(200);
        assertThat(status(detail, key)).isEqualTo("warn");
        assertThat(check(detail, key).required("output").textValue()).isEqualTo(output);
    }

    private Answer asOperator() throws IOException {
        return health.get("/readyz", "Authorization", "Bearer " + KEY);
    }

    private static JsonNode check(Answer answer, String key) {
        return answer.body().required("checks").required(key).required(0);
    }

    private static String status(Answer answer, String key) {
        return check(answer, key).required("status").textValue();
    }

    private static Stream<String> names(JsonNode object) {
        return object.propertyStream().map(java.util.Map.Entry::getKey);
    }
}
