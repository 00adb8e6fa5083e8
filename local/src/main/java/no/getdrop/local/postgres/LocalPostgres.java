package no.getdrop.local.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// PostgreSQL 16 on 127.0.0.1 with database `drop`, its data kept in a folder between runs.
///
/// Commits are durable against a crash of the server (`synchronous_commit`), so that a test may
/// kill it and trust what was committed; not against a crash of the machine (`fsync` is off).
public final class LocalPostgres implements AutoCloseable {
    private static final String DATABASE = "drop";
    private static final int MAX_CONNECTIONS = 50;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Path data;
    private final int port;
    private final Map<String, String> settings;
    private @Nullable EmbeddedPostgres server;

    private LocalPostgres(Path data, int port, Map<String, String> settings) {
        this.data = data;
        this.port = port;
        this.settings = Map.copyOf(settings);
    }

    /// Starts it on a port the system chooses, kept over [#stop()] and [#start()].
    ///
    /// @param data the data folder, created when missing
    /// @throws IllegalStateException when it does not start
    public static LocalPostgres start(Path data) {
        return start(data, Map.of());
    }

    /// Starts it as [#start(Path)] does, with further settings of the server, such as for its log.
    public static LocalPostgres start(Path data, Map<String, String> settings) {
        LocalPostgres postgres = new LocalPostgres(data.toAbsolutePath(), reservePort(), settings);
        postgres.start();
        return postgres;
    }

    /// Starts it again after [#stop()] or [#kill()].
    public synchronized void start() {
        if (server != null) {
            throw new IllegalStateException("PostgreSQL runs already on port " + port);
        }
        try {
            Files.createDirectories(data.getParent());
            if (Files.exists(data)) {
                // A copied folder may be open to others, which PostgreSQL refuses.
                Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
            }
            endLeftover(data);
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
            settings.forEach(builder::setServerConfig);
            server =
                    builder.setDataDirectory(data)
                            .setCleanDataDirectory(false)
                            .setRegisterShutdownHook(false)
                            .setPort(port)
                            .setPGStartupWait(Duration.ofSeconds(30))
                            .setServerConfig("listen_addresses", "127.0.0.1")
                            .setServerConfig("max_connections", Integer.toString(MAX_CONNECTIONS))
                            .setServerConfig("synchronous_commit", "on")
                            .setServerConfig("timezone", "UTC")
                            .setErrorRedirector(toLog())
                            .setOutputRedirector(toLog())
                            .start();
            createDatabase();
        } catch (IOException | SQLException | IllegalStateException e) {
            throw new IllegalStateException(
                    "PostgreSQL did not start with the data in %s: %s; see %s, or ./run reset"
                            .formatted(data, e.getMessage(), logFile()),
                    e);
        }
    }

    /// Ends it in order; open connections are closed, committed data stays.
    public synchronized void stop() {
        EmbeddedPostgres running = server;
        server = null;
        if (running != null) {
            try {
                running.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Ends it by SIGKILL, as a crash does.
    public synchronized void kill() {
        EmbeddedPostgres running = server;
        server = null;
        if (running == null) {
            return;
        }
        ProcessHandle postmaster =
                postmaster(data)
                        .orElseThrow(() -> new IllegalStateException("PostgreSQL does not run"));
        List<ProcessHandle> processes = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        processes.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(postmaster);
        processes.forEach(LocalPostgres::awaitEnd);
        try {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
            running.close();
        } catch (IOException | IllegalStateException e) {
            // There is no server left to stop; closing gives back the lock on the folder.
        }
    }

    public boolean running() {
        return postmaster(data).filter(ProcessHandle::isAlive).isPresent();
    }

    public int port() {
        return port;
    }

    /// Where its data is.
    public Path data() {
        return data;
    }

    /// JDBC address for a role; loopback needs no password.
    public String jdbcUrl(String role) {
        return jdbcUrl(port, role);
    }

    /// The same for a server that another process started.
    public static String jdbcUrl(int port, String role) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(port, DATABASE, role);
    }

    /// The port of the server that runs with the data in that folder; empty when none does.
    public static OptionalInt portOf(Path data) {
        return postmaster(data).isPresent() ? port(data) : OptionalInt.empty();
    }

    /// Address as `DATABASE_URL` and `DIRECT_URL` have it.
    public String url(String role) {
        return url(role, "127.0.0.1", port);
    }

    /// The same by way of what stands in front of it.
    public String url(String role, String host, int port) {
        return "postgresql://%s@%s:%d/%s".formatted(role, host, port, DATABASE);
    }

    /// Whether a role of that name exists.
    public boolean hasRole(String role) {
        EmbeddedPostgres running = server;
        if (running == null) {
            throw new IllegalStateException("PostgreSQL does not run");
        }
        try (Connection connection = running.getPostgresDatabase().getConnection();
                var statement =
                        connection.prepareStatement(
                                "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = ?")) {
            statement.setString(1, role);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot ask PostgreSQL for its roles", e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void createDatabase() throws SQLException {
        EmbeddedPostgres running = server;
        if (running == null) {
            throw new IllegalStateException("PostgreSQL does not run");
        }
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery(
                            "SELECT 1 FROM pg_catalog.pg_database WHERE datname = 'drop'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE \"drop\"");
        }
    }

    /// Ends a server that a killed host left behind, and removes a lock file whose process id now
    /// belongs to some other program.
    public static void endLeftover(Path data) throws IOException {
        Optional<ProcessHandle> found = postmaster(data);
        if (found.isEmpty()) {
            return;
        }
        ProcessHandle process = found.get();
        boolean postgres =
                process.info()
                        .command()
                        .filter(command -> command.contains("postgres"))
                        .isPresent();
        if (postgres) {
            List<ProcessHandle> children = process.descendants().toList();
            interrupt(process);
            if (!ends(process, STOP_LIMIT)) {
                process.destroyForcibly();
                children.forEach(ProcessHandle::destroyForcibly);
                awaitEnd(process);
            }
            children.forEach(LocalPostgres::awaitEnd);
        }
        Files.deleteIfExists(data.resolve("postmaster.pid"));
    }

    /// SIGINT, PostgreSQL's fast shutdown: unlike SIGTERM it does not wait for clients to leave.
    private static void interrupt(ProcessHandle process) throws IOException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
    }

    /// The process that postmaster.pid names, while it is alive.
    private static Optional<ProcessHandle> postmaster(Path data) {
        Path file = data.resolve("postmaster.pid");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                            .filter(ProcessHandle::isAlive);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// What postmaster.pid says in its fourth line.
    private static OptionalInt port(Path data) {
        try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
            return lines.skip(3).limit(1).mapToInt(Integer::parseInt).findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private ProcessBuilder.Redirect toLog() {
        return ProcessBuilder.Redirect.appendTo(logFile().toFile());
    }

    /// What it says, beside its data.
    public Path logFile() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    private static void awaitEnd(ProcessHandle process) {
        if (!ends(process, STOP_LIMIT)) {
            throw new IllegalStateException("process %d does not end".formatted(process.pid()));
        }
    }

    private static boolean ends(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A port that the system gives to nobody else for a minute, by when the server has it: a
    /// connection on it that was ended from its side keeps it from all who do not name it.
    static int reservePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(socket.getInetAddress(), socket.getLocalPort())) {
            socket.accept().close();
            if (client.getInputStream().read() != -1) {
                throw new IOException("somebody else spoke on port " + socket.getLocalPort());
            }
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
