package no.getdrop.local;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.postgres.FreshData;
import no.getdrop.local.postgres.LocalPostgres;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// `./run backup` and `./run restore` over a real database.
class DumpCommandsIT {
    private static final Instant AT = Instant.parse("2026-11-25T22:51:39Z");
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    @TempDir private Path root;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private DumpCommands commands;
    private Path data;
    private Path dump;

    @BeforeEach
    void prepare() throws Exception {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        commands = new DumpCommands(root, out, out);
        data = Files.createDirectories(root.resolve(".drop"));
        dump = root.resolve("backups/local-20261125-225139.dump");
        Files.writeString(data.resolve("secrets.json"), "{\"ENCRYPTION_KEY\":\"old\"}");
    }

    @Test
    void aDumpBringsBackRowsRolesAndSecretsOfItsMoment() throws Exception {
        withPostgres(postgres ->
                execute(
                        postgres,
                        "CREATE ROLE drop_app LOGIN",
                        "CREATE TABLE payments (id integer PRIMARY KEY, amount_minor bigint)",
                        "GRANT SELECT ON payments TO drop_app",
                        "INSERT INTO payments (id, amount_minor) VALUES (1, 100), (2, 200)"));
        assertThat(commands.backup("local", AT)).as(said()).isZero();
        assertThat(said()).contains("2 rows in 1 tables", dump.toString());
        assertThat(Files.getPosixFilePermissions(dump))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Files.writeString(data.resolve("secrets.json"), "{\"ENCRYPTION_KEY\":\"new\"}");
        withPostgres(
                postgres -> execute(postgres, "DELETE FROM payments", "DROP OWNED BY drop_app"));

        assertThat(commands.restore(dump, false)).isEqualTo(1);
        assertThat(said()).contains("FORCE=1 ./run restore " + dump, "Nothing has been changed");
        withPostgres(postgres -> assertThat(sum(postgres, "postgres")).isEqualTo("0"));

        assertThat(commands.restore(dump, true)).as(said()).isZero();
        withPostgres(postgres -> assertThat(sum(postgres, "drop_app")).isEqualTo("300"));
        assertThat(data.resolve("secrets.json")).content().contains("old");
        assertThat(data.resolve("replaced/secrets.json")).content().contains("new");
        assertThat(data.resolve("replaced/postgres/PG_VERSION")).hasContent("16");
        assertThat(names(root.resolve("backups")))
                .containsExactlyInAnyOrder(dump.getFileName().toString(), ".lock");
    }

    @Test
    void aDumpIsMadeWhileRowsAreWrittenAndARestoreWaitsForTheEndOfTheHost() throws Exception {
        HostFile host = HostFile.take(data);
        try (host;
                LocalPostgres postgres = start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            host.announce(NOWHERE, NOWHERE);
            execute(
                    postgres,
                    "CREATE TABLE payments (id integer PRIMARY KEY, amount_minor bigint)",
                    "INSERT INTO payments (id, amount_minor) VALUES (0, 1)");
            AtomicBoolean enough = new AtomicBoolean();
            Future<Integer> writer = threads.submit(() -> write(postgres, enough));
            assertThat(commands.backup("local", AT)).as(said()).isZero();
            enough.set(true);
            assertThat(writer.get()).isPositive();
            assertThat(commands.restore(dump, true)).isEqualTo(1);
            assertThat(said()).contains("runs already");
            // One of the same second has the same name, and is not overwritten.
            assertThat(commands.backup("local", AT)).isEqualTo(1);
        }
        assertThat(commands.restore(dump, true)).as(said()).isZero();
        withPostgres(postgres -> {
            // Each transaction wrote two rows: a half one would make the sum uneven.
            long sum = Long.parseLong(sum(postgres, "postgres"));
            assertThat(sum % 2).isEqualTo(1);
        });
    }

    @Test
    void aDumpThatIsNotWholeChangesNothing() throws Exception {
        withPostgres(postgres ->
                execute(
                        postgres,
                        "CREATE TABLE payments (id integer PRIMARY KEY, amount_minor bigint)",
                        "INSERT INTO payments (id, amount_minor) VALUES (1, 100)"));
        assertThat(commands.backup("local", AT)).as(said()).isZero();
        byte[] whole = Files.readAllBytes(dump);
        Path cut = root.resolve("cut.dump");
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        assertThat(commands.restore(cut, true)).isEqualTo(1);
        whole[whole.length / 2] ^= 1;
        Path changed = Files.write(root.resolve("changed.dump"), whole);
        assertThat(commands.restore(changed, true)).isEqualTo(1);
        assertThat(said()).contains("nothing has been changed");
        assertThat(commands.restore(root.resolve("none.dump"), true)).isEqualTo(1);
        assertThat(said()).contains("there is no dump", dump.toString());
        withPostgres(postgres -> assertThat(sum(postgres, "postgres")).isEqualTo("100"));
        assertThat(names(data)).contains("postgres", "secrets.json");
        assertThat(names(data)).noneMatch(name -> name.startsWith("restore-"));
    }

    @Test
    void whatIsNotHereIsNotBackedUp() {
        assertThat(commands.backup("local", AT)).isEqualTo(1);
        assertThat(commands.backup("production", AT)).isEqualTo(1);
        assertThat(said()).contains("no data yet", "backup function");
        assertThat(root.resolve("backups")).doesNotExist();
    }

    private interface Work {
        void with(LocalPostgres postgres) throws Exception;
    }

    private void withPostgres(Work work) throws Exception {
        try (LocalPostgres postgres = start()) {
            work.with(postgres);
        }
    }

    private LocalPostgres start() throws IOException {
        Path postgres = data.resolve("postgres");
        if (!Files.exists(postgres)) {
            FreshData.in(postgres);
        }
        return LocalPostgres.start(postgres);
    }

    private static int write(LocalPostgres postgres, AtomicBoolean enough) throws SQLException {
        int written = 0;
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!enough.get()) {
                for (int row = 0; row < 2; row++) {
                    statement.executeUpdate(
                            "INSERT INTO payments (id, amount_minor) VALUES (%d, 1)"
                                    .formatted(++written));
                }
                connection.commit();
            }
        }
        return written;
    }

    private static void execute(LocalPostgres postgres, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String sum(LocalPostgres postgres, String role) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(role));
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT coalesce(sum(amount_minor), 0) FROM payments")) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
