package no.getdrop.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The median of create, get and list with 5,000,000 payments ÷ with 10,000.
///
/// Two whole systems run side by side: in one the payments stay at 10,000, in the other they grow.
/// Requests go to the two in turns, so that whatever else the machine does meets both. At equal
/// size the ratio shows how exact this is. What one customer has stays the same; see [History].
final class GrowthFigure {
    private static final List<Integer> SIZES = List.of(10_000, 100_000, 1_000_000, 5_000_000);
    private static final int OTHERS = 100_000;
    private static final int MEASURED_CUSTOMERS = 400;
    private static final int WARM_UP = 500;
    private static final int WARM_UP_AGAIN = 100;
    private static final int ROUNDS = 300;
    private static final double BUDGET = 1.2;

    private enum Kind {
        CREATE,
        GET,
        LIST
    }

    /// A system with its customers.
    private record Side(Drop drop, History history, List<Customer> customers, List<String> ids) {
        static Side of(Drop drop) throws SQLException {
            History history = new History(drop);
            List<Customer> customers = new Customers(drop).add(MEASURED_CUSTOMERS);
            history.people(OTHERS, customers);
            return new Side(drop, history, customers, new ArrayList<>());
        }

        void fill(int payments) throws SQLException {
            history.replace(payments, OTHERS, MEASURED_CUSTOMERS);
            ids.clear();
            for (Customer customer : customers) {
                ids.add(history.paymentsOf(customer).get(History.PAYMENTS_EACH / 2));
            }
        }

        long ask(Kind kind, int number, List<Order> orders) throws InterruptedException {
            Customer customer = customers.get(number % MEASURED_CUSTOMERS);
            String id = ids.get(number % MEASURED_CUSTOMERS);
            return switch (kind) {
                case CREATE -> drop.send(drop.requests().pay(orders.get(number)), 201);
                case GET -> drop.send(drop.requests().get("/v1/transactions/" + id, customer), 200);
                case LIST -> drop.send(drop.requests().get("/v1/transactions", customer), 200);
            };
        }
    }

    private GrowthFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Side small = Side.of(start(bench, "small"));
        Side grown = Side.of(start(bench, "grown"));
        small.fill(SIZES.getFirst());
        Map<Integer, Map<Kind, Pairs>> bySize = new LinkedHashMap<>();
        int warmUp = WARM_UP;
        for (int size : SIZES) {
            bench.say("growth: filling %,d payments".formatted(size));
            grown.fill(size);
            bench.say("growth: measuring at %,d".formatted(size));
            bySize.put(size, pairs(grown, small, warmUp));
            warmUp = WARM_UP_AGAIN;
        }
        bench.end(grown.drop());
        bench.end(small.drop());
        draw(bench.target().resolve("growth.svg"), bySize);
        return results(bySize);
    }

    /// Nothing works in the background while the requests are timed.
    private static Drop start(Bench bench, String name) throws SQLException {
        Drop drop = bench.start(name, builder -> builder.only("ApiFunction"));
        try (Statement statement = drop.owner().createStatement()) {
            statement.execute("ALTER SYSTEM SET autovacuum = off");
            statement.execute("ALTER SYSTEM SET max_wal_size = '16GB'");
            statement.execute("SELECT pg_reload_conf()");
        }
        return drop;
    }

    private static Map<Kind, Pairs> pairs(Side grown, Side small, int warmUp) throws Exception {
        Map<Kind, Pairs> pairs = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            int orders = kind == Kind.CREATE ? warmUp + ROUNDS : 0;
            List<Order> toGrown = new Customers(grown.drop()).orders(orders);
            List<Order> toSmall = new Customers(small.drop()).orders(orders);
            pairs.put(
                    kind,
                    Pairs.measure(
                            warmUp,
                            ROUNDS,
                            number -> grown.ask(kind, number, toGrown),
                            number -> small.ask(kind, number, toSmall)));
        }
        return pairs;
    }

    private static List<Result> results(Map<Integer, Map<Kind, Pairs>> bySize) {
        List<Result> results = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Pairs first = pair(bySize, SIZES.getFirst(), kind);
            Pairs last = pair(bySize, SIZES.getLast(), kind);
            results.add(
                    Result.ratio(
                            "%s with %,d payments ÷ %,d"
                                    .formatted(name(kind), SIZES.getLast(), SIZES.getFirst()),
                            last.values().medianMs(),
                            last.references().medianMs(),
                            "ms",
                            BUDGET,
                            "medians of %d pairs; at equal size the same ratio is %.2f"
                                    .formatted(ROUNDS, ratio(first))));
        }
        return results;
    }

    private static Pairs pair(Map<Integer, Map<Kind, Pairs>> bySize, int size, Kind kind) {
        Pairs pairs = bySize.getOrDefault(size, Map.of()).get(kind);
        if (pairs == null) {
            throw new IllegalStateException("nothing was measured at " + size);
        }
        return pairs;
    }

    private static double ratio(Pairs pairs) {
        return pairs.values().medianMs() / pairs.references().medianMs();
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static void draw(Path file, Map<Integer, Map<Kind, Pairs>> bySize) throws IOException {
        double highest = 2;
        Svg svg =
                new Svg(760, 420, "Median as payments grow, ÷ the same with 10,000 payments")
                        .axes("payments in the database", "ratio");
        for (double tick = 0; tick <= highest; tick += 0.2) {
            svg.tick(tick / highest, String.format(Locale.ROOT, "%.1f", tick));
        }
        double budget = svg.upwards(BUDGET / highest);
        svg.line(svg.left(), budget, svg.across(1), budget, Svg.COLOURS.get(5), 1.5);
        svg.text(svg.left() + 6, budget - 5, "start", 11, "budget 1.2");
        List<String> names = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Double> points = new ArrayList<>();
            for (int size : SIZES) {
                double across =
                        (Math.log10(size) - Math.log10(SIZES.getFirst()))
                                / (Math.log10(SIZES.getLast()) - Math.log10(SIZES.getFirst()));
                double x = svg.left() + 20 + (svg.plotWidth() - 60) * across;
                double y =
                        svg.upwards(Math.min(highest, ratio(pair(bySize, size, kind))) / highest);
                points.add(x);
                points.add(y);
                svg.dot(x, y, Svg.COLOURS.get(names.size()));
                svg.text(
                        x,
                        svg.bottom() + 16,
                        "middle",
                        11,
                        String.format(Locale.ROOT, "%,d", size));
            }
            svg.path(points, Svg.COLOURS.get(names.size()));
            names.add(name(kind));
        }
        svg.legend(names);
        svg.write(file);
    }
}
