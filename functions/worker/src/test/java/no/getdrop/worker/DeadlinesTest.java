package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.HandClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class DeadlinesTest {
    private static final List<Job> ALL =
            List.of(Job.OUTBOX, Job.STATUS, Job.RATES, Job.SWEEP, Job.HEARTBEAT);

    private final HandClock clock = new HandClock();

    @Test
    void eachJobGetsItsPartOfWhatIsLeft() {
        Deadlines deadlines = Deadlines.of(clock, 50_000, 10_000);

        assertThat(leftMs(deadlines, 0)).isEqualTo(16_000);
        clock.advance(Duration.ofSeconds(16));
        assertThat(leftMs(deadlines, 1)).isEqualTo(12_000);
        clock.advance(Duration.ofSeconds(12));
        assertThat(leftMs(deadlines, 2)).isEqualTo(8_000);
    }

    @Test
    void whatAJobLeavesOverIsForThoseAfterIt() {
        Deadlines deadlines = Deadlines.of(clock, 50_000, 10_000);

        assertThat(leftMs(deadlines, 1)).isEqualTo(20_000);
        assertThat(leftMs(deadlines, 2)).isEqualTo(26_666);
        assertThat(leftMs(deadlines, 3)).isEqualTo(40_000);
    }

    @Test
    void aJobThatOverranTakesFromThoseAfterItAndNotFromTheReserve() {
        Deadlines deadlines = Deadlines.of(clock, 50_000, 10_000);
        clock.advance(Duration.ofSeconds(45));

        assertThat(leftMs(deadlines, 1)).isZero();
        assertThat(leftMs(deadlines, 2)).isZero();
    }

    @Test
    void aJobAloneGetsAllTheTime() {
        Deadlines deadlines = Deadlines.of(clock, 50_000, 10_000);

        for (Job job : ALL) {
            assertThat(deadlines.next(List.of(job))).isEqualTo(clock.instant().plusSeconds(40));
        }
    }

    @Test
    void ofAShortTimeAThirdIsKept() {
        Deadlines deadlines = Deadlines.of(clock, 9_000, 10_000);

        assertThat(deadlines.next(List.of(Job.OUTBOX))).isEqualTo(clock.instant().plusSeconds(6));
    }

    private long leftMs(Deadlines deadlines, int done) {
        return Duration.between(clock.instant(), deadlines.next(ALL.subList(done, ALL.size())))
                .toMillis();
    }
}
