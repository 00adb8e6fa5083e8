package no.getdrop.bench;

import no.getdrop.local.lambda.Outcome;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/// 50 clients, each with one request after another, at two environments of the api: four reads to
/// one payment, for a minute; then a few seconds more with PostgreSQL's statement log on.
///
/// A client's time holds the wait for an environment, of which AWS would start more. While the log
/// is on, the api starts anew and the health function and the worker are asked as well.
final class LoadFigure {
    private static final int ENVIRONMENTS = 2;
    private static final int CLIENTS = 50;
    private static final int WARM_UP_S = 10;
    private static final int WARM_UP_ROUNDS = 6;
    private static final int WARM_UP_REQUESTS = 2_000;
    private static final int SECONDS = 60;
    private static final int LOGGED_SECONDS = 5;
    private static final int PAYMENTS_PERCENT = 20;
    private static final int READERS = 1_000;
    private static final int ORDERS = 15_000;
    private static final int SAMPLE_EVERY_MS = 50;

    /// Where the alarm on the 95th percentile goes off.
    private static final double ALARM_P95_MS = 500;

    private static final String BUSY =
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE usename = 'drop_app' AND state = 'active'
            """;

    private enum Kind {
        LIST,
        GET,
        RATES,
        PAYMENT
    }

    /// What one run saw.
    ///
    /// @param busy share of the environments' time that PostgreSQL worked for them
    private record Run(Map<Kind, Samples> times, List<String> errors, double seconds, double busy) {
        Samples all() {
            Samples all = new Samples();
            times.values().forEach(all::addAll);
            return all;
        }
    }

    /// Those who ask.
    private record Clients(
            Drop drop,
            List<Customer> readers,
            List<String> ids,
            ConcurrentLinkedQueue<Order> orders,
            Semaphore queue) {}

    private LoadFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Drop drop = bench.shared();
        bench.say("load: seeding %,d orders".formatted(ORDERS));
        Clients clients = clients(drop);
        int served = 0;
        for (int round = 0; round < WARM_UP_ROUNDS && served < WARM_UP_REQUESTS; round++) {
            served += run(clients, WARM_UP_S).all().count();
        }
        bench.say("load: %d clients for %d s".formatted(CLIENTS, SECONDS));
        Run run = run(clients, SECONDS);
        draw(bench.target().resolve("latency.svg"), run);
        List<Result> results = new ArrayList<>(results(run));
        results.add(pinning(bench, clients));
        return results;
    }

    private static Clients clients(Drop drop) throws SQLException, InterruptedException {
        Customers customers = new Customers(drop);
        List<Customer> readers = customers.add(READERS);
        History history = new History(drop);
        history.people(READERS, readers);
        history.replace(READERS * History.PAYMENTS_EACH, READERS, READERS);
        List<String> ids = new ArrayList<>();
        for (Customer reader : readers) {
            ids.add(history.paymentsOf(reader).getFirst());
        }
        drop.host().invoke("WorkerFunction", "{}");
        return new Clients(
                drop,
                readers,
                ids,
                new ConcurrentLinkedQueue<>(customers.orders(ORDERS)),
                new Semaphore(ENVIRONMENTS, true));
    }

    private static Run run(Clients clients, int seconds) throws Exception {
        long begun = System.nanoTime();
        long until = begun + seconds * 1_000_000_000L;
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Double> busy = threads.submit(() -> busy(clients.drop(), ended));
            List<Future<Run>> runs = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                runs.add(threads.submit(() -> client(clients, until)));
            }
            Map<Kind, Samples> times = new EnumMap<>(Kind.class);
            List<String> errors = new ArrayList<>();
            for (Future<Run> each : runs) {
                each.get()
                        .times()
                        .forEach((kind, samples) ->
                                times.computeIfAbsent(kind, any -> new Samples()).addAll(samples));
                errors.addAll(each.get().errors());
            }
            double took = (System.nanoTime() - begun) / 1e9;
            ended.set(true);
            return new Run(times, errors, took, busy.get());
        }
    }

    private static Run client(Clients clients, long until) throws InterruptedException {
        Map<Kind, Samples> times = new EnumMap<>(Kind.class);
        List<String> errors = new ArrayList<>();
        while (System.nanoTime() < until) {
            Kind kind = kind();
            byte[] event = event(clients, kind);
            long begun = System.nanoTime();
            Outcome outcome = invoke(clients, event);
            long nanos = System.nanoTime() - begun;
            try {
                Drop.answer(outcome, kind == Kind.PAYMENT ? 201 : 200);
                times.computeIfAbsent(kind, any -> new Samples()).add(nanos);
            } catch (IllegalStateException e) {
                errors.add(String.valueOf(e.getMessage()));
            }
        }
        return new Run(times, errors, 0, 0);
    }

    /// Clients wait in the order they came; the local host by itself lets whoever is awake go
    /// first.
    private static Outcome invoke(Clients clients, byte[] event) throws InterruptedException {
        clients.queue().acquire();
        try {
            return clients.drop().api().invoke(event);
        } finally {
            clients.queue().release();
        }
    }

    private static Kind kind() {
        int dice = ThreadLocalRandom.current().nextInt(100);
        if (dice < PAYMENTS_PERCENT) {
            return Kind.PAYMENT;
        }
        return dice < 60 ? Kind.LIST : dice < 90 ? Kind.GET : Kind.RATES;
    }

    private static byte[] event(Clients clients, Kind kind) {
        int reader = ThreadLocalRandom.current().nextInt(READERS);
        Customer customer = clients.readers().get(reader);
        Requests requests = clients.drop().requests();
        return switch (kind) {
            case LIST -> requests.get("/v1/transactions", customer);
            case GET -> requests.get("/v1/transactions/" + clients.ids().get(reader), customer);
            case RATES -> requests.get("/v1/rates");
            case PAYMENT -> {
                Order order = clients.orders().poll();
                if (order == null) {
                    throw new IllegalStateException("all %,d orders are paid".formatted(ORDERS));
                }
                yield requests.pay(order);
            }
        };
    }

    private static double busy(Drop drop, AtomicBoolean ended) throws Exception {
        long samples = 0;
        long active = 0;
        try (Connection connection =
                        DriverManager.getConnection(drop.host().postgres().jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            while (!ended.get()) {
                try (ResultSet row = statement.executeQuery(BUSY)) {
                    row.next();
                    active += row.getLong(1);
                    samples++;
                }
                Thread.sleep(SAMPLE_EVERY_MS);
            }
        }
        return (double) active / samples / ENVIRONMENTS;
    }

    private static List<Result> results(Run run) {
        Samples all = run.all();
        String note =
                "%d clients at %d environments, %d %% payments, %,d requests; p50 %.1f, p99 %.1f ms"
                        .formatted(
                                CLIENTS,
                                ENVIRONMENTS,
                                PAYMENTS_PERCENT,
                                all.count(),
                                all.percentileMs(50),
                                all.percentileMs(99));
        return List.of(
                Result.atMost("load: p95", all.percentileMs(95), "ms", ALARM_P95_MS, note),
                Result.atMost(
                        "load: errors",
                        run.errors().size(),
                        "",
                        0,
                        run.errors().stream().findFirst().orElse("")),
                Result.information("load: requests a second", all.count() / run.seconds(), "", ""),
                Result.information(
                        "load: time in the database",
                        100 * run.busy(),
                        "%",
                        "of the environments' time, sampled every %d ms"
                                .formatted(SAMPLE_EVERY_MS)));
    }

    private static Result pinning(Bench bench, Clients clients) throws Exception {
        bench.say("load: %d s with PostgreSQL's statement log".formatted(LOGGED_SECONDS));
        Drop drop = clients.drop();
        StatementLog log = new StatementLog(drop, bench.folder("shared").resolve("postgres.log"));
        log.begin();
        drop.api().restart();
        run(clients, LOGGED_SECONDS);
        drop.host().function("HealthFunction").restart();
        Drop.answer(
                drop.host().function("HealthFunction").invoke(drop.requests().get("/readyz")), 200);
        drop.host().function("WorkerFunction").restart();
        drop.host().invoke("WorkerFunction", "{}");
        List<StatementLog.Entry> entries =
                log.end().stream().filter(entry -> entry.role().equals("drop_app")).toList();
        if (entries.size() < 100) {
            throw new IllegalStateException(
                    "the log has only %d entries".formatted(entries.size()));
        }
        List<StatementLog.Entry> pinning =
                entries.stream().filter(entry -> !entry.pins().isEmpty()).toList();
        return Result.atMost(
                "statements that pin a connection",
                pinning.size(),
                "",
                0,
                pinning.isEmpty()
                        ? "of %,d in PostgreSQL's log, new connections included"
                                .formatted(entries.size())
                        : pinning.getFirst().pins() + ": " + pinning.getFirst().sql());
    }

    /// The distribution of each kind: how long the fastest x per cent took at most.
    private static void draw(Path file, Run run) throws IOException {
        Svg svg =
                new Svg(760, 420, "Latency under load, %d clients".formatted(CLIENTS))
                        .axes("per cent of the requests", "ms");
        double highest = run.all().percentileMs(99.5) * 1.1;
        for (int tick = 0; tick <= 5; tick++) {
            double share = tick / 5.0;
            svg.tick(share, String.format(Locale.ROOT, "%.0f", highest * share));
            svg.text(
                    svg.across(share),
                    svg.bottom() + 16,
                    "middle",
                    11,
                    Integer.toString(20 * tick));
        }
        List<String> names = new ArrayList<>();
        for (Map.Entry<Kind, Samples> each : run.times().entrySet()) {
            List<Double> points = new ArrayList<>();
            for (double percent = 1; percent <= 99.5; percent += 0.5) {
                points.add(svg.across(percent / 100));
                points.add(
                        svg.upwards(
                                Math.min(highest, each.getValue().percentileMs(percent))
                                        / highest));
            }
            svg.path(points, Svg.COLOURS.get(names.size()));
            names.add(
                    "%s: p50 %.1f, p95 %.1f"
                            .formatted(
                                    each.getKey().name().toLowerCase(Locale.ROOT),
                                    each.getValue().percentileMs(50),
                                    each.getValue().percentileMs(95)));
        }
        svg.legend(names);
        svg.write(file);
    }
}
