package no.getdrop.tests.contract;

import no.getdrop.tests.Repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// What the fuzzer of the api did, over all its rounds.
final class FuzzFigures {
    private final AtomicLong begunNs = new AtomicLong();
    private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong slowestMs = new AtomicLong();

    void add(int status, Duration took) {
        begunNs.compareAndSet(0, System.nanoTime() - took.toNanos());
        requests.incrementAndGet();
        statuses.computeIfAbsent(status, code -> new LongAdder()).increment();
        slowestMs.accumulateAndGet(took.toMillis(), Math::max);
    }

    long requests() {
        return requests.get();
    }

    /// How many answers had that status.
    long of(int status) {
        LongAdder count = statuses.get(status);
        return count == null ? 0 : count.sum();
    }

    /// For `./run fuzz api`, which puts it into docs/security/fuzzing.md.
    void write(long seed, int faults) {
        String byStatus =
                statuses.entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue().sum())
                        .collect(Collectors.joining(", "));
        String row =
                "%,d | %d | %d | %s | %,d | %d%n"
                        .formatted(
                                requests(),
                                (System.nanoTime() - begunNs.get()) / 1_000_000_000,
                                seed,
                                byStatus,
                                slowestMs.get(),
                                faults);
        try {
            Files.writeString(Repository.ROOT.resolve("tests/target/api-fuzz.txt"), row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
