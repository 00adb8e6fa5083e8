package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.Environment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Whatever keeps us from the database is told as such, with its reason, within its time limit.
@ExtendWith(SharedServer.class)
final class UnavailableIT {
    private final Server server;

    UnavailableIT(Server server) {
        this.server = server;
    }

    @Test
    void whenNothingListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Database database = open("postgresql://app@127.0.0.1:" + port + "/postgres")) {
            Unavailable call = Unavailable.query(database);

            assertThat(call.took()).isLessThan(Duration.ofSeconds(2));
            assertThat(call.story()).contains("Connection refused");
        }
    }

    @Test
    void whenTheHostHasNoAddress() {
        try (Database database = open("postgresql://app@database.invalid:5432/postgres")) {
            Unavailable call = Unavailable.query(database);

            assertThat(call.took()).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void whenSomethingListensAndNeverAnswers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
                Database database =
                        open("postgresql://app@127.0.0.1:" + silent.getLocalPort() + "/postgres")) {
            assertThat(Unavailable.query(database).took()).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void whenEveryConnectionIsInUse() throws Exception {
        CountDownLatch inUse = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (ExecutorService thread = Executors.newSingleThreadExecutor();
                Database database = open(server.settings("app", "DB_BORROW_TIMEOUT_MS", "500"))) {
            Future<Boolean> user =
                    thread.submit(() ->
                            database.call(handle -> {
                                inUse.countDown();
                                return waitFor(done);
                            }));
            assertThat(inUse.await(5, TimeUnit.SECONDS)).isTrue();

            Unavailable call = Unavailable.query(database);

            assertThat(call.took()).isBetween(Duration.ofMillis(450), Duration.ofSeconds(2));
            done.countDown();
            assertThat(user.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(Unavailable.select(database)).isEqualTo(7);
        }
    }

    @Test
    void whenAStatementIsNeverAnswered() throws Exception {
        try (Database database = open(server.settings("app", "DB_STATEMENT_TIMEOUT_MS", "1000"))) {
            Unavailable call =
                    Unavailable.of(
                            () -> database.call(handle -> handle.execute("SELECT pg_sleep(20)")));

            assertThat(call.took()).isBetween(Duration.ofMillis(950), Duration.ofSeconds(3));
            assertThat(Unavailable.select(database)).isEqualTo(7);
        }
        server.terminate("app");
    }

    @Test
    void whenTheRoleOrTheDatabaseDoesNotExist() {
        String host = "@127.0.0.1:" + server.port();
        try (Database database = open("postgresql://nobody" + host + "/postgres")) {
            assertThat(Unavailable.query(database).story())
                    .contains("role \"nobody\" does not exist");
        }
        try (Database database = open("postgresql://app" + host + "/nothing")) {
            assertThat(Unavailable.query(database).story())
                    .contains("database \"nothing\" does not exist");
        }
    }

    @Test
    void whenTheConnectionIsCutInTheMiddleOfATransaction() throws Exception {
        server.execute("DROP ROLE IF EXISTS cut", "CREATE ROLE cut LOGIN");
        int[] attempts = {0};
        try (Database database = open(server.settings("cut"))) {
            Unavailable.of(() ->
                    database.transaction(handle -> {
                        attempts[0]++;
                        handle.execute("SELECT 1");
                        terminate();
                        return handle.execute("SELECT 2");
                    }));

            assertThat(attempts[0]).isEqualTo(1);
            assertThat(Unavailable.select(database)).isEqualTo(7);
        }
    }

    private void terminate() {
        try {
            server.terminate("cut");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean waitFor(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Database open(String url) {
        return open(
                DatabaseSettings.from(
                        Environment.of(
                                Map.of(
                                        "DATABASE_URL", url,
                                        "DATABASE_TLS", "false",
                                        "DROP_ENVIRONMENT", "development",
                                        "DB_CONNECT_TIMEOUT_MS", "1000",
                                        "DB_BORROW_TIMEOUT_MS", "500"))));
    }

    private static Database open(DatabaseSettings settings) {
        return Database.open(settings, NoSecrets.secrets());
    }
}
