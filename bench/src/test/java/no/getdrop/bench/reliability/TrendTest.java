package no.getdrop.bench.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.LongStream;

class TrendTest {
    @Test
    void whatGoesUpAndDownAroundOneHeightIsFlat() {
        Trend trend = Trend.of(List.of(100L, 110L, 90L, 105L, 95L, 100L));
        assertThat(trend.isFlat()).isTrue();
        assertThat(trend.first()).isCloseTo(102, within(3.0));
    }

    @Test
    void whatGrowsSlowlyAllTheTimeIsNot() {
        assertThat(Trend.of(LongStream.range(0, 60).map(i -> 1_000 + i).boxed().toList()).isFlat())
                .isFalse();
    }

    @Test
    void oneThreadMoreIsNoTrendButTwoAre() {
        assertThat(Trend.of(List.of(10L, 10L, 11L, 11L)).isFlat()).isTrue();
        assertThat(Trend.of(List.of(10L, 11L, 12L, 13L)).isFlat()).isFalse();
    }

    @Test
    void whatFallsIsFlatEnough() {
        assertThat(Trend.of(List.of(100L, 80L, 60L)).isFlat()).isTrue();
    }

    @Test
    void twoSamplesSayNothing() {
        assertThatThrownBy(() -> Trend.of(List.of(1L, 2L)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
