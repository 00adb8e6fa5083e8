package no.getdrop.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A short form of what profile `simulation` does with thousands of payments.
class PaymentSimulationIT {
    private static final int PAYMENTS = 40;
    private static final int MORE = 150;

    @Test
    void whateverFailsEachPaymentIsMadeOnceAndComesToItsEnd() {
        assertThat(Simulations.run(1, PAYMENTS).payments()).isGreaterThan(PAYMENTS * 9 / 10);
    }

    @Test
    void aPrecautionThatIsMissingIsNoticed() {
        Violation noticed = Simulations.noticed(Mutant.CANCELS_ANYWAY, MORE).orElseThrow();

        assertThat(Mutant.CANCELS_ANYWAY.noticedBy()).contains(noticed.rule());
    }
}
