package no.getdrop.worker;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Shares the time of an invocation among its jobs: each gets its part of what those before it left
/// over.
final class Deadlines {
    private final InstantSource clock;
    private final Instant end;

    private Deadlines(InstantSource clock, Instant end) {
        this.clock = clock;
        this.end = end;
    }

    /// The time that Lambda says is left, less the reserve; of a short time, less a third.
    static Deadlines of(InstantSource clock, int remainingMs, int reserveMs) {
        int reserved = Math.min(reserveMs, remainingMs / 3);
        return new Deadlines(clock, clock.instant().plusMillis(remainingMs - reserved));
    }

    /// When the first of `waiting` must stop taking up anything new.
    Instant next(List<Job> waiting) {
        Instant now = clock.instant();
        long leftMs = Math.max(0, end.toEpochMilli() - now.toEpochMilli());
        int weights = waiting.stream().mapToInt(Job::weight).sum();
        return weights == 0 ? end : now.plusMillis(leftMs * waiting.getFirst().weight() / weights);
    }
}
