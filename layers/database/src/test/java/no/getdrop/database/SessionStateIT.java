package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;

import no.getdrop.testing.statements.PinningStatements;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

/// Nothing that we or the driver send would pin a connection of RDS Proxy to its client.
@ExtendWith(SharedServer.class)
final class SessionStateIT {
    private final Server server;
    private final String role;

    SessionStateIT(Server server) {
        this.server = server;
        this.role = "pin_" + Long.toHexString(System.nanoTime());
    }

    @BeforeEach
    void createRole() throws Exception {
        server.execute(
                "CREATE ROLE " + role + " LOGIN",
                "CREATE TABLE " + role + " (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
                "GRANT ALL ON " + role + " TO " + role);
    }

    @Test
    void itIsPostgreSql16() throws Exception {
        assertThat(server.number("SELECT current_setting('server_version_num')::int / 10000"))
                .isEqualTo(16);
    }

    @Test
    void openingSendsNothingAndConnectingNoStatementThatChangesTheSession() throws Exception {
        try (Database database = open()) {
            assertThat(server.backends(role)).isZero();

            database.call(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one());

            // We and the pool look at the first connection by empty queries and the SHOW; once.
            assertThat(statements())
                    .containsExactly("", "", "SHOW TRANSACTION ISOLATION LEVEL", "SELECT 1");

            ((HikariDataSource) database.dataSource()).getHikariPoolMXBean().softEvictConnections();
            database.transaction(
                    handle -> handle.createQuery("SELECT 2").mapTo(Integer.class).one());

            assertThat(statements().subList(4, statements().size()))
                    .containsExactly("BEGIN", "SELECT 2", "COMMIT");
        }
    }

    @Test
    void aConnectionThatIdledIsAskedOnceByAnEmptyStatementAndOneAtWorkIsNot() throws Exception {
        try (Database database = open()) {
            database.call(handle -> handle.execute("SELECT 1"));
            int before = statements().size();
            database.call(handle -> handle.execute("SELECT 2"));
            Thread.sleep(600);
            database.call(handle -> handle.execute("SELECT 3"));

            assertThat(statements().subList(before, statements().size()))
                    .containsExactly("SELECT 2", "", "SELECT 3");
        }
    }

    @Test
    void noStatementIsNamedHoweverOftenItRuns() throws Exception {
        try (Database database = open()) {
            for (int i = 0; i < 20; i++) {
                int id = i;
                database.transaction(handle ->
                        handle.createUpdate("INSERT INTO " + role + " VALUES (:id, :name)")
                                .bind("id", id)
                                .bind("name", "n" + id)
                                .execute());
                database.call(handle ->
                        handle.createQuery("SELECT name FROM " + role + " WHERE id = :id")
                                .bind("id", id)
                                .mapTo(String.class)
                                .one());
            }
            long named =
                    database.call(handle ->
                            handle.createQuery("SELECT count(*) FROM pg_prepared_statements")
                                    .mapTo(Long.class)
                                    .one());

            assertThat(named).isZero();
        }
        assertThat(server.logOf(role))
                .filteredOn(line -> line.contains("execute"))
                .hasSizeGreaterThan(60)
                .allMatch(line -> line.contains("execute <unnamed>"));
    }

    @Test
    void nothingThatPinsIsSentInACommitARollbackABatchOrAfterAnError() throws Exception {
        try (Database database = open()) {
            database.transaction(handle -> {
                var batch = handle.prepareBatch("INSERT INTO " + role + " VALUES (:id, :name)");
                for (int i = 0; i < 10; i++) {
                    batch.bind("id", i).bind("name", "b").add();
                }
                return batch.execute().length;
            });
            assertThatThrownBy(() ->
                            database.transaction(handle ->
                                    handle.execute("INSERT INTO " + role + " VALUES (1, 'x')")))
                    .satisfies(e -> assertThat(SqlStates.isUniqueViolation(e)).isTrue());
            assertThatThrownBy(() -> database.call(handle -> handle.execute("SELECT 1/0")))
                    .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("22012"));
            database.call(handle -> handle.createQuery("SELECT 2").mapTo(Integer.class).one());
        }

        assertThat(statements())
                .contains("BEGIN", "COMMIT", "ROLLBACK", "SELECT 2")
                .noneMatch(sql -> PinningStatements.in(sql).isPresent());
    }

    private Database open() {
        return Database.open(server.settings(role), NoSecrets.secrets());
    }

    /// What the server was asked to run, in order.
    private List<String> statements() throws Exception {
        return server.logOf(role).stream()
                .filter(line -> line.matches("LOG: +(statement|execute [^:]+): .*"))
                .map(line -> line.replaceFirst("LOG: +(statement|execute [^:]+): ", ""))
                .toList();
    }
}
