package no.getdrop.migrate;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.runtime.Environment;

import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

/// A PostgreSQL 16 for the tests of one class; each test takes a database of its own.
final class PostgresServer implements BeforeAllCallback, AfterAllCallback {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private @Nullable EmbeddedPostgres postgres;

    @Override
    public void beforeAll(ExtensionContext context) {
        try {
            postgres = EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        running().close();
    }

    /// An empty database.
    TestDatabase newDatabase() {
        return copyOf("template1");
    }

    /// A database with all that another holds, which nobody may be connected to.
    TestDatabase copyOf(TestDatabase other) {
        return copyOf(other.name());
    }

    private TestDatabase copyOf(String template) {
        String name = "drop_" + DATABASES.incrementAndGet();
        Jdbi.create(running().getPostgresDatabase())
                .useHandle(handle ->
                        handle.execute("CREATE DATABASE " + name + " TEMPLATE " + template));
        return new TestDatabase(running().getPort(), name);
    }

    private EmbeddedPostgres running() {
        return Objects.requireNonNull(postgres, "the server runs while the tests of its class do");
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
                    .useHandle(handle -> handle.execute("DROP DATABASE " + name + " WITH (FORCE)"));
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
