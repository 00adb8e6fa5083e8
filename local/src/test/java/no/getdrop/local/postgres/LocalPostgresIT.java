package no.getdrop.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// PostgreSQL as the local host runs it.
class LocalPostgresIT {
    @TempDir Path folder;

    @Test
    void committedRowsSurviveStopKillAndANewHost() throws Exception {
        Path data = folder.resolve("postgres");
        try (LocalPostgres postgres = LocalPostgres.start(data)) {
            assertThat(text(postgres, "SHOW server_version")).startsWith("16.");
            assertThat(text(postgres, "SHOW max_connections")).isEqualTo("50");
            execute(postgres, "CREATE TABLE kept (n integer)");
            execute(postgres, "INSERT INTO kept (n) VALUES (1)");

            int port = postgres.port();
            postgres.stop();
            assertThat(postgres.running()).isFalse();
            assertThatThrownBy(() -> text(postgres, "SELECT 1")).isInstanceOf(SQLException.class);
            postgres.start();
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(text(postgres, "SELECT count(*) FROM kept")).isEqualTo("1");

            execute(postgres, "INSERT INTO kept (n) VALUES (2)");
            postgres.kill();
            assertThat(postgres.running()).isFalse();
            postgres.start();
            assertThat(text(postgres, "SELECT count(*) FROM kept")).isEqualTo("2");
        }
        // A process id that belongs to some other program by now.
        Files.writeString(data.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");
        try (LocalPostgres again = LocalPostgres.start(data)) {
            assertThat(text(again, "SELECT count(*) FROM kept")).isEqualTo("2");
            assertThat(again.hasRole("postgres")).isTrue();
            assertThat(again.hasRole("nobody")).isFalse();
        }
    }

    /// The cluster is made between the choice of the port and its use, and takes seconds.
    @Test
    void theChosenPortIsKeptFromWhoDoesNotNameIt() throws Exception {
        int port = LocalPostgres.reservePort();
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(false);
            assertThatThrownBy(() -> server.bind(loopback(port))).isInstanceOf(BindException.class);
        }
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(loopback(port));
            assertThat(server.isBound()).isTrue();
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void execute(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
