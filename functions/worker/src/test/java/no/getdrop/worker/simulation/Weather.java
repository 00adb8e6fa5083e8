package no.getdrop.worker.simulation;

import java.time.Duration;

/// When the bank is away, and when the schedule of the worker fails.
final class Weather {
    private final Timeline timeline;
    private final Chance chance;
    private int storms;
    private boolean workerAway;

    Weather(Timeline timeline, Chance chance) {
        this.timeline = timeline;
        this.chance = chance;
    }

    boolean isBankAway() {
        return storms > 0 && !chance.isCalm();
    }

    boolean isWorkerAway() {
        return workerAway && !chance.isCalm();
    }

    /// The bank goes away for minutes, hours or days.
    void storm() {
        storm(span());
    }

    /// The bank goes away for a quarter of an hour or less.
    void squall() {
        storm(chance.seconds(30, 900));
    }

    private void storm(Duration span) {
        storms++;
        timeline.count("outages");
        timeline.in(span, "the bank is back", () -> storms--);
    }

    /// Nobody invokes the worker for a while.
    void stopWorker() {
        workerAway = true;
        timeline.in(chance.seconds(120, 7_200), "the worker is back", () -> workerAway = false);
    }

    private Duration span() {
        int kind = chance.below(100);
        return kind < 50
                ? chance.seconds(90, 1_800)
                : kind < 85 ? chance.seconds(1_800, 30_000) : chance.seconds(60_000, 200_000);
    }
}
