package no.getdrop.backup.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.LongStream;

/// Profile `simulation`: 200 seeds of 1,000 database-days each.
class SimulationSeeds {
    private static final int DAYS = 500;

    @Test
    void inTwoHundredTimesAThousandDatabaseDaysNothingGoodIsLost() {
        long ticks =
                LongStream.rangeClosed(1, 200)
                        .parallel()
                        .map(seed -> new Simulation(seed).run(DAYS))
                        .sum();
        assertThat(ticks).isGreaterThan(1_000_000);
    }
}
