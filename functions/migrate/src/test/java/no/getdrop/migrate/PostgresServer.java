package no.getdrop.migrate;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.runtime.Environment;

import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

/// A PostgreSQL 16, started once for all tests of this module; each test takes databases of its
/// own, which are gone at the end of its class.
///
/// Roles belong to the server: a test that makes one gives it a name that no other test uses.
final class PostgresServer implements BeforeAllCallback, AfterAllCallback {
    private final List<TestDatabase> taken = new ArrayList<>();
    private @Nullable Server server;

    @Override
    public void beforeAll(ExtensionContext context) {
        server =
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.create(PostgresServer.class))
                        .getOrComputeIfAbsent("server", key -> Server.start(), Server.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        taken.forEach(TestDatabase::drop);
    }

    /// The database that every server has, for tests that leave it as it is.
    TestDatabase untouched() {
        return new TestDatabase(running().postgres.getPort(), "postgres");
    }

    /// An empty database.
    TestDatabase newDatabase() {
        return take("template1");
    }

    /// A database that this build has migrated. The rights on the database itself, which a copy
    /// does not take with it, are those of an empty one.
    TestDatabase migrated() {
        return take(running().migrated().name());
    }

    private TestDatabase take(String template) {
        TestDatabase database = running().copyOf(template);
        taken.add(database);
        return database;
    }

    private Server running() {
        return Objects.requireNonNull(server, "register this with @RegisterExtension static");
    }

    @SuppressWarnings("deprecation") // JUnit 5.12 closes no AutoCloseable of a store yet.
    private static final class Server implements CloseableResource {
        private final EmbeddedPostgres postgres;
        private int databases;
        private @Nullable TestDatabase migrated;

        private Server(EmbeddedPostgres postgres) {
            this.postgres = postgres;
        }

        static Server start() {
            try {
                return new Server(
                        EmbeddedPostgres.builder().setServerConfig("fsync", "off").start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        TestDatabase copyOf(String template) {
            String name = "drop_" + ++databases;
            Jdbi.create(postgres.getPostgresDatabase())
                    .useHandle(handle ->
                            handle.execute("CREATE DATABASE " + name + " TEMPLATE " + template));
            return new TestDatabase(postgres.getPort(), name);
        }

        TestDatabase migrated() {
            if (migrated == null) {
                migrated = copyOf("template1");
                Migrator.on(migrated.owner()).migrate().orThrow();
            }
            return migrated;
        }

        @Override
        public void close() throws IOException {
            postgres.close();
        }
    }

    /// One database of the server.
    record TestDatabase(int port, String name) {
        /// As `DIRECT_URL` has it.
        String url() {
            return "postgresql://postgres@127.0.0.1:" + port + "/" + name;
        }

        /// Removes it.
        void drop() {
            Jdbi.create(new TestDatabase(port, "postgres").owner())
                    .useHandle(handle ->
                            handle.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"));
        }

        /// Connections of the owner.
        DataSource owner() {
            return as("postgres");
        }

        /// Connections of a role.
        DataSource as(String role) {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setServerNames(new String[] {"127.0.0.1"});
            dataSource.setPortNumbers(new int[] {port});
            dataSource.setDatabaseName(name);
            dataSource.setUser(role);
            return dataSource;
        }

        /// The one value that a query of the owner's gives.
        <T> T one(String sql, Class<T> type) {
            return jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(type).one());
        }

        /// Statements as the owner.
        void execute(String... statements) {
            jdbi().useHandle(handle -> {
                for (String statement : statements) {
                    handle.execute(statement);
                }
            });
        }

        /// SQL as the owner.
        Jdbi jdbi() {
            return Jdbi.create(owner());
        }

        /// The settings of a migrate function of this database in development.
        Environment environment(Map<String, String> others) {
            Map<String, String> variables = new HashMap<>(others);
            variables.putIfAbsent("DROP_ENVIRONMENT", "development");
            variables.putIfAbsent("SEED_DEMO", "false");
            variables.putIfAbsent("DIRECT_URL", url());
            return Environment.of(variables);
        }
    }
}
