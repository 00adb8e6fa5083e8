package no.getdrop.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

final class SamplesTest {
    @Test
    void aPercentileIsATimeThatWasMeasured() {
        Samples samples = new Samples();
        for (int ms = 200; ms >= 1; ms--) {
            samples.add(ms * 1_000_000L);
        }
        assertThat(samples.count()).isEqualTo(200);
        assertThat(samples.medianMs()).isEqualTo(100);
        assertThat(samples.percentileMs(95)).isEqualTo(190);
        assertThat(samples.percentileMs(99.5)).isEqualTo(199);
        assertThat(samples.maxMs()).isEqualTo(200);
    }

    @Test
    void oneSampleIsEveryPercentile() {
        Samples samples = new Samples();
        samples.add(7_000_000);
        assertThat(samples.percentileMs(1)).isEqualTo(7);
        assertThat(samples.medianMs()).isEqualTo(7);
    }

    @Test
    void nothingHasNoMedian() {
        assertThatIllegalStateException().isThrownBy(() -> new Samples().medianMs());
    }
}
