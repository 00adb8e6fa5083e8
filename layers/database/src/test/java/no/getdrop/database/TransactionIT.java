package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.util.Throwables;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@ExtendWith(SharedServer.class)
final class TransactionIT {
    private final Server server;
    private final Database database;
    private final AtomicInteger attempts = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    TransactionIT(Server server) {
        this.server = server;
        this.database =
                Database.open(server.settings("app", "DB_POOL_SIZE", "2"), NoSecrets.secrets());
    }

    @BeforeEach
    void fill() throws Exception {
        server.execute(
                "DROP TABLE IF EXISTS stock",
                "CREATE TABLE stock (id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL)",
                "INSERT INTO stock VALUES (1, 10), (2, 10)",
                "GRANT ALL ON stock TO app");
    }

    @AfterEach
    void close() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        database.close();
    }

    @Test
    void whatItReturnsIsCommittedAndWhatItThrowsIsNot() throws Exception {
        int rows = database.transaction(handle -> take(handle, 1));
        assertThat(rows).isEqualTo(1);
        assertThatThrownBy(() ->
                        database.transaction(handle -> {
                            take(handle, 2);
                            throw new IllegalStateException("no");
                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");

        assertThat(quantity(1)).isEqualTo(9);
        assertThat(quantity(2)).isEqualTo(10);
    }

    /// Neither what was bound nor what the server tells of the row.
    @Test
    void aFailureNamesTheStatementAndNoValue() throws Exception {
        server.execute("ALTER TABLE stock ADD note TEXT CHECK (note <> 'IBAN NO9386011117947')");
        assertThatThrownBy(() ->
                        database.transaction(handle ->
                                handle.createUpdate(
                                                """
                                                UPDATE stock SET note = :note
                                                WHERE id = :id
                                                """)
                                        .bind("note", "IBAN NO9386011117947")
                                        .bind("id", 1)
                                        .execute()))
                .hasMessageContaining("UPDATE stock SET note = :note")
                .hasMessageContaining("stock_note_check")
                .satisfies(failure ->
                        assertThat(Throwables.getStackTrace(failure)).doesNotContain("NO93"));
    }

    @Test
    void ofTwoThatDeadlockTheLoserRunsAgain() throws Exception {
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);

        Future<Integer> one = threads.submit(() -> takeBoth(1, 2, bothHoldOne));
        Future<Integer> other = threads.submit(() -> takeBoth(2, 1, bothHoldOne));
        one.get(10, TimeUnit.SECONDS);
        other.get(10, TimeUnit.SECONDS);

        assertThat(attempts).hasValue(3);
        assertThat(quantity(1)).isEqualTo(8);
        assertThat(quantity(2)).isEqualTo(8);
        assertThat(server.wholeLog()).contains("ERROR:  deadlock detected");
    }

    @Test
    void ofTwoThatCannotBeSerializedTheLoserRunsAgain() throws Exception {
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        try (Database two =
                Database.open(server.settings("app", "DB_POOL_SIZE", "2"), NoSecrets.secrets())) {
            // Each writes into one row what it read in the other, plus one.
            Future<Integer> one =
                    threads.submit(() -> two.transaction(h -> copy(h, 1, 2, bothHaveRead)));
            Future<Integer> other =
                    threads.submit(() -> two.transaction(h -> copy(h, 2, 1, bothHaveRead)));
            one.get(10, TimeUnit.SECONDS);
            other.get(10, TimeUnit.SECONDS);
        }

        assertThat(attempts).hasValue(3);
        // One after the other gives 11 and 12; both at once would have given 11 and 11.
        assertThat(quantity(1) + quantity(2)).isEqualTo(23);
        assertThat(server.wholeLog()).contains("could not serialize access");
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void itIsGivenUpAfterFourAttempts(String state) {
        assertThatThrownBy(() -> database.transaction(handle -> raise(handle, state)))
                .isNotInstanceOf(DatabaseUnavailableException.class)
                .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo(state));

        assertThat(attempts).hasValue(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "55P03", "57014", "40000", "40002", "40003", "P0001"})
    void nothingElseIsRunAgain(String state) {
        assertThatThrownBy(() -> database.transaction(handle -> raise(handle, state)))
                .isNotInstanceOf(DatabaseUnavailableException.class)
                .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo(state));

        assertThat(attempts).hasValue(1);
    }

    @Test
    void aConflictAtTheCommitItselfIsRunAgainToo() throws Exception {
        server.execute(
                """
                CREATE OR REPLACE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF NEW.quantity < 0 THEN RAISE EXCEPTION 'late' USING ERRCODE = '40001'; END IF;
                  RETURN NULL;
                END $$
                """,
                """
                CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON stock
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION conflict()
                """);

        int left =
                database.transaction(handle ->
                        handle.createUpdate("UPDATE stock SET quantity = :quantity WHERE id = 1")
                                .bind("quantity", attempts.incrementAndGet() < 3 ? -1 : 5)
                                .execute());

        assertThat(left).isEqualTo(1);
        assertThat(attempts).hasValue(3);
        assertThat(quantity(1)).isEqualTo(5);
    }

    @Test
    void aCallIsNotATransactionAndNeverRunsAgain() throws Exception {
        assertThatThrownBy(() ->
                        database.call(handle -> {
                            take(handle, 1);
                            return raise(handle, "40001");
                        }))
                .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("40001"));

        assertThat(attempts).hasValue(1);
        assertThat(quantity(1)).isEqualTo(9);
    }

    private int takeBoth(int first, int second, CyclicBarrier bothHoldOne) {
        boolean[] again = {false};
        return database.transaction(handle -> {
            attempts.incrementAndGet();
            take(handle, first);
            if (!again[0]) {
                again[0] = true;
                meet(bothHoldOne);
            }
            return take(handle, second);
        });
    }

    private int copy(Handle handle, int from, int to, CyclicBarrier bothHaveRead) {
        int attempt = attempts.incrementAndGet();
        handle.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
        int read =
                handle.createQuery("SELECT quantity FROM stock WHERE id = :id")
                        .bind("id", from)
                        .mapTo(Integer.class)
                        .one();
        if (attempt <= 2) {
            meet(bothHaveRead);
        }
        return handle.createUpdate("UPDATE stock SET quantity = :quantity WHERE id = :id")
                .bind("quantity", read + 1)
                .bind("id", to)
                .execute();
    }

    private int raise(Handle handle, String state) {
        attempts.incrementAndGet();
        return handle.execute(
                "DO $$ BEGIN RAISE EXCEPTION 'as the test wants' USING ERRCODE = '"
                        + state
                        + "'; END $$");
    }

    private static int take(Handle handle, int id) {
        return handle.createUpdate("UPDATE stock SET quantity = quantity - 1 WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    private long quantity(int id) throws Exception {
        return server.number("SELECT quantity FROM stock WHERE id = " + id);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException
                | java.util.concurrent.BrokenBarrierException
                | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the other transaction did not come", e);
        }
    }
}
