package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// The direct path with the password that RDS keeps and rotates.
@ExtendWith(SharedServer.class)
final class OwnerPasswordIT {
    private static final String ARN = "arn:aws:secretsmanager:eu-west-1:1:secret:rds!cluster-1";

    private final Server server;
    private final SecretServer manager;
    private volatile String secret = secret("first-password");

    OwnerPasswordIT(Server server) throws Exception {
        this.server = server;
        manager = new SecretServer(() -> secret);
    }

    @BeforeEach
    void makeTheRole() throws Exception {
        server.execute(
                "DROP ROLE IF EXISTS rotated_owner",
                "CREATE ROLE rotated_owner LOGIN PASSWORD 'first-password'");
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void aRotationLeavesOpenConnectionsAloneAndTheNextOneReadsAgain() throws Exception {
        DirectDataSource source = source(Map.of("DATABASE_SECRET_ARN", ARN), "rotated_owner");
        try (Connection early = source.getConnection()) {
            assertThat(manager.reads()).hasValue(1);
            server.execute("ALTER ROLE rotated_owner PASSWORD 'second-password'");
            secret = secret("second-password");

            assertThat(select(early)).isEqualTo(7);
            assertThat(manager.asked()).contains(ARN);
            try (Connection late = source.getConnection()) {
                assertThat(select(late)).isEqualTo(7);
            }
            assertThat(select(early)).isEqualTo(7);
            assertThat(manager.reads()).hasValue(2);
        }
        source.getConnection().close();
        assertThat(manager.reads()).as("what was read serves").hasValue(2);
    }

    @Test
    void aPasswordThatIsWrongForGoodIsToldNeitherShownNorReadAllTheTime() throws Exception {
        secret = secret("wrong-password");
        DirectDataSource source = source(Map.of("DATABASE_SECRET_ARN", ARN), "rotated_owner");

        for (int i = 0; i < 5; i++) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(source::getConnection)
                    .withMessageContaining("password authentication failed")
                    .withMessageNotContaining("wrong-password");
        }
        assertThat(manager.reads()).hasValueBetween(2, 3);
    }

    @Test
    void withoutTheSecretOfRdsItIsThatOfTheDirectPathElseThatOfThePool() throws Exception {
        source(
                        Map.of("DIRECT_PASSWORD", "first-password", "DATABASE_PASSWORD", "x"),
                        "rotated_owner")
                .getConnection()
                .close();
        source(Map.of("DATABASE_PASSWORD", "first-password"), "rotated_owner")
                .getConnection()
                .close();
        assertThat(manager.reads()).hasValue(0);
    }

    @Test
    void thePasswordOfTheSecretGoesBeforeOthersAndThatOfTheAddressBeforeAll() throws Exception {
        Map<String, String> all =
                Map.of(
                        "DATABASE_SECRET_ARN", ARN,
                        "DIRECT_PASSWORD", "wrong",
                        "DATABASE_PASSWORD", "wrong");

        source(all, "rotated_owner").getConnection().close();
        assertThat(manager.reads()).hasValue(1);
        secret = secret("wrong");
        source(all, "rotated_owner:first-password").getConnection().close();
        assertThat(manager.reads()).hasValue(1);
    }

    @Test
    void aSecretWithoutAPasswordIsToldByTheVariableThatNamesIt() {
        secret = "{\"username\":\"rotated_owner\"}";

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() ->
                        source(
                                        Map.of("DATABASE_SECRET_ARN", ARN, "DIRECT_PASSWORD", "x"),
                                        "rotated_owner")
                                .getConnection())
                .withMessageContaining("password")
                .withMessageContaining("DATABASE_SECRET_ARN");
    }

    private DirectDataSource source(Map<String, String> variables, String login) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("DROP_ENVIRONMENT", "development");
        all.put(
                "DIRECT_URL",
                "postgresql://%s@127.0.0.1:%d/postgres".formatted(login, server.port()));
        Environment environment = Environment.of(all);
        InstantSource clock = InstantSource.system();
        return new DirectDataSource(
                DatabaseSettings.direct(environment),
                new OwnerPassword(Secrets.from(environment, clock), environment, clock));
    }

    private static int select(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT 7")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static String secret(String password) {
        return "{\"username\":\"rotated_owner\",\"password\":\"%s\"}".formatted(password);
    }
}
