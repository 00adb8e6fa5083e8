package no.getdrop.backup.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A short form of what profile `simulation` does with 200 seeds and 1,000 database-days each.
class SimulationTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverGoesWrongNothingGoodIsLost(long seed) {
        assertThat(new Simulation(seed).run(100)).isGreaterThan(2_000);
    }
}
