package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.runtime.Environment;
import no.getdrop.testing.statements.StatementLog;
import no.getdrop.testing.statements.StatementLog.Logged;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/// What the suites' look at the server's log finds.
final class StatementLogIT {
    private static EmbeddedPostgres postgres;
    private StatementLog log;

    @BeforeAll
    static void start() throws Exception {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        StatementLog.SETTINGS.forEach(builder::setServerConfig);
        postgres = builder.setServerConfig("fsync", "off").start();
        try (Connection owner = DriverManager.getConnection(url("postgres"));
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE ROLE app LOGIN");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void begin() {
        log = new StatementLog(url("postgres"), "app");
        log.next();
    }

    @Test
    void ourOwnWayToTheDatabaseIsCleanAndSaysWhichFunctionItIs() {
        try (Database database = open("drop-api")) {
            database.transaction(
                    handle -> handle.createQuery("SELECT 2").mapTo(Integer.class).one());
        }

        assertThat(log.next())
                .contains(new Logged("drop-api", "execute <unnamed>", "SELECT 2"))
                .allMatch(statement -> statement.application().equals("drop-api"))
                .flatMap(statement -> statement.violations().toList())
                .isEmpty();
        log.check();
    }

    @Test
    void aStatementThatPinsIsToldWithItsFunctionAndText() {
        try (Database database = open("drop-worker")) {
            database.call(handle -> handle.execute("SET lock_timeout = 500"));
        }

        assertThatThrownBy(log::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("drop-worker sent SET for the session")
                .hasMessageContaining("SET lock_timeout = 500")
                .hasMessageContaining("StatementLogIT.java");
        log.check();
    }

    @Test
    void aStatementThatTheDriverNamesIsFound() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                url("app") + "&assumeMinServerVersion=16&prepareThreshold=1");
                var statement = connection.prepareStatement("SELECT ?::int")) {
            for (int i = 0; i < 3; i++) {
                statement.setInt(1, i);
                statement.execute();
            }
        }

        assertThatThrownBy(log::check).hasMessageContaining("that the driver named: execute S_");
    }

    @Test
    void theDriversOwnSetAtConnectIsFound() throws SQLException {
        DriverManager.getConnection(url("app") + "&ApplicationName=other").close();

        assertThatThrownBy(log::check).hasMessageContaining("SET application_name = 'other'");
    }

    @Test
    void otherRolesMayDoAsTheyLike() throws SQLException {
        try (Connection owner = DriverManager.getConnection(url("postgres"));
                Statement statement = owner.createStatement()) {
            statement.execute("SET lock_timeout = 500");
        }

        log.check();
    }

    private static Database open(String function) {
        Environment environment =
                Environment.of(
                        Map.of(
                                "DROP_ENVIRONMENT",
                                "development",
                                "AWS_LAMBDA_FUNCTION_NAME",
                                function,
                                "DATABASE_URL",
                                "postgresql://app@127.0.0.1:" + postgres.getPort() + "/postgres"));
        return Database.open(DatabaseSettings.from(environment), NoSecrets.secrets());
    }

    private static String url(String role) {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=" + role;
    }
}
