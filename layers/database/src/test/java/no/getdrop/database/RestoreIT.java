package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.testing.snapshots.Snapshot;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.jdbc.PgConnection;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// A snapshot holds no connection, and a restored function has one before its first request.
@ExtendWith(SharedServer.class)
final class RestoreIT {
    private final Server server;
    private final String role = "restore_" + Long.toHexString(System.nanoTime());

    RestoreIT(Server server) throws Exception {
        this.server = server;
        server.execute("CREATE ROLE " + role + " LOGIN");
    }

    @Test
    void noConnectionIsOpenDuringTheSnapshotAndOneIsAfterTheRestore() throws Exception {
        try (Database database = open("DB_POOL_SIZE", "3")) {
            assertThat(Unavailable.select(database)).isEqualTo(7);
            assertThat(server.backends(role)).isEqualTo(1);
            PgConnection physical = database.call(RestoreIT::unwrapped);

            Snapshot.before();
            assertThat(physical.isClosed()).isTrue();
            server.await("the last backend's end", () -> server.backends(role) == 0);

            Snapshot.after();
            server.await("the connection after the restore", () -> server.backends(role) == 1);
            server.await(
                    "its first statement", () -> server.logOf(role).getLast().endsWith("SELECT 1"));
            int logged = server.logOf(role).size();
            assertThat(Unavailable.select(database)).isEqualTo(7);
            assertThat(server.logOf(role).subList(logged, server.logOf(role).size()))
                    .singleElement()
                    .asString()
                    .endsWith("SELECT 7");
        }
    }

    @Test
    void theConnectionAfterARestoreIsGreetedAsTheFunctionWants() throws Exception {
        try (Database database = open()) {
            database.greetWith(() -> Read.first("SELECT 5 AS five", (row, context) -> true));
            Snapshot.before();
            assertThat(server.logOf(role)).isEmpty();

            Snapshot.after();
            server.await(
                    "the greeting",
                    () -> server.logOf(role).stream().anyMatch(line -> line.endsWith("five")));
        }
    }

    @Test
    void aGreetingThatTheServerDoesNotTakeIsNoOutage() throws Exception {
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.set(thrown));
        try (Database database = open()) {
            database.greetWith(() -> Read.first("SELECT FROM no_such", (row, context) -> true));
            // Waits for the thread that connects.
            assertThatThrownBy(() -> database.rehearseConnects(1))
                    .isInstanceOf(StatementException.class)
                    .hasMessageContaining("no_such");
            Snapshot.before();
            Snapshot.after();
            assertThat(Unavailable.select(database)).isEqualTo(7);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).hasNullValue();
    }

    @Test
    void whatConnectsBeforeTheSnapshotLeavesNoConnectionInIt() throws Exception {
        try (Database database = open()) {
            assertThat(server.logOf(role)).isEmpty();
            database.rehearseConnects(1);
            Snapshot.before();
            assertThat(server.logOf(role)).last().asString().endsWith("SELECT 1");
            server.await("the last backend's end", () -> server.backends(role) == 0);
            Snapshot.after();

            assertThat(Unavailable.select(database)).isEqualTo(7);
        }
    }

    @Test
    void aSnapshotIsTakenWithoutADatabase() throws Exception {
        server.execute("ALTER ROLE " + role + " NOLOGIN");
        try (Database database = open("DB_BORROW_TIMEOUT_MS", "500")) {
            Snapshot.before();
            server.execute("ALTER ROLE " + role + " LOGIN");
            Snapshot.after();

            assertThat(Unavailable.select(database)).isEqualTo(7);
        }
    }

    @Test
    void eachRestoreOfManyWorksWhateverTheServerDidMeanwhile() throws Exception {
        try (Database database = open()) {
            for (int i = 0; i < 3; i++) {
                Snapshot.before();
                server.terminate(role);
                Snapshot.after();

                assertThat(Unavailable.select(database)).isEqualTo(7);
            }
        }
    }

    @Test
    void theSnapshotWaitsForWorkUnderWayAndWorkDuringItWaitsForTheRestore() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newCachedThreadPool();
                Database database = open()) {
            Future<Integer> underWay =
                    threads.submit(() ->
                            database.call(handle -> {
                                handle.execute("SELECT 1");
                                working.countDown();
                                await(finish);
                                return 1;
                            }));
            await(working);
            Future<?> snapshot =
                    threads.submit(() -> {
                        Snapshot.before();
                        return 0;
                    });
            assertThat(server.backends(role)).isEqualTo(1);
            assertThat(snapshot.isDone()).isFalse();
            finish.countDown();
            snapshot.get(5, TimeUnit.SECONDS);
            assertThat(underWay.get(5, TimeUnit.SECONDS)).isEqualTo(1);
            server.await("the last backend's end", () -> server.backends(role) == 0);

            Future<Integer> during = threads.submit(() -> Unavailable.select(database));
            assertThat(server.backends(role)).isZero();
            assertThat(during.isDone()).isFalse();
            Snapshot.after();
            assertThat(during.get(5, TimeUnit.SECONDS)).isEqualTo(7);
        }
    }

    @Test
    void aClosedDatabaseTakesNoPart() throws Exception {
        open().close();

        Snapshot.before();
        Snapshot.after();

        assertThat(server.backends(role)).isZero();
    }

    private Database open(String... variables) {
        return Database.open(server.settings(role, variables), NoSecrets.secrets());
    }

    private static PgConnection unwrapped(Handle handle) {
        try {
            return handle.getConnection().unwrap(PgConnection.class);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
