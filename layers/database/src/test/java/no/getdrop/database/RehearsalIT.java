package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.testing.snapshots.Snapshot;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// What is rehearsed before a snapshot leaves nothing behind.
@ExtendWith(SharedServer.class)
final class RehearsalIT {
    private final Server server;
    private final Database database;
    private final ExecutorService otherThread = Executors.newSingleThreadExecutor();

    RehearsalIT(Server server) {
        this.server = server;
        this.database =
                Database.open(server.settings("app", "DB_POOL_SIZE", "2"), NoSecrets.secrets());
    }

    @BeforeEach
    void fill() throws Exception {
        server.execute(
                "DROP TABLE IF EXISTS rehearsed",
                "CREATE TABLE rehearsed (id INTEGER PRIMARY KEY)",
                "INSERT INTO rehearsed VALUES (1)",
                "GRANT ALL ON rehearsed TO app");
    }

    @AfterEach
    void close() {
        otherThread.shutdownNow();
        database.close();
    }

    @Test
    void allThatItsThreadDoesIsOneTransactionThatIsRolledBack() throws Exception {
        database.rehearse(() -> {
            database.call(handle -> handle.execute("INSERT INTO rehearsed VALUES (2)"));
            database.transaction(handle -> handle.execute("INSERT INTO rehearsed VALUES (3)"));
            database.transaction(handle ->
                    handle.execute("INSERT INTO rehearsed VALUES (4)")
                            + database.call(
                                    inner -> inner.execute("DELETE FROM rehearsed WHERE id = 1")));

            assertThat(ids()).isEqualTo("2,3,4");
            assertThat(transactionId()).isEqualTo(transactionId());
            assertThat(number("SELECT count(*) FROM rehearsed")).isEqualTo(1);
        });

        assertThat(ids()).isEqualTo("1");
        assertThat(number("SELECT count(*) FROM rehearsed")).isEqualTo(1);
    }

    @Test
    void workThatFailsIsRolledBackAndItsExceptionComesThrough() {
        assertThatThrownBy(() ->
                        database.rehearse(() -> {
                            database.transaction(
                                    handle -> handle.execute("INSERT INTO rehearsed VALUES (2)"));
                            throw new IllegalArgumentException("no");
                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no");

        assertThat(ids()).isEqualTo("1");
        database.transaction(handle -> handle.execute("INSERT INTO rehearsed VALUES (5)"));
        assertThat(ids()).isEqualTo("1,5");
    }

    @Test
    void anotherThreadIsRefusedMeanwhileAndServedAfterwards() throws Exception {
        database.rehearse(() ->
                assertThatThrownBy(() -> otherThread.submit(this::ids).get(5, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseInstanceOf(IllegalStateException.class));

        assertThat(otherThread.submit(this::ids).get(5, TimeUnit.SECONDS)).isEqualTo("1");
    }

    @Test
    void anOutageIsRehearsedWithoutWaitingForOne() {
        database.rehearseOutage(() -> {
            assertThatThrownBy(this::ids).isInstanceOf(DatabaseUnavailableException.class);
            assertThatThrownBy(() -> database.transaction(handle -> 1))
                    .isInstanceOf(DatabaseUnavailableException.class);
        });

        assertThat(ids()).isEqualTo("1");
    }

    @Test
    void withoutADatabaseTheWorkDoesNotRun() throws Exception {
        server.stop();
        try {
            assertThatThrownBy(() ->
                            database.rehearse(() -> {
                                throw new AssertionError("it ran");
                            }))
                    .isInstanceOf(DatabaseUnavailableException.class);
        } finally {
            server.startAgain();
        }
        assertThat(ids()).isEqualTo("1");
    }

    @Test
    void onceTheSnapshotHasBegunNothingIsRehearsed() throws Exception {
        database.rehearse(this::ids);
        Snapshot.before();
        try {
            assertThatThrownBy(() -> database.rehearse(this::ids))
                    .isInstanceOf(IllegalStateException.class);
        } finally {
            Snapshot.after();
        }

        assertThatThrownBy(() -> database.rehearse(this::ids))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("snapshot");
        assertThatThrownBy(() -> database.rehearseOutage(this::ids))
                .isInstanceOf(IllegalStateException.class);
        assertThat(ids()).isEqualTo("1");
    }

    private String ids() {
        return database.call(handle ->
                handle.createQuery("SELECT string_agg(id::text, ',' ORDER BY id) FROM rehearsed")
                        .mapTo(String.class)
                        .one());
    }

    private long transactionId() {
        return database.call(
                handle -> handle.createQuery("SELECT txid_current()").mapTo(Long.class).one());
    }

    private long number(String sql) {
        try {
            return server.number(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
