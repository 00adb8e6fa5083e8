package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.snapshots.Snapshot;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/// A server that goes away and comes back, under a pool that stays open.
final class OutageIT {
    private static Server server;

    private Database database;

    @BeforeAll
    static void startServer() throws Exception {
        server = Server.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void openDatabase() {
        database =
                Database.open(
                        server.settings("app", "DB_BORROW_TIMEOUT_MS", "1000"),
                        NoSecrets.secrets());
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void theFirstUseAfterTheServersReturnWorks() throws Exception {
        assertThat(Unavailable.select(database)).isEqualTo(7);

        server.stop();
        // Long enough for the pool's own pauses to outgrow a caller's patience.
        for (int i = 0; i < 5; i++) {
            assertThat(Unavailable.query(database).took()).isLessThan(Duration.ofSeconds(3));
        }
        server.startAgain();

        assertThat(Unavailable.select(database)).isEqualTo(7);
        assertThat(
                        database.<Integer>transaction(handle ->
                                handle.createQuery("SELECT 8").mapTo(Integer.class).one()))
                .isEqualTo(8);
    }

    @Test
    void aServerThatComesBackWhileACallerWaitsIsReachedByThatCaller() throws Exception {
        assertThat(Unavailable.select(database)).isEqualTo(7);
        server.stop();
        Unavailable.query(database);
        try (Database patient =
                Database.open(
                        server.settings("app", "DB_BORROW_TIMEOUT_MS", "10000"),
                        NoSecrets.secrets())) {
            Thread starter =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    server.startAgain();
                                } catch (java.io.IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });

            assertThat(Unavailable.select(patient)).isEqualTo(7);
            starter.join();
        }
    }

    @Test
    void aConnectionThatWasCutWhileItRestedIsNoticedBeforeItsNextUse() throws Exception {
        assertThat(Unavailable.select(database)).isEqualTo(7);
        // The pool looks after connections that rested for more than half a second.
        server.await(
                "half a second of rest",
                () ->
                        server.number(
                                        """
                                        SELECT count(*) FROM pg_stat_activity
                                        WHERE usename = 'app'
                                          AND state_change < now() - INTERVAL '600 ms'
                                        """)
                                == 1);

        server.terminate("app");

        assertThat(Unavailable.select(database)).isEqualTo(7);
    }

    @Test
    void ofOneThatWasCutRightAfterItsUseAtMostTheNextUseIsLost() throws Exception {
        assertThat(Unavailable.select(database)).isEqualTo(7);

        server.terminate("app");

        try {
            assertThat(Unavailable.select(database)).isEqualTo(7);
        } catch (DatabaseUnavailableException e) {
            assertThat(SqlStates.of(e)).matches("57P01|08.*");
        }
        assertThat(Unavailable.select(database)).isEqualTo(7);
    }

    @Test
    void aRestoreWithoutAServerSucceedsAndTheFirstUseAfterItsReturnWorks() throws Exception {
        assertThat(Unavailable.select(database)).isEqualTo(7);
        Snapshot.before();
        server.stop();

        long started = System.nanoTime();
        Snapshot.after();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
        server.startAgain();

        assertThat(Unavailable.select(database)).isEqualTo(7);
    }
}
