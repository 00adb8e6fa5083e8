package no.getdrop.bench.reliability;

import no.getdrop.bench.Bench;
import no.getdrop.bench.Customers;
import no.getdrop.bench.Drop;

import java.util.ArrayList;
import java.util.List;

/// Customers pay for as long as one likes, with the worker at work each ten seconds: what the api's
/// processes hold must stay as it is after the first third.
final class Soak {
    private static final int CLIENTS = 8;
    private static final int THINK_MS = 250;
    private static final int ORDERS_A_MINUTE = 2_000;
    private static final int SAMPLE_MS = 10_000;

    /// What a soak saw; the first third of the samples is left out of the trends.
    record Report(
            int minutes,
            int acknowledged,
            long others,
            Trend residentKb,
            Trend threads,
            Trend connections,
            Books books) {
        boolean holds() {
            return books.agree() && residentKb.isFlat() && threads.isFlat() && connections.isFlat();
        }
    }

    private Soak() {}

    static Report run(Bench bench, int minutes) throws Exception {
        try (Drop drop = bench.start("soak", builder -> builder.databaseProxy())) {
            bench.say("making %,d orders".formatted(ORDERS_A_MINUTE * minutes));
            List<Vitals> samples = new ArrayList<>();
            Payers payers =
                    new Payers(
                            drop,
                            new Customers(drop).orders(ORDERS_A_MINUTE * minutes),
                            CLIENTS,
                            THINK_MS);
            try (payers) {
                long untilNs = System.nanoTime() + minutes * 60_000_000_000L;
                while (System.nanoTime() < untilNs) {
                    Thread.sleep(SAMPLE_MS);
                    drop.host().invoke("WorkerFunction", "{}");
                    samples.add(Vitals.of(drop));
                    bench.say(samples.getLast().toString());
                }
            }
            List<Vitals> settled = samples.subList(samples.size() / 3, samples.size());
            return new Report(
                    minutes,
                    payers.acknowledged().size(),
                    payers.others().values().stream().mapToLong(count -> count.sum()).sum(),
                    Trend.of(settled.stream().map(Vitals::residentKb).toList()),
                    Trend.of(settled.stream().map(Vitals::threads).toList()),
                    Trend.of(settled.stream().map(Vitals::connections).toList()),
                    Books.of(drop, payers.acknowledged()));
        }
    }
}
