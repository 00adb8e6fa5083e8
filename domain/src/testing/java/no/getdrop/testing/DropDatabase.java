package no.getdrop.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.statements.StatementLog;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Batch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// PostgreSQL 16 with the real migrations, started once for all tests of a module.
///
/// Tests connect as `drop_app`, as the functions do, so that a missing grant fails them. Every test
/// begins with empty tables and ends with [Invariants#check], and with a look at the server's log:
/// what `drop_app` sent must leave no state in its session.
public final class DropDatabase
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private @Nullable Server server;

    @SuppressWarnings("deprecation") // JUnit 5.12 closes no AutoCloseable of a store yet.
    private record Server(
            EmbeddedPostgres postgres, Database app, Jdbi owner, StatementLog statements)
            implements CloseableResource {
        @Override
        public void close() throws IOException {
            app.close();
            postgres.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server =
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.create(DropDatabase.class))
                        .getOrComputeIfAbsent("server", key -> start(), Server.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        server().owner().useTransaction(DropDatabase::clear);
    }

    /// Deletes all rows, in a tenth of the time that `TRUNCATE` takes to make new files. The lock
    /// waits, as that would, for whoever is still writing.
    private static void clear(Handle handle) {
        List<String> tables =
                handle.createQuery(
                                """
                                SELECT tablename FROM pg_tables
                                WHERE schemaname = 'public' AND tablename <> 'flyway_schema_history'
                                """)
                        .mapTo(String.class)
                        .list();
        handle.execute("LOCK TABLE " + String.join(", ", tables));
        // Without foreign keys no order has to be kept.
        handle.execute("SET LOCAL session_replication_role = replica");
        Batch deletes = handle.createBatch();
        tables.forEach(table -> deletes.add("DELETE FROM " + table));
        deletes.execute();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        server().owner().useHandle(Invariants::check);
        server().statements().check();
    }

    /// The database as `drop_app`, with 20 connections.
    public Database app() {
        return server().app();
    }

    /// The database as `drop_app`, with connections of its own; the caller closes it.
    public Database app(int poolSize) {
        return open(server().postgres().getPort(), poolSize);
    }

    /// The database as its owner, for what no function may do.
    public Jdbi owner() {
        return server().owner();
    }

    /// Value of `DATABASE_URL` for a function.
    public String url() {
        return url(server().postgres().getPort());
    }

    /// The server's port, for a pooler before it.
    public int port() {
        return server().postgres().getPort();
    }

    private Server server() {
        return Objects.requireNonNull(server, "register this with @RegisterExtension static");
    }

    private static Server start() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
            StatementLog.SETTINGS.forEach(builder::setServerConfig);
            EmbeddedPostgres postgres = builder.setServerConfig("fsync", "off").start();
            Jdbi owner = Jdbi.create(jdbcUrl(postgres, "postgres"));
            owner.useHandle(handle -> handle.execute("CREATE DATABASE drop"));
            String jdbcUrl = jdbcUrl(postgres, "drop");
            migrate(jdbcUrl);
            return new Server(
                    postgres,
                    open(postgres.getPort(), 20),
                    Jdbi.create(jdbcUrl),
                    new StatementLog(jdbcUrl, "drop_app"));
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL does not start", e);
        }
    }

    /// Makes the schema, with the migrations of the class path and the migrator's kind of lock: the
    /// usual one, in an open transaction, lets no index be built beside the work.
    public static void migrate(String jdbcUrl) {
        FluentConfiguration configuration = Flyway.configure().dataSource(jdbcUrl, "postgres", "");
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        configuration.load().migrate();
    }

    private static Database open(int port, int poolSize) {
        Environment environment =
                Environment.of(
                        Map.of(
                                "DROP_ENVIRONMENT", "development",
                                "DATABASE_URL", url(port),
                                "DB_POOL_SIZE", Integer.toString(poolSize)));
        return Database.open(
                DatabaseSettings.from(environment),
                Secrets.from(environment, InstantSource.system()));
    }

    private static String url(int port) {
        return "postgresql://drop_app@127.0.0.1:" + port + "/drop";
    }

    private static String jdbcUrl(EmbeddedPostgres postgres, String name) {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + name + "?user=postgres";
    }
}
