package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.payments.Payments.Filter;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;
import no.getdrop.testing.statements.PgBouncer;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// More clients than connections, behind a pooler that gives each transaction any connection.
final class PoolerIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final int CLIENTS = 200;
    private static final int ROUNDS = 3;
    private static final long OBSERVED_EVERY_NANOS = 20_000_000;

    /// What the pooler logs in as, apart from the role of the tests that go to the server directly.
    private static final String POOLED = "pooled";

    private static final String SERVER_CONNECTIONS =
            "pg_stat_activity WHERE usename = '" + POOLED + "'";

    @BeforeAll
    static void createRole() {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.execute("CREATE ROLE " + POOLED + " LOGIN IN ROLE drop_app"));
    }

    @AfterAll
    static void dropRole() {
        DATABASE.owner().useHandle(handle -> handle.execute("DROP ROLE " + POOLED));
    }

    @Test
    void twoHundredClientsPayAndReadTheirOwnOverTwentyFiveConnections() throws Exception {
        if (!PgBouncer.isInstalled()) {
            System.err.println(PgBouncer.missing());
            return;
        }
        AtomicBoolean done = new AtomicBoolean();
        try (PgBouncer pooler = PgBouncer.start(DATABASE.port(), POOLED)) {
            List<Database> clients = new ArrayList<>();
            AtomicInteger most = new AtomicInteger();
            Thread observer = Thread.ofPlatform().start(() -> observe(most, done));
            List<List<String>> wrong;
            try {
                connect(clients, pooler.url());
                // The first customer brings the list that all are screened against.
                world(clients.getFirst()).customer();
                wrong = AtOnce.run(CLIENTS, client -> life(client, clients.get(client)));
            } finally {
                done.set(true);
                observer.join();
                clients.forEach(Database::close);
            }

            assertThat(wrong).hasSize(CLIENTS).allSatisfy(each -> assertThat(each).isEmpty());
            assertThat(most.get()).isBetween(20, PgBouncer.SERVER_CONNECTIONS_MAX);
        }
        assertThat(DATABASE.owner().withHandle(handle -> count(handle, "transactions")).intValue())
                .isEqualTo(CLIENTS * ROUNDS);
    }

    /// Counts the pooler's connections to the server again and again.
    private static void observe(AtomicInteger most, AtomicBoolean done) {
        DATABASE.owner()
                .useHandle(handle -> {
                    while (!done.get()) {
                        most.accumulateAndGet(count(handle, SERVER_CONNECTIONS), Math::max);
                        LockSupport.parkNanos(OBSERVED_EVERY_NANOS);
                    }
                });
    }

    /// One function environment's life: payments, reads, and a transaction of several statements.
    ///
    /// @return what was not as it should be
    private static List<String> life(int client, Database database) {
        List<String> wrong = new ArrayList<>();
        List<Long> paid = new ArrayList<>();
        World world = world(database);
        World.Customer customer = world.customer();
        for (int round = 0; round < ROUNDS; round++) {
            paid.add(100_00L + 10L * client + round);
            world.payment(customer, paid.getLast());
            List<Long> read =
                    database
                            .read(
                                    Payments.page(
                                            customer.id(), new Filter(null, null, null, 0, 100)))
                            .stream()
                            .map(payment -> payment.amounts().amount().amountMinor())
                            .sorted()
                            .toList();
            if (!read.equals(paid)) {
                wrong.add("client %d paid %s and reads %s".formatted(client, paid, read));
            }
            database.transaction(handle -> inOnePlace(handle, "client " + client, wrong));
        }
        return wrong;
    }

    private static World world(Database database) {
        return new World(database, new HandClock(), URI.create("http://127.0.0.1:1"));
    }

    /// All statements of a transaction are served by one connection, and see what it set.
    private static boolean inOnePlace(Handle handle, String client, List<String> wrong) {
        String first = text(handle, "SELECT pg_backend_pid()");
        text(handle, "SELECT set_config('drop.client', '%s', true)".formatted(client));
        String own = text(handle, "SELECT current_setting('drop.client')");
        String last = text(handle, "SELECT pg_backend_pid()");
        if (!first.equals(last) || !own.equals(client)) {
            wrong.add("%s began on %s, ended on %s as %s".formatted(client, first, last, own));
        }
        return true;
    }

    private static String text(Handle handle, String sql) {
        return handle.createQuery(sql).mapTo(String.class).one();
    }

    /// One after the other, so that all are there before any begins.
    private static void connect(List<Database> clients, String url) {
        for (int client = 0; client < CLIENTS; client++) {
            clients.add(open(url));
            clients.getLast().call(handle -> text(handle, "SELECT 'here'"));
        }
    }

    private static Database open(String url) {
        Environment environment =
                Environment.of(
                        Map.of(
                                "DROP_ENVIRONMENT", "development",
                                "DATABASE_URL", url,
                                "DB_CONNECT_TIMEOUT_MS", "10000",
                                "DB_BORROW_TIMEOUT_MS", "10000",
                                "DB_STATEMENT_TIMEOUT_MS", "30000"));
        return Database.open(
                DatabaseSettings.from(environment),
                Secrets.from(environment, InstantSource.system()));
    }

    private static int count(Handle handle, String what) {
        return handle.createQuery("SELECT count(*) FROM " + what).mapTo(Integer.class).one();
    }
}
