package no.getdrop.backup.proof;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.migrate.Migrator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// A PostgreSQL 16 with a live database as the migrations make it, and copies of it as a snapshot
/// would restore them.
final class Server {
    private static final EmbeddedPostgres POSTGRES = start();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Server() {}

    /// A new live database.
    static String live() {
        return copy("migrated");
    }

    /// A copy of a database, as it is now.
    static String copy(String of) {
        String name = "drop_" + COUNT.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + of);
        return name;
    }

    static Sql sql(String database) {
        return SqlPaths.network(
                String.format(
                        Locale.ROOT,
                        "jdbc:postgresql://127.0.0.1:%d/%s",
                        POSTGRES.getPort(),
                        database),
                "postgres",
                "");
    }

    static void execute(String database, String statement) {
        try (Connection owner = POSTGRES.getDatabase("postgres", database).getConnection();
                Statement sql = owner.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server =
                    EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
            try (Connection owner = server.getPostgresDatabase().getConnection();
                    Statement sql = owner.createStatement()) {
                sql.execute("CREATE DATABASE migrated");
            }
            Migrator.on(server.getDatabase("postgres", "migrated")).migrate().orThrow();
            return server;
        } catch (IOException | SQLException e) {
            throw e instanceof IOException io
                    ? new UncheckedIOException(io)
                    : new IllegalStateException(e);
        }
    }
}
