package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/// What proves the role changes while the function runs.
@ExtendWith(SharedServer.class)
final class RotationIT {
    private final Server server;
    private final SecretServer manager;
    private volatile String password = "first-password";

    RotationIT(Server server) throws Exception {
        this.server = server;
        manager = new SecretServer(() -> "{\"DATABASE_PASSWORD\":\"%s\"}".formatted(password));
    }

    @BeforeEach
    void makeTheRole() throws Exception {
        server.execute(
                "DROP ROLE IF EXISTS rotated",
                "CREATE ROLE rotated LOGIN PASSWORD 'first-password'");
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void aNewConnectionUsesThePasswordThatHoldsThen() throws Exception {
        Secrets secrets = secrets();
        try (Database early = Database.open(settings(), secrets);
                Database late = Database.open(settings(), secrets)) {
            assertThat(Unavailable.select(early)).isEqualTo(7);
            assertThat(manager.reads()).hasValue(1);

            rotate("second-password");
            long refused = refusals();

            // The connection that is there goes on; a new one is refused first, then let in.
            assertThat(Unavailable.select(early)).isEqualTo(7);
            assertThat(manager.reads()).hasValue(1);
            assertThat(Unavailable.select(late)).isEqualTo(7);
            assertThat(manager.reads()).hasValue(2);
            assertThat(refusals()).as("the old one is tried once").isEqualTo(refused + 1);
        }
    }

    @Test
    void aPasswordThatIsWrongForGoodIsToldAndNeitherShownNorReadAllTheTime() throws Exception {
        password = "wrong-password";
        try (Database database = Database.open(settings(), secrets())) {
            Unavailable call = Unavailable.query(database);

            assertThat(call.story())
                    .contains("password authentication failed for user \"rotated\"")
                    .doesNotContain("wrong-password");
            assertThat(manager.reads().get()).isBetween(2, 5);
            password = "first-password";
            assertThat(Unavailable.select(database)).isEqualTo(7);
        }
    }

    @Test
    void aSecretThatGainsItsFirstPasswordIsReadAgain() throws Exception {
        password = "";
        Secrets secrets = secrets();
        assertThat(secrets.find("DATABASE_PASSWORD")).isEmpty();
        password = "first-password";
        try (Database database = Database.open(settings(), secrets)) {
            assertThat(Unavailable.select(database)).isEqualTo(7);
        }
        assertThat(manager.reads()).hasValue(2);
    }

    @Test
    void secretsThatCannotBeReadAreTheReasonThatIsTold() {
        password = "x\"hunter2";
        Secrets secrets = secrets();
        // Also loads the SDK, which on a busy machine takes longer than a caller waits.
        assertThatThrownBy(() -> secrets.find("DATABASE_PASSWORD"))
                .isInstanceOf(SettingException.class);
        try (Database database = Database.open(settings("DB_BORROW_TIMEOUT_MS", "1000"), secrets)) {
            assertThat(Unavailable.query(database).story())
                    .contains("SettingException: AWS_SECRET_ARN is")
                    .contains("a secret whose text is a JSON object of texts")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aPasswordInTheAddressNeedsNoSecret() throws Exception {
        String url = "postgresql://rotated:first-password@127.0.0.1:" + server.port() + "/postgres";
        try (Database database =
                Database.open(server.settings("rotated", "DATABASE_URL", url), secrets())) {
            assertThat(Unavailable.select(database)).isEqualTo(7);
        }
        assertThat(manager.reads()).hasValue(0);
    }

    @Test
    void anIamTokenIsMadeAtTheConnectAndStandsInNoLog() throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        String story;
        DatabaseSettings iam = settings("DATABASE_AUTH", "iam", "DB_BORROW_TIMEOUT_MS", "1000");
        assertThat(IamToken.sign(iam)).contains("X-Amz-Signature=");
        try (Database database =
                Database.open(
                        settings("DATABASE_AUTH", "iam", "DB_BORROW_TIMEOUT_MS", "1000"),
                        secrets())) {
            story = Unavailable.query(database).story();
        } finally {
            System.setOut(out);
        }

        // This server knows no IAM, so it compared the token with the role's password.
        assertThat(story).contains("password authentication failed for user \"rotated\"");
        assertThat(story + captured.toString(StandardCharsets.UTF_8) + server.wholeLog())
                .doesNotContain("X-Amz-", "wJalrXUtnFEMI");
    }

    private void rotate(String next) throws Exception {
        server.execute("ALTER ROLE rotated PASSWORD '" + next + "'");
        password = next;
    }

    private long refusals() throws Exception {
        return server.wholeLog()
                .lines()
                .filter(line -> line.contains("authentication failed for user \"rotated\""))
                .count();
    }

    private DatabaseSettings settings(String... variables) {
        return server.settings("rotated", variables);
    }

    private static Secrets secrets() {
        return Secrets.from(
                Environment.of(
                        Map.of("AWS_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:1:secret:d")),
                InstantSource.system());
    }
}
