package no.getdrop.tests.journeys;

import no.getdrop.local.Folders;
import no.getdrop.local.LocalHost;
import no.getdrop.local.LocalHostBuilder;
import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.local.providers.http.Json;
import no.getdrop.local.providers.rds.HandClock;
import no.getdrop.local.providers.rds.Timing;
import no.getdrop.testing.statements.PgBouncer;
import no.getdrop.testing.statements.StatementLog;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The whole system, once for all journeys that run one after another, and once more for those
/// beside them: packaged functions under AWS's runtime client with their SnapStart cycle,
/// PostgreSQL 16, and the providers' fakes over HTTP.
///
/// Before each journey the counters of the rate limits are cleared, since all tests come from one
/// address. After each, the statements that the functions sent since the one before, those of their
/// start and priming included, must leave no state in a session of the database.
///
/// With `-Ddrop.pooler=pgbouncer` the functions reach PostgreSQL through [PgBouncer]. Its own
/// statements, by which it gives a connection the name of the next client, are in the server's log
/// then too, so that the log is not looked at.
public final class Suite
        implements BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(Suite.class);

    private static final boolean POOLED = "pgbouncer".equals(System.getProperty("drop.pooler"));
    private static final AtomicInteger PERSONS = new AtomicInteger();

    /// The running system.
    public static final class Drop {
        private final LocalHost host;
        private final Path data;
        private final HandClock rdsClock;
        private final StatementLog statements;
        private final List<PgBouncer> poolers;

        Drop(LocalHost host, Path data) {
            this(host, data, new HandClock(Instant.now()), List.of());
        }

        private Drop(LocalHost host, Path data, HandClock rdsClock, List<PgBouncer> poolers) {
            this.host = host;
            this.data = data;
            this.rdsClock = rdsClock;
            this.poolers = poolers;
            this.statements = new StatementLog(host.postgres().jdbcUrl("postgres"), "drop_app");
        }

        private static Drop start(Path data) {
            delete(data);
            List<PgBouncer> poolers = new ArrayList<>();
            HandClock rdsClock = new HandClock(Instant.now());
            LocalHostBuilder builder =
                    LocalHost.builder(Repository.ROOT)
                            .data(data)
                            .rds(rdsClock, Timing.brief())
                            .postgres(StatementLog.SETTINGS)
                            .withoutSchedules();
            if (POOLED) {
                builder.databaseUrl(server -> pooled(server, poolers));
            } else {
                builder.databaseProxy();
            }
            try {
                Drop drop = new Drop(builder.start(), data, rdsClock, poolers);
                awaitBankId(drop.host.url());
                return drop;
            } catch (RuntimeException e) {
                poolers.forEach(PgBouncer::close);
                throw e;
            }
        }

        /// The host, to break things.
        public LocalHost host() {
            return host;
        }

        /// Where the system keeps its data.
        public Path data() {
            return data;
        }

        /// The secret of that name, as the system has it.
        public String secret(String name) {
            return Suite.secret(data, name);
        }

        /// The time at RDS, which stands still until it is set.
        public HandClock rdsClock() {
            return rdsClock;
        }

        /// A customer who has not logged in yet; each is another person.
        public Customer newCustomer() {
            return new Customer(host.url(), "test-" + PERSONS.incrementAndGet());
        }

        /// Rows of one column.
        public List<String> query(String sql) {
            try (Connection connection =
                            DriverManager.getConnection(host.postgres().jdbcUrl("postgres"));
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                List<String> values = new ArrayList<>();
                while (rows.next()) {
                    values.add(String.valueOf(rows.getString(1)));
                }
                return values;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        /// Changes the database behind the system's back: to let time pass, say.
        public void update(String sql) {
            try (Connection connection =
                            DriverManager.getConnection(host.postgres().jdbcUrl("postgres"));
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        /// As the worker does each minute, which no schedule calls here.
        void noteHeartbeat() {
            update(
                    """
                    INSERT INTO worker_heartbeats VALUES ('worker', now(), '0.1.0', '{}', '{}')
                    ON CONFLICT (name) DO UPDATE SET beat_at = now()
                    """);
        }

        /// Makes an administrator without the two who would have to.
        public void makeAdmin(Customer customer) {
            update("UPDATE users SET role = 'admin' WHERE id = '%s'".formatted(customer.uuid()));
        }

        /// Lets time pass since a customer logged in, wherever they did.
        public void loggedInAgo(Customer customer, String ago) {
            update(
                    "UPDATE sessions SET created_at = now() - interval '%s' WHERE user_id = '%s'"
                            .formatted(ago, customer.uuid()));
        }

        /// Forgets how often anything was asked.
        public void clearLimits() {
            update("DELETE FROM rate_limits");
        }

        /// Requests are counted by the minute of the clock: waits for the next one where this one
        /// has less than `neededSeconds` left.
        public void awaitRoomInTheMinute(int neededSeconds) throws InterruptedException {
            long leftMs = 60_000 - System.currentTimeMillis() % 60_000;
            if (leftMs < neededSeconds * 1_000L) {
                Thread.sleep(leftMs);
            }
        }

        private static String pooled(LocalPostgres server, List<PgBouncer> poolers) {
            PgBouncer pooler = PgBouncer.start(server.port(), "drop_app");
            poolers.add(pooler);
            return pooler.url();
        }

        private void close() {
            try {
                host.close();
            } finally {
                poolers.forEach(PgBouncer::close);
            }
        }
    }

    /// The systems that were started, and of them those that no class of tests has now.
    private static final class Systems implements ExtensionContext.Store.CloseableResource {
        private final List<Drop> started = new ArrayList<>();
        private final Deque<Drop> idle = new ArrayDeque<>();
        private int folders;

        Drop take() {
            Path data;
            synchronized (this) {
                if (!idle.isEmpty()) {
                    return idle.pop();
                }
                data = Repository.ROOT.resolve("tests/target/drop-" + ++folders);
            }
            Drop drop = Drop.start(data);
            synchronized (this) {
                started.add(drop);
            }
            return drop;
        }

        synchronized void giveBack(Drop drop) {
            idle.push(drop);
        }

        @Override
        public synchronized void close() {
            List<RuntimeException> failures = new ArrayList<>();
            for (Drop drop : started) {
                try {
                    drop.close();
                } catch (RuntimeException e) {
                    // The others leave processes behind when they are not closed.
                    failures.add(e);
                }
            }
            if (!failures.isEmpty()) {
                RuntimeException first = failures.removeFirst();
                failures.forEach(first::addSuppressed);
                throw first;
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(NAMESPACE).put(Drop.class, systems(context).take());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Drop drop = context.getStore(NAMESPACE).remove(Drop.class, Drop.class);
        if (drop != null) {
            systems(context).giveBack(drop);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        drop(context).clearLimits();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!POOLED) {
            drop(context).statements.check();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Drop.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return drop(context);
    }

    private static Drop drop(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(Drop.class, Drop.class);
    }

    private static Systems systems(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Systems.class, type -> new Systems(), Systems.class);
    }

    static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The secret of that name as a host has it that keeps its data there.
    public static String secret(Path data, String name) {
        try {
            return Json.mapper()
                    .readTree(data.resolve("secrets.json").toFile())
                    .required(name)
                    .textValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The very first login may find the fake of BankID cold: tries again as a 503 asks for.
    static void awaitBankId(URI api) {
        Customer nobody = new Customer(api, "nobody");
        for (int attempt = 1; attempt <= 5; attempt++) {
            if (nobody.get("/v1/auth/bankid?platform=mobile").status() != 503) {
                return;
            }
        }
        throw new IllegalStateException("BankID's fake does not answer");
    }
}
