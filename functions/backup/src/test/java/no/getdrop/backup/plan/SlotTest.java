package no.getdrop.backup.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;

class SlotTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-25T02:00:00Z, 20261125t0200z",
        "2026-11-25T01:59:59Z, 20261124t0200z",
        "2026-11-25T23:59:59Z, 20261125t0200z",
        "2026-11-26T00:10:00Z, 20261125t0200z",
        // The nights in which Norway's clocks are put forward and back.
        "2026-03-29T02:00:00Z, 20260329t0200z",
        "2026-03-29T01:00:00Z, 20260328t0200z",
        "2026-10-25T02:00:00Z, 20261025t0200z",
        "2026-10-25T01:30:00Z, 20261024t0200z",
        "2028-02-29T04:00:00Z, 20280229t0200z",
        "2028-03-01T01:00:00Z, 20280229t0200z",
        "2027-01-01T00:00:00Z, 20261231t0200z",
    })
    void whateverComesLateOrTwiceIsOfTheNightThatHadBegun(Instant scheduledAt, String stamp) {
        assertThat(Slot.before(scheduledAt).stamp()).isEqualTo(stamp);
    }

    @Test
    void aNightIsCurrentForADay() {
        Slot slot = Slot.before(Instant.parse("2026-11-25T02:00:00Z"));

        assertThat(slot.isCurrent(Instant.parse("2026-11-25T02:00:00Z"))).isTrue();
        assertThat(slot.isCurrent(Instant.parse("2026-11-26T01:59:59Z"))).isTrue();
        assertThat(slot.isCurrent(Instant.parse("2026-11-26T02:00:00Z"))).isFalse();
        assertThat(slot.isCurrent(Instant.parse("2026-11-25T01:59:59Z"))).isFalse();
    }
}
