package no.getdrop.worker.simulation;

import no.getdrop.testing.HandClock;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/// What happens and when: events in their order, each of which may bring others about.
final class Timeline {
    /// How many things happen at once: one, one in the middle of it, and no more.
    private static final int DEPTH_MAX = 2;

    private final HandClock clock;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::sequence));
    private final Map<String, Long> counts = new TreeMap<>();
    private long sequence;
    private long trace;
    private int depth;

    private record Event(Instant at, long sequence, String name, Runnable action) {}

    Timeline(HandClock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /// Lets time pass without anything happening.
    void pass(Duration duration) {
        clock.advance(duration);
    }

    /// Has something happen in a while.
    void in(Duration delay, String name, Runnable action) {
        events.add(new Event(now().plus(delay), sequence++, name, action));
    }

    /// Runs what comes next.
    ///
    /// @return whether there was something
    boolean step() {
        Event next = events.poll();
        if (next == null) {
            return false;
        }
        run(next);
        return true;
    }

    /// Runs at most `events` of those that come within `span`, while something else is under way.
    void meanwhile(Duration span, int most) {
        if (depth >= DEPTH_MAX) {
            return;
        }
        Instant until = now().plus(span);
        for (int count = 0; count < most; count++) {
            Event next = events.peek();
            if (next == null || next.at().isAfter(until)) {
                return;
            }
            events.remove();
            count("meanwhile");
            run(next);
        }
    }

    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    /// How often what happened, by name.
    Map<String, Long> counts() {
        return counts;
    }

    /// A number that differs when anything happened otherwise, or at another time.
    long trace() {
        return trace;
    }

    private void run(Event event) {
        if (event.at().isAfter(now())) {
            clock.set(event.at());
        }
        trace = trace * 31 + event.name().hashCode();
        trace = trace * 31 + event.sequence();
        count(event.name());
        depth++;
        try {
            event.action().run();
        } finally {
            depth--;
        }
    }
}
