package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;

import no.getdrop.database.OwnerPassword;
import no.getdrop.migrate.PostgresServer.TestDatabase;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

/// RDS rotates the owner's password while a migrator is at work.
@Timeout(60)
final class OwnerRotationIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private static final String ROLE = "owner_that_is_rotated";
    private static final Map<String, String> CLIENT =
            Map.of(
                    "aws.region", "eu-west-1",
                    "aws.accessKeyId", "AKIDEXAMPLE",
                    "aws.secretAccessKey", "wJalrXUtnFEMI");

    private final AtomicInteger reads = new AtomicInteger();
    private volatile String password = "first-password";
    private HttpServer manager;
    private TestDatabase database;

    @BeforeEach
    void aRoleThatNeedsItsPassword() throws Exception {
        database = SERVER.newDatabase();
        database.execute(
                "DROP ROLE IF EXISTS " + ROLE,
                "CREATE ROLE %s SUPERUSER LOGIN PASSWORD 'first-password'".formatted(ROLE));
        Path rules = Path.of(database.one("SHOW hba_file", String.class));
        String demand = "host all %s 127.0.0.1/32 scram-sha-256\n".formatted(ROLE);
        String before = Files.readString(rules);
        Files.writeString(rules, demand + before.replace(demand, ""));
        database.one("SELECT pg_reload_conf()", Boolean.class);
        manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        manager.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.getRequestBody().readAllBytes();
                        reads.incrementAndGet();
                        byte[] body =
                                """
                                {"SecretString":"{\\"username\\":\\"%s\\",\\"password\\":\\"%s\\"}"}
                                """
                                        .formatted(ROLE, password)
                                        .getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        manager.start();
        CLIENT.forEach(System::setProperty);
        System.setProperty(
                "aws.endpointUrlSecretsManager",
                "http://127.0.0.1:" + manager.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        manager.stop(0);
        CLIENT.keySet().forEach(System::clearProperty);
        System.clearProperty("aws.endpointUrlSecretsManager");
    }

    @Test
    void aMigratorThatIsAtWorkGoesOnAndConnectsWithTheNewPassword() throws Exception {
        Migrator migrator = migrator("db/first");
        migrator.migrate().orThrow();
        database.execute("DELETE FROM flyway_schema_history", "CREATE TABLE busy (id integer)");
        int readsBefore = reads.get();
        try (Connection holder = database.owner().getConnection();
                Statement sql = holder.createStatement();
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            holder.setAutoCommit(false);
            sql.execute("LOCK TABLE busy IN ACCESS SHARE MODE");
            Future<Outcome> outcome = thread.submit(() -> migrator("db/blocked").migrate());
            awaitWaiter();
            database.execute("ALTER ROLE %s PASSWORD 'second-password'".formatted(ROLE));
            password = "second-password";
            assertThatExceptionOfType(SQLException.class)
                    .as("the first one is of no use any more")
                    .isThrownBy(() -> login("first-password"));
            // Longer than one attempt: the migration is taken back and tried again.
            Thread.sleep(3_600);
            holder.rollback();

            assertThat(outcome.get().orThrow().applied()).hasSize(1);
        }
        assertThat(reads.get() - readsBefore).as("read by it, and again").isGreaterThan(1);
        assertThat(migrator("db/blocked").validate().orThrow().pending()).isEmpty();
    }

    private Migrator migrator(String location) {
        Environment environment =
                database.environment(
                        Map.of(
                                "DIRECT_URL",
                                "postgresql://%s@127.0.0.1:%d/%s"
                                        .formatted(ROLE, database.port(), database.name()),
                                "DATABASE_SECRET_ARN",
                                "arn:aws:secretsmanager:eu-west-1:1:secret:rds!cluster-1"));
        InstantSource clock = InstantSource.system();
        TimeBudget budget = TimeBudget.of(Duration.ofMinutes(1));
        DataSource owner =
                new OwnerDataSource(
                        MigrateSettings.from(environment).database(),
                        new OwnerPassword(Secrets.from(environment, clock), environment, clock),
                        budget,
                        "drop-migrate test");
        return new Migrator(Job.on(owner, budget).at(location));
    }

    private void awaitWaiter() {
        while (!database.one(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)", Boolean.class)) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void login(String tried) throws SQLException {
        DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:%d/%s"
                                .formatted(database.port(), database.name()),
                        ROLE,
                        tried)
                .close();
    }
}
