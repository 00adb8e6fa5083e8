package no.getdrop.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A short form of what profile `simulation` does with thousands of payments, and with each
/// precaution taken away.
class PaymentSimulationIT {
    private static final int PAYMENTS = 40;

    @Test
    void whateverFailsEachPaymentIsMadeOnceAndComesToItsEnd() {
        assertThat(Simulations.run(1, PAYMENTS).payments()).isGreaterThan(PAYMENTS * 9 / 10);
    }
}
