package no.getdrop.health;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.migrate.Migrator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// A database as the migrations of this build make it, with a worker that is alive and a backup
/// that was verified, on one server for all tests.
final class TestDatabase {
    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "drop_" + COUNT.incrementAndGet();

    TestDatabase() {
        on("postgres", "CREATE DATABASE " + name + " TEMPLATE migrated");
        // Rights on a database itself are not copied with it.
        on("postgres", "GRANT CONNECT ON DATABASE " + name + " TO drop_app");
    }

    static int port() {
        return SERVER.getPort();
    }

    String name() {
        return name;
    }

    /// Runs a statement as the owner.
    void execute(String statement) {
        on(name, statement);
    }

    /// Ends every connection to this database, as a failover does.
    void disconnectAll() {
        on(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                        + name
                        + "'");
    }

    /// How many rows were written, the history of migrations left out.
    long rowsWritten() throws SQLException {
        try (Connection owner = SERVER.getDatabase("postgres", name).getConnection();
                Statement sql = owner.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                """
                                SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)
                                FROM pg_stat_user_tables
                                WHERE relname <> 'flyway_schema_history'
                                """)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server =
                    EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
            on(server, "postgres", "CREATE DATABASE migrated");
            Migrator.on(server.getDatabase("postgres", "migrated")).migrate().orThrow();
            on(
                    server,
                    "migrated",
                    """
                    INSERT INTO worker_heartbeats VALUES ('worker', now(), '0.1.0', '{}', '{}');
                    INSERT INTO backup_fences
                        (id, run_id, slot, schema_version, row_counts, fenced_at, verified_at)
                    VALUES (gen_random_uuid(), 'run-1', 'daily', '1', '{}',
                            now() - INTERVAL '2 hours', now() - INTERVAL '1 hour');
                    """);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void on(String database, String statement) {
        on(SERVER, database, statement);
    }

    private static void on(EmbeddedPostgres server, String database, String statement) {
        try (Connection owner = server.getDatabase("postgres", database).getConnection();
                Statement sql = owner.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
