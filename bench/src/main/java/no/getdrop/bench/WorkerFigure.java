package no.getdrop.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.providers.http.Switch;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/// How fast the worker brings 100,000 payments to the bank that waited for it, and what a bank that
/// takes connections and never answers does to requests that have nothing to do with it.
final class WorkerFigure implements Figure {
    private static final int FEW = 2_000;
    private static final int MANY = 100_000;

    /// Seeded at a time, so that it fits into memory.
    private static final int SEEDED = 10_000;

    private static final int READERS = 4;

    /// Nobody reads more often than the limit for one customer allows.
    private static final int CUSTOMERS = 1_000;

    private static final int PAYERS = 2;
    private static final int WARM_UP_S = 15;
    private static final int SECONDS = 20;
    private static final int ORDERS = 8_000;

    /// What grows with the backlog is felt when it is longest.
    private static final double BACKLOG_BUDGET = 1.2;

    private static final double DEAD_BANK_BUDGET = 1.2;

    private static final ObjectMapper JSON = new ObjectMapper();

    /// What the api would have written, before anybody spoke to the bank.
    private static final String ACCEPT =
            """
            WITH session AS (
                UPDATE payment_sessions SET status = 'consumed', consumed_at = now()
                WHERE status = 'authorised'
                RETURNING id, user_id, quote_id, bank_account_id
            ), payment AS (
                INSERT INTO transactions (id, user_id, type, amount_minor, fee_minor, total_minor,
                    currency, received_minor, received_currency, rate, bank_account_id,
                    recipient_id, quote_id, payment_session_id, idempotency_key)
                SELECT session.id, quotes.user_id, 'remittance', amount_minor, fee_minor,
                    total_minor, currency, received_minor, received_currency, rate,
                    session.bank_account_id, recipient_id, quotes.id, session.id, session.id::text
                FROM session JOIN quotes ON quotes.id = session.quote_id
                RETURNING id
            ), event AS (
                INSERT INTO transaction_events (transaction_id, sequence, stage, event_at)
                SELECT id, 1, 'instructed', now() FROM payment
            )
            INSERT INTO outbox (id, transaction_id, kind)
            SELECT id, id, 'submit_payment' FROM payment
            """;

    /// What runs of the worker did.
    private record Drained(int delivered, double seconds) {
        double msEach() {
            return 1_000 * seconds / delivered;
        }
    }

    /// How long reads took, and how many payments were made meanwhile.
    private record Beside(Samples reads, int payments) {}

    @Override
    public String name() {
        return "worker";
    }

    @Override
    public List<Result> measure(Bench bench) throws Exception {
        Drop drop =
                bench.start(
                        "worker",
                        builder ->
                                builder.only("ApiFunction", "WorkerFunction")
                                        .environmentsAtMost("ApiFunction", READERS + PAYERS));
        List<Result> results = new ArrayList<>(backlog(bench, drop));
        results.addAll(deadBank(bench, drop));
        return results;
    }

    private static List<Result> backlog(Bench bench, Drop drop) throws Exception {
        seed(bench, drop, FEW);
        drain(drop, FEW);
        seed(bench, drop, FEW);
        Drained few = drain(drop, FEW);
        seed(bench, drop, MANY);
        bench.say("worker: delivering %,d payments".formatted(MANY));
        Drained first = drain(drop, FEW);
        Drained rest = drain(drop, MANY - FEW);
        double seconds = first.seconds() + rest.seconds();
        return List.of(
                Result.ratio(
                        "an order by the worker with %,d waiting ÷ with %,d".formatted(MANY, FEW),
                        first.msEach(),
                        few.msEach(),
                        "ms",
                        BACKLOG_BUDGET,
                        "the first %,d of each".formatted(FEW)),
                Result.information(
                        "worker: orders a second",
                        MANY / seconds,
                        "",
                        "%,d in %.0f s, which the last one waited; one worker"
                                .formatted(MANY, seconds)));
    }

    private static void seed(Bench bench, Drop drop, int count) throws SQLException {
        bench.say("worker: seeding %,d payments".formatted(count));
        Customers customers = new Customers(drop);
        for (int left = count; left > 0; left -= SEEDED) {
            customers.orders(Math.min(left, SEEDED));
        }
        try (Statement statement = drop.owner().createStatement()) {
            statement.execute(ACCEPT);
            statement.execute("VACUUM (ANALYZE) transactions, outbox, payment_sessions, quotes");
        }
    }

