package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.migrate.PostgresServer.TestDatabase;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SchemaIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private static final Set<String> TABLES =
            Set.of(
                    "users",
                    "sessions",
                    "bank_accounts",
                    "recipients",
                    "merchants",
                    "transactions",
                    "exchange_rates",
                    "notifications",
                    "settings",
                    "cards",
                    "spending_limits",
                    "rate_limits",
                    "audit_log",
                    "aml_alerts",
                    "str_reports",
                    "screening_results",
                    "consents",
                    "data_access_requests",
                    "complaints",
                    "refresh_tokens",
                    "payment_sessions",
                    "quotes",
                    "payment_requests",
                    "transaction_events",
                    "idempotency_keys",
                    "outbox",
                    "webhook_events",
                    "withdrawal_requests",
                    "role_changes",
                    "worker_heartbeats",
                    "watch_lists",
                    "watch_list_entries",
                    "backup_fences");

    /// Broken only by rows that break `transactions_shape_ck` too, which PostgreSQL names first.
    private static final Set<String> IMPLIED = Set.of("transactions_type_ck");

    private TestDatabase database;

    @BeforeAll
    void migrate() {
        database = SERVER.newDatabase();
        Migrator.on(database.owner()).migrate().orThrow();
    }

    @Test
    void everyTableOfTheContractExists() {
        List<String> tables =
                database.jdbi()
                        .withHandle(handle ->
                                handle.createQuery(
                                                """
                                                SELECT tablename FROM pg_tables
                                                WHERE schemaname = 'public'
                                                """)
                                        .mapTo(String.class)
                                        .list());
        assertThat(tables).containsAll(TABLES);
    }

    @Test
    void eachConstraintRefusesTheRowThatBreaksIt() throws Exception {
        List<String> surprises = new ArrayList<>();
        try (Connection connection = database.owner().getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute(resource("schema/fixture.sql"));
            for (Map.Entry<String, String> violation : violations().entrySet()) {
                Savepoint before = connection.setSavepoint();
                String refusedBy = constraintThatRefuses(sql, violation.getValue());
                connection.rollback(before);
                if (!refusedBy.equals(violation.getKey())) {
                    surprises.add(violation.getKey() + " was expected, got " + refusedBy);
                }
            }
            connection.rollback();
        }
        assertThat(surprises).isEmpty();
    }

    @Test
    void noRuleIsWithoutAViolationThatProvesIt() throws IOException {
        List<String> rules =
                database.jdbi()
                        .withHandle(handle ->
                                handle.createQuery(
                                                """
                                                SELECT conname FROM pg_constraint
                                                WHERE connamespace = 'public'::regnamespace
                                                  AND conrelid <> 'flyway_schema_history'::regclass
                                                  AND (contype = 'c'
                                                       OR contype = 'f' AND cardinality(conkey) > 1
                                                       OR contype = 'u')
                                                  -- With the primary key in it, it only serves as
                                                  -- the target of foreign keys.
                                                  AND conname NOT LIKE '%\\_id\\_user%\\_uq'
                                                  AND conname NOT LIKE '%\\_id\\_merchant\\_uq'
                                                """)
                                        .mapTo(String.class)
                                        .list());
        Set<String> unproven = new TreeSet<>(rules);
        unproven.removeAll(violations().keySet());
        unproven.removeAll(IMPLIED);
        assertThat(unproven).isEmpty();
    }

    @Test
    void everyConstraintAndIndexSaysWhatItIs() {
        List<String> misnamed =
                database.jdbi()
                        .withHandle(handle ->
                                handle.createQuery(
                                                """
                                                SELECT class.relname || ' on ' || tab.relname
                                                FROM pg_index AS index
                                                JOIN pg_class AS class
                                                  ON class.oid = index.indexrelid
                                                JOIN pg_class AS tab ON tab.oid = index.indrelid
                                                WHERE class.relnamespace = 'public'::regnamespace
                                                  AND tab.relname <> 'flyway_schema_history'
                                                  AND class.relname
                                                      !~ ('^' || tab.relname || '_.*(pk|uq|ix)$')
                                                  AND class.relname <> tab.relname || '_pk'
                                                UNION ALL
                                                SELECT conname || ' on ' || conrelid::regclass::text
                                                FROM pg_constraint
                                                WHERE connamespace = 'public'::regnamespace
                                                  AND conrelid <> 'flyway_schema_history'::regclass
                                                  AND conname !~ ('^' || conrelid::regclass::text
                                                                  || '_.*(pk|fk|uq|ck)$')
                                                  AND conname <> conrelid::regclass::text || '_pk'
                                                """)
                                        .mapTo(String.class)
                                        .list());
        assertThat(misnamed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit_log", "transaction_events"})
    void whatHappenedCannotBeChangedByTheApplication(String table) {
        Jdbi application = Jdbi.create(database.as("drop_app"));
        for (String statement :
                List.of(
                        "UPDATE " + table + " SET details = '{}'",
                        "DELETE FROM " + table,
                        "TRUNCATE " + table)) {
            assertDenied(application, statement);
        }
        assertThat(
                        application.<Integer, RuntimeException>withHandle(handle ->
                                handle.createQuery("SELECT count(*) FROM " + table)
                                        .mapTo(Integer.class)
                                        .one()))
                .isNotNegative();
    }

    @Test
    void theApplicationAddsToTheAuditLog() {
        Jdbi.create(database.as("drop_app"))
                .useTransaction(handle -> {
                    int rows =
                            handle.execute(
                                    """
                                    INSERT INTO audit_log (id, action, resource_type)
                                    VALUES (gen_random_uuid(), 'test.done', 'test')
                                    """);
                    assertThat(rows).isEqualTo(1);
                    handle.rollback();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE public.mine (id integer)",
                "CREATE SCHEMA mine",
                "CREATE TEMPORARY TABLE mine (id integer)",
                "ALTER TABLE users ADD COLUMN note text",
                "DROP TABLE rate_limits",
                "CREATE INDEX mine ON users (email)",
                "CREATE ROLE other",
                "UPDATE quotes SET rate = 1",
                "DELETE FROM users",
                "DELETE FROM transactions",
                "UPDATE screening_results SET score = 0",
                "INSERT INTO backup_fences (id, run_id, slot, schema_version, row_counts)"
                        + " VALUES (gen_random_uuid(), 'r', 's', '1', '{}')",
                "UPDATE backup_fences SET verified_at = now()",
                "UPDATE flyway_schema_history SET success = false",
                "UPDATE schema_state SET drift = NULL",
                "SELECT catalogue FROM schema_state",
                "SELECT release FROM schema_releases",
                "SELECT installed_by FROM flyway_schema_history"
            })
    void theApplicationMayDoNothingElse(String statement) {
        assertDenied(Jdbi.create(database.as("drop_app")), statement);
    }

    @Test
    void theApplicationOwnsNothing() {
        Integer owned =
                database.one(
                        """
                        SELECT count(*) FROM pg_shdepend
                        WHERE refobjid = 'drop_app'::regrole AND deptype = 'o'
                        """,
                        Integer.class);
        assertThat(owned).isZero();
    }

    @Test
    void theApplicationReadsEveryTableAndTheSchemaVersion() {
        Jdbi.create(database.as("drop_app"))
                .useHandle(handle -> {
                    for (String table : TABLES) {
                        assertThat(count(handle, table)).isNotNegative();
                    }
                    assertThat(
                                    handle.createQuery(
                                                    """
                                                    SELECT max(version) FROM flyway_schema_history
                                                    WHERE success
                                                    """)
                                            .mapTo(String.class)
                                            .one())
                            .isNotBlank();
                });
    }

    @Test
    void theApplicationsRoleBoundsItsStatements() {
        List<String> bounds =
                Jdbi.create(database.as("drop_app"))
                        .withHandle(handle ->
                                handle.createQuery(
                                                """
                                                SELECT current_setting(name)
                                                FROM unnest(ARRAY['statement_timeout',
                                                    'lock_timeout',
                                                    'idle_in_transaction_session_timeout']) AS name
                                                """)
                                        .mapTo(String.class)
                                        .list());
        assertThat(bounds).containsExactly("5s", "2s", "10s");
    }

    /// As on Amazon RDS, where the owner of the schema may create and grant roles and no more.
    @Test
    void anOwnerWhoIsNoSuperuserMakesTheSameSchemaAndTheApplicationSignsInByToken() {
        TestDatabase other = SERVER.newDatabase();
        other.execute(
                "CREATE ROLE rds_iam NOLOGIN",
                "CREATE ROLE drop_owner LOGIN CREATEROLE",
                "GRANT rds_iam, drop_app, drop_probe TO drop_owner WITH ADMIN OPTION",
                "ALTER DATABASE " + other.name() + " OWNER TO drop_owner");
        Migrator.on(other.as("drop_owner")).migrate().orThrow();
        assertDenied(Jdbi.create(other.as("drop_app")), "DELETE FROM audit_log");
        Boolean byToken =
                other.one("SELECT pg_has_role('drop_app', 'rds_iam', 'MEMBER')", Boolean.class);
        assertThat(byToken).isTrue();
    }

    private static int count(Handle handle, String table) {
        return handle.createQuery("SELECT count(*) FROM " + table).mapTo(Integer.class).one();
    }

    private static void assertDenied(Jdbi role, String statement) {
        assertThatThrownBy(() -> role.useHandle(handle -> handle.execute(statement)))
                .as(statement)
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    private static String constraintThatRefuses(Statement sql, String statement)
            throws SQLException {
        try {
            sql.executeUpdate(statement);
            return "nothing";
        } catch (PSQLException e) {
            return Optional.ofNullable(e.getServerErrorMessage())
                    .map(ServerErrorMessage::getConstraint)
                    .orElseGet(e::toString);
        }
    }

    private static Map<String, String> violations() throws IOException {
        Map<String, String> violations = new LinkedHashMap<>();
        resource("schema/violations.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(": ", 2))
                .forEach(parts -> violations.put(parts[0], parts[1]));
        return violations;
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = SchemaIT.class.getClassLoader().getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not among the test resources");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
