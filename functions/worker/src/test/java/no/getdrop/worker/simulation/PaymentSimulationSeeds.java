package no.getdrop.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Profile `simulation`: `-Ddrop.payments` payments (200) with the seed `-Ddrop.seed` (one of the
/// clock), and Drop without each of its precautions.
class PaymentSimulationSeeds {
    private static final int PAYMENTS = Integer.getInteger("drop.payments", 200);
    private static final long SEED = Long.getLong("drop.seed", System.currentTimeMillis());
    private static final int FEW = 150;
    private static final int FEWER = 60;

    @Test
    void whateverFailsEachPaymentIsMadeOnceAndComesToItsEnd() {
        assertThat(Simulations.run(SEED, PAYMENTS).payments()).isGreaterThan(PAYMENTS * 9 / 10);
    }

    @Test
    void aSeedFindsAgainWhatItFound() {
        PaymentSimulation.Summary first = Simulations.run(7, FEWER);

        assertThat(Simulations.run(7, FEWER)).isEqualTo(first);
        assertThat(Simulations.run(8, FEWER).trace()).isNotEqualTo(first.trace());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPrecautionThatIsMissingIsNoticed(Mutant mutant) {
        Violation noticed = Simulations.noticed(mutant, FEW).orElseThrow();

        assertThat(mutant.noticedBy()).contains(noticed.rule());
    }
}
