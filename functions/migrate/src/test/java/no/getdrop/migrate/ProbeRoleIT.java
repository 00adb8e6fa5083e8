package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import no.getdrop.migrate.PostgresServer.TestDatabase;
import no.getdrop.runtime.Secret;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// The role as which readiness asks past the proxy.
final class ProbeRoleIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private TestDatabase database;

    @BeforeEach
    void aMigratedDatabaseThatWantsThePassword() throws IOException {
        database = SERVER.newDatabase();
        new Migrator(Job.on(database.owner(), TimeBudget.of(() -> 60_000))).migrate().orThrow();
        Path rules = Path.of(database.one("SHOW hba_file", String.class));
        String demand = "host all drop_probe 127.0.0.1/32 scram-sha-256\n";
        Files.writeString(rules, demand + Files.readString(rules).replace(demand, ""));
        database.one("SELECT pg_reload_conf()", Boolean.class);
    }

    @Test
    void itLogsInWithThePasswordOfItsSecretAlone() throws SQLException {
        ProbeRole.set(database.owner(), new Secret("first-password"));
        assertThat(asked("first-password", "SELECT 1")).isTrue();

        ProbeRole.set(database.owner(), new Secret("second-password"));
        assertThat(asked("second-password", "SELECT 1")).isTrue();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> asked("first-password", "SELECT 1"));
    }

    @Test
    void itSeesNoTableAndTheServerKeepsAVerifierOnly() {
        ProbeRole.set(database.owner(), new Secret("first-password"));

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> asked("first-password", "SELECT count(*) FROM users"))
                .withMessageContaining("permission denied");
        assertThat(
                        database.one(
                                "SELECT rolpassword FROM pg_authid WHERE rolname = 'drop_probe'",
                                String.class))
                .startsWith("SCRAM-SHA-256$")
                .doesNotContain("first-password");
    }

    private boolean asked(String password, String question) throws SQLException {
        String address =
                database.one(
                        "SELECT format('jdbc:postgresql://127.0.0.1:%s/%s',"
                                + " current_setting('port'), current_database())",
                        String.class);
        try (Connection connection =
                        DriverManager.getConnection(address, ProbeRole.NAME, password);
                Statement statement = connection.createStatement()) {
            return statement.execute(question);
        }
    }
}