    /// Runs the worker until it has delivered so many more.
    private static Drained drain(Drop drop, int count) throws Exception {
        int delivered = 0;
        long begun = System.nanoTime();
        while (delivered < count) {
            JsonNode done = outbox(drop);
            if (done.path("delivered").asInt() == 0 || done.path("postponed").asInt() > 0) {
                throw new IllegalStateException("the worker did not deliver all: " + done);
            }
            delivered += done.path("delivered").asInt();
        }
        return new Drained(delivered, (System.nanoTime() - begun) / 1e9);
    }

    private static JsonNode outbox(Drop drop) throws InterruptedException, IOException {
        return switch (drop.host().invoke("WorkerFunction", "{\"job\":\"outbox\"}")) {
            case Outcome.Succeeded succeeded ->
                    JSON.readTree(succeeded.payload()).path("done").path("outbox");
            case Outcome.Failed failed -> throw new IllegalStateException(failed.text());
            case Outcome.Throttled _ -> throw new IllegalStateException("throttled");
        };
    }

    private static List<Result> deadBank(Bench bench, Drop drop) throws Exception {
        Customers customers = new Customers(drop);
        List<Customer> readers = customers.add(CUSTOMERS);
        ConcurrentLinkedQueue<Order> orders = new ConcurrentLinkedQueue<>(customers.orders(ORDERS));
        bench.say("worker: reads beside payments, %d s".formatted(WARM_UP_S + 2 * SECONDS));
        beside(drop, readers, orders, WARM_UP_S);
        Beside alive = beside(drop, readers, orders, SECONDS);
        drop.host()
                .providers()
                .bank()
                .fail(Switch.on("payments").delayed(Duration.ofMinutes(2)).times(ORDERS));
        Beside dead = beside(drop, readers, orders, SECONDS);
        drop.host().providers().bank().switches().clear();
        return List.of(
                Result.ratio(
                        "read while the bank never answers ÷ while it does",
                        dead.reads().medianMs(),
                        alive.reads().medianMs(),
                        "ms",
                        DEAD_BANK_BUDGET,
                        "medians; %d readers beside %d payers, who made %,d payments, and %,d"
                                .formatted(READERS, PAYERS, dead.payments(), alive.payments())),
                Result.ratio(
                        "the same, 99th percentile",
                        dead.reads().percentileMs(99),
                        alive.reads().percentileMs(99),
                        "ms",
                        2 * DEAD_BANK_BUDGET,
                        "%,d reads ÷ %,d".formatted(dead.reads().count(), alive.reads().count())));
    }

    private static Beside beside(
            Drop drop, List<Customer> readers, ConcurrentLinkedQueue<Order> orders, int seconds)
            throws Exception {
        long until = System.nanoTime() + seconds * 1_000_000_000L;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> payers =
                    IntStream.range(0, PAYERS)
                            .mapToObj(i -> threads.submit(() -> payOn(drop, orders, until)))
                            .toList();
            List<Future<Samples>> reads =
                    IntStream.range(0, READERS)
                            .mapToObj(i -> threads.submit(() -> readOn(drop, readers, until)))
                            .toList();
            Samples all = new Samples();
            for (Future<Samples> each : reads) {
                all.addAll(each.get());
            }
            int payments = 0;
            for (Future<Integer> each : payers) {
                payments += each.get();
            }
            return new Beside(all, payments);
        }
    }

    private static Samples readOn(Drop drop, List<Customer> readers, long until)
            throws InterruptedException {
        Samples samples = new Samples();
        while (System.nanoTime() < until) {
            Customer reader = readers.get(ThreadLocalRandom.current().nextInt(CUSTOMERS));
            samples.add(drop.send(drop.requests().get("/v1/transactions", reader), 200));
        }
        return samples;
    }

    /// Pays; with a bank that does not answer a payment is accepted all the same.
    private static int payOn(Drop drop, ConcurrentLinkedQueue<Order> orders, long until)
            throws InterruptedException {
        int payments = 0;
        for (Order order = orders.poll();
                order != null && System.nanoTime() < until;
                order = orders.poll()) {
            drop.send(drop.requests().pay(order), 201);
            payments++;
        }
        return payments;
    }
}
