package no.getdrop.testing.statements;

import no.getdrop.runtime.Environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// PgBouncer in transaction mode in front of a PostgreSQL: a pooler that, unlike RDS Proxy, does
/// not pin but lets go of session state, so that what relies on any fails.
///
/// Version 1.18 also keeps no account of named statements in this mode. One that the driver names
/// works as long as a client is alone, and is refused (42P05, `prepared statement "S_1" already
/// exists`) when the server connection has one of that name from another client.
public final class PgBouncer implements AutoCloseable {
    /// Server connections at most: the pool and its reserve.
    public static final int SERVER_CONNECTIONS_MAX = 25;

    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final Path folder;
    private final int port;
    private final Process process;

    private PgBouncer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /// Whether this machine has it. CI must.
    ///
    /// @throws AssertionError when the variable CI is `true` and it is missing
    public static boolean isInstalled() {
        boolean found = find().isPresent();
        if (!found && Environment.system().text("CI", "").equals("true")) {
            throw new AssertionError(missing());
        }
        return found;
    }

    /// What to do where it is missing.
    public static String missing() {
        return "pgbouncer is neither on the PATH nor in /usr/sbin: nothing is proved here about a"
                + " transaction pooler; install it, on Debian by: apt-get install pgbouncer";
    }

    /// Starts it before the server on that port, whose database is `drop`, for `drop_app`.
    ///
    /// @param serverRole role that it logs in as at the server, `drop_app` or a member of it
    public static PgBouncer start(int postgresPort, String serverRole) {
        Path program = find().orElseThrow(() -> new AssertionError(missing()));
        try {
            Path folder = Files.createTempDirectory("drop-pgbouncer");
            // Started as root it becomes another user, who must be able to read its files.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path roles = Files.writeString(folder.resolve("roles.txt"), "\"drop_app\" \"\"\n");
            int port = freePort();
            Path settings =
                    Files.writeString(
                            folder.resolve("pgbouncer.ini"),
                            settings(postgresPort, serverRole, port, roles));
            List<String> command = new ArrayList<>(List.of(program.toString()));
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("-u", "nobody"));
            }
            command.add(settings.toString());
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("log").toFile())
                            .start();
            PgBouncer pooler = new PgBouncer(folder, port, process);
            pooler.awaitStart();
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Value of `DATABASE_URL` for a function.
    public String url() {
        return "postgresql://drop_app@127.0.0.1:" + port + "/drop";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStart() throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    String log = Files.readString(folder.resolve("log"));
                    close();
                    throw new IllegalStateException("pgbouncer does not start:\n" + log, e);
                }
                Thread.onSpinWait();
            }
        }
    }

    /// RDS Proxy's budget in the small, and pauses short enough for tests that stop PostgreSQL.
    private static String settings(int postgresPort, String serverRole, int port, Path roles) {
        return """
        [databases]
        drop = host=127.0.0.1 port=%d dbname=drop user=%s
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = trust
        auth_file = %s
        pool_mode = transaction
        default_pool_size = 20
        min_pool_size = 5
        reserve_pool_size = 5
        reserve_pool_timeout = 1
        max_client_conn = 250
        server_reset_query =
        server_login_retry = 0.1
        server_connect_timeout = 2
        # What the driver says at connect that PostgreSQL 16 has as its default.
        ignore_startup_parameters = extra_float_digits
        """
                .formatted(postgresPort, serverRole, port, roles);
    }

    private static Optional<Path> find() {
        return Stream.concat(
                        Stream.of(Environment.system().text("PATH", "").split(":", -1)),
                        Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
