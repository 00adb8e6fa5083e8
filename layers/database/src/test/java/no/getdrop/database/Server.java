package no.getdrop.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.runtime.Environment;

import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// A PostgreSQL of our own on a loopback port that the system chose; logs every statement.
///
/// Role `app` is let in by trust, roles whose name starts with `rotated` only by their password.
final class Server implements CloseableResource, AutoCloseable {
    private static final String RULES =
            """
            host all /^rotated.*$ 127.0.0.1/32 scram-sha-256
            host all all          127.0.0.1/32 trust
            """;

    private final Path folder;
    private final Path log;
    private EmbeddedPostgres postgres;
    private final int port;

    private Server(Path folder) throws IOException {
        this.folder = folder;
        this.log = folder.resolve("server.log");
        this.postgres = builder().start();
        this.port = postgres.getPort();
    }

    static Server start() throws Exception {
        Server server = new Server(Files.createTempDirectory("drop-postgres"));
        Files.writeString(server.folder.resolve("data/pg_hba.conf"), RULES);
        server.execute(
                "CREATE ROLE app LOGIN",
                "GRANT CREATE ON SCHEMA public TO app",
                "ALTER SYSTEM SET log_statement = 'all'",
                "ALTER SYSTEM SET log_line_prefix = '%u|%c|'",
                "ALTER SYSTEM SET deadlock_timeout = '50ms'",
                "SELECT pg_reload_conf()");
        server.await(
                "the new settings",
                () ->
                        server.number(
                                        """
                                        SELECT count(*) FROM pg_settings
                                        WHERE name = 'log_statement' AND setting = 'all'
                                        """)
                                == 1);
        return server;
    }

    private EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "off")
                .setOutputRedirector(Redirect.appendTo(log.toFile()))
                .setErrorRedirector(Redirect.appendTo(log.toFile()));
    }

    int port() {
        return port;
    }

    /// Stops the server; its clients are cut off.
    void stop() throws IOException {
        postgres.close();
    }

    /// Starts it again on the same port with the same data.
    void startAgain() throws IOException {
        postgres = builder().setPort(port).start();
    }

    /// Settings for role `user`, with more variables as name, value, name, value.
    DatabaseSettings settings(String user, String... variables) {
        Map<String, String> all = new HashMap<>();
        all.put("DROP_ENVIRONMENT", "development");
        all.put("DATABASE_URL", "postgresql://" + user + "@127.0.0.1:" + port + "/postgres");
        for (int i = 0; i < variables.length; i += 2) {
            all.put(variables[i], variables[i + 1]);
        }
        return DatabaseSettings.from(Environment.of(all));
    }

    /// Runs statements as the owner, over a connection of its own.
    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /// The number that a query by the owner gives.
    long number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// How many backends serve that role.
    long backends(String user) throws SQLException {
        return number("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + user + "'");
    }

    /// Cuts all connections of that role off, as a failover does.
    void terminate(String user) throws Exception {
        execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
                        + user
                        + "'");
        await("the end of its backends", () -> backends(user) == 0);
    }

    /// The lines that the server logged for that role, without their prefix.
    List<String> logOf(String user) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith(user + "|"))
                    .map(line -> line.substring(line.indexOf('|', user.length() + 1) + 1))
                    .toList();
        }
    }

    /// All that the server logged.
    String wholeLog() throws IOException {
        return Files.readString(log);
    }

    /// Returns once the condition holds; fails after ten seconds.
    void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited ten seconds for " + what);
            }
            Thread.onSpinWait();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
    }

    @Override
    public void close() throws IOException {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
