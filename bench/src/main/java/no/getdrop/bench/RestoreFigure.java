package no.getdrop.bench;

import no.getdrop.local.lambda.EnvironmentReport;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a customer waits for whose payment comes to a new environment: restore hooks, then the
/// first request.
///
/// Primed and unprimed environments are started in turns, each a process of its own that runs the
/// whole cycle of SnapStart. A process here keeps its memory over the snapshot point, so pages are
/// not loaded as AWS loads them; what the hooks and the first request do is real.
final class RestoreFigure {
    private static final int STARTS = 7;
    private static final int WARM_UP = 300;
    private static final int WARM = 200;
    private static final double PRIMED_BUDGET = 1.0 / 8;
    private static final double FIRST_BUDGET = 4;
    private static final double HOOKS_BUDGET_S = 10;
    private static final double NANOS_PER_MS = 1e6;

    /// How one environment began.
    private record Start(long initMs, long hooksMs, long firstNanos) {
        long restoreNanos() {
            return Math.round(hooksMs * NANOS_PER_MS) + firstNanos;
        }
    }

    private RestoreFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Drop primed = bench.start("primed", builder -> builder.only("ApiFunction"));
        Drop unprimed =
                bench.start("unprimed", builder -> builder.only("ApiFunction").primingRounds(0));
        List<Order> primedOrders = new Customers(primed).orders(STARTS + WARM_UP + WARM);
        List<Order> unprimedOrders = new Customers(unprimed).orders(STARTS);
        List<Start> with = new ArrayList<>();
        List<Start> without = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            bench.say("restore: start %d of %d, primed and unprimed".formatted(i + 1, STARTS));
            without.add(start(unprimed, unprimedOrders.get(i)));
            with.add(start(primed, primedOrders.get(i)));
        }
        Samples warm = new Samples();
        for (int i = STARTS; i < primedOrders.size(); i++) {
            long nanos = primed.send(primed.requests().pay(primedOrders.get(i)), 201);
            if (i >= STARTS + WARM_UP) {
                warm.add(nanos);
            }
        }
        bench.end(unprimed);
        bench.end(primed);
        draw(bench.target().resolve("restore.svg"), with, without, warm.medianMs());
        return results(with, without, warm);
    }

    private static Start start(Drop drop, Order order) throws InterruptedException {
        drop.api().restart();
        byte[] event = drop.requests().pay(order);
        long nanos = drop.send(event, 201);
        EnvironmentReport report = drop.environmentOfApi();
        return new Start(report.initMs(), report.restoreMs(), nanos);
    }

    private static List<Result> results(List<Start> with, List<Start> without, Samples warm) {
        Samples primed = new Samples();
        Samples unprimed = new Samples();
        Samples first = new Samples();
        Samples hooks = new Samples();
        with.forEach(start -> primed.add(start.restoreNanos()));
        without.forEach(start -> unprimed.add(start.restoreNanos()));
        with.forEach(start -> first.add(start.firstNanos()));
        with.forEach(start -> hooks.add(Math.round(start.hooksMs() * NANOS_PER_MS)));
        return List.of(
                Result.ratio(
                        "restore + first payment, primed ÷ unprimed",
                        primed.medianMs(),
                        unprimed.medianMs(),
                        "ms",
                        PRIMED_BUDGET,
                        "medians of %d starts each; unprimed ran nothing before its snapshot"
                                .formatted(STARTS)),
                Result.ratio(
                        "first payment after a restore ÷ warm",
                        first.medianMs(),
                        warm.medianMs(),
                        "ms",
                        FIRST_BUDGET,
                        "median of %d first ones; warm is the median of %d after %d"
                                .formatted(STARTS, WARM, WARM_UP)),
                Result.atMost(
                        "restore hooks, longest",
                        hooks.maxMs() / 1_000,
                        "s",
                        HOOKS_BUDGET_S,
                        "Lambda gives up after 10 s"));
    }

    /// Each start as a bar: what is done once for a version above, what a customer waits for below.
    private static void draw(Path file, List<Start> with, List<Start> without, double warmMs)
            throws IOException {
        Svg svg =
                new Svg(
                        760,
                        120 + 2 * 22 * STARTS + 60,
                        "From the restore to the first answer of a payment");
        double longest =
                without.stream().mapToLong(Start::restoreNanos).max().orElse(1) / NANOS_PER_MS;
        double scale = svg.plotWidth() / longest / 1.05;
        double y = svg.top();
        for (int group = 0; group < 2; group++) {
            List<Start> starts = group == 0 ? without : with;
            svg.text(svg.left() - 8, y + 12, "end", 12, group == 0 ? "unprimed" : "primed");
            for (Start start : starts) {
                double hooks = start.hooksMs() * scale;
                double first = start.firstNanos() / NANOS_PER_MS * scale;
                svg.bar(svg.left(), y, hooks, 16, Svg.COLOURS.get(0));
                svg.bar(svg.left() + hooks, y, first, 16, Svg.COLOURS.get(1));
                svg.text(
                        Math.min(svg.left() + hooks + first + 6, svg.left() + svg.plotWidth() - 60),
                        y + 12,
                        "start",
                        11,
                        "%.0f ms (init %.1f s)"
                                .formatted(
                                        start.restoreNanos() / NANOS_PER_MS,
                                        start.initMs() / 1_000.0));
                y += 22;
            }
            y += 14;
        }
        svg.text(svg.left(), y + 8, "start", 12, "a warm payment takes %.1f ms".formatted(warmMs));
        svg.bar(svg.left(), y + 16, Math.max(1, warmMs * scale), 16, Svg.COLOURS.get(2));
        svg.legend(List.of("restore hooks", "first payment", "a warm payment"));
        svg.write(file);
    }
}
