package no.getdrop.bench.reliability;

import no.getdrop.bench.Bench;
import no.getdrop.bench.Customers;
import no.getdrop.bench.Drop;
import no.getdrop.local.lambda.WallClock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// 30 clients pay while one thing after another goes wrong for ten seconds and is mended; then the
/// books are compared.
final class Faults {
    static final int CLIENTS = 30;
    private static final int ENVIRONMENTS = 3;
    static final long RECOVERY_MS_MAX = 5_000;

    private static final int ORDERS = 12_000;
    private static final int CALM_MS = 8_000;
    private static final int FAULT_MS = 10_000;
    private static final int WARM_UP_MS = 15_000;

    /// One cause and what was seen.
    ///
    /// @param during orders acknowledged while it lasted
    /// @param recoveryMs from its end to the first order that was acknowledged, -1 for none
    /// @param others answers but 201, by status and error, until calm again
    record Row(
            String cause,
            long during,
            long recoveryMs,
            Map<String, Long> others,
            Vitals before,
            Vitals after) {
        boolean recovered() {
            return recoveryMs >= 0 && recoveryMs <= RECOVERY_MS_MAX;
        }
    }

    /// All of it.
    record Report(List<Row> rows, int acknowledged, Books books) {
        boolean holds() {
            return books.agree() && rows.stream().allMatch(Row::recovered);
        }
    }

    private Faults() {}

    static Report run(Bench bench) throws Exception {
        WallClock clock = new WallClock(bench.folder("faults-clock"));
        if (!clock.isAvailable()) {
            throw new IllegalStateException(WallClock.MISSING);
        }
        clock.set(Duration.ZERO);
        try (SmallDisk disk = new SmallDisk(bench.folder("faults").resolve("disk"));
                Drop drop =
                        bench.start(
                                "faults",
                                builder ->
                                        builder.postgresFolder(disk.data())
                                                .postgres(Map.of("max_wal_size", "128MB"))
                                                .environmentsAtMost("ApiFunction", ENVIRONMENTS)
                                                .primingRounds(1)
                                                .databaseProxy()
                                                .environment("ApiFunction", clock.variables()))) {
            bench.say("making %,d orders".formatted(ORDERS));
            Payers payers = new Payers(drop, new Customers(drop).orders(ORDERS), CLIENTS, 0);
            List<Row> rows = new ArrayList<>();
            try (payers) {
                Thread.sleep(WARM_UP_MS);
                for (Cause cause : Causes.of(drop, disk, clock)) {
                    bench.say(cause.name());
                    rows.add(row(drop, payers, cause));
                    bench.say(rows.getLast().toString());
                }
            }
            bench.say("comparing the books");
            return new Report(
                    rows, payers.acknowledged().size(), Books.of(drop, payers.acknowledged()));
        }
    }

    private static Row row(Drop drop, Payers payers, Cause cause) throws Exception {
        Map<String, Long> known = counts(payers);
        Vitals before = Vitals.of(drop);
        long begunNs = System.nanoTime();
        cause.begin();
        Thread.sleep(FAULT_MS);
        long endingNs = System.nanoTime();
        cause.end();
        long mendedNs = System.nanoTime();
        long deadlineNs = mendedNs + 6 * RECOVERY_MS_MAX * 1_000_000;
        while (payers.firstSuccessMs(mendedNs) < 0 && System.nanoTime() < deadlineNs) {
            Thread.sleep(20);
        }
        long recoveryMs = payers.firstSuccessMs(mendedNs);
        Thread.sleep(CALM_MS);
        Map<String, Long> others = counts(payers);
        known.forEach((status, count) -> others.merge(status, -count, Long::sum));
        others.values().removeIf(count -> count == 0);
        return new Row(
                cause.name(),
                payers.successes(begunNs, endingNs),
                recoveryMs,
                others,
                before,
                Vitals.of(drop));
    }

    private static Map<String, Long> counts(Payers payers) {
        Map<String, Long> counts = new TreeMap<>();
        payers.others().forEach((status, count) -> counts.put(status, count.sum()));
        return counts;
    }
}
