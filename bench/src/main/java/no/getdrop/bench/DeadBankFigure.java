package no.getdrop.bench;

import no.getdrop.local.providers.http.Switch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/// What a bank that takes connections and never answers does to requests that have nothing to do
/// with it. Each client has an environment, as at AWS; all of them run before anything is timed.
final class DeadBankFigure {
    private static final int READERS = 4;
    private static final int PAYERS = 2;

    /// Nobody reads more often than the limit for one customer allows.
    private static final int CUSTOMERS = 1_000;

    private static final int WARM_UP_S = 10;

    /// No environment starts faster.
    private static final int START_MIN_MS = 1_500;

    private static final int WARM_UP_ROUNDS = 8;
    private static final int SECONDS = 20;
    private static final int ORDERS = 15_000;
    private static final double BUDGET = 1.2;

    /// How long reads took, and how many payments were made meanwhile.
    private record Beside(Samples reads, int payments) {}

    private DeadBankFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Drop drop =
                bench.start(
                        "dead-bank",
                        builder ->
                                builder.only("ApiFunction")
                                        .primingRounds(1)
                                        .environmentsAtMost("ApiFunction", READERS + PAYERS));
        Customers customers = new Customers(drop);
        List<Customer> readers = customers.add(CUSTOMERS);
        ConcurrentLinkedQueue<Order> orders = new ConcurrentLinkedQueue<>(customers.orders(ORDERS));
        bench.say("dead-bank: reads beside payments, %d s".formatted(2 * SECONDS));
        warmUp(drop, readers, orders);
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
                        BUDGET,
                        "medians; %d readers beside %d payers, who made %,d payments, and %,d"
                                .formatted(READERS, PAYERS, dead.payments(), alive.payments())),
                Result.ratio(
                        "the same, 99th percentile",
                        dead.reads().percentileMs(99),
                        alive.reads().percentileMs(99),
                        "ms",
                        2 * BUDGET,
                        "%,d reads ÷ %,d".formatted(dead.reads().count(), alive.reads().count())));
    }

    /// Until nobody waits for an environment that starts.
    private static void warmUp(
            Drop drop, List<Customer> readers, ConcurrentLinkedQueue<Order> orders)
            throws Exception {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            double slowestMs = beside(drop, readers, orders, WARM_UP_S).reads().maxMs();
            if (drop.api().environments().size() == READERS + PAYERS && slowestMs < START_MIN_MS) {
                return;
            }
        }
        throw new IllegalStateException("not all environments are up");
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
