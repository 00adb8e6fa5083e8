package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

final class IdsTest {
    private final HandClock clock = new HandClock();

    @Test
    void hasTheVersionTheVariantAndTheTime() {
        for (int i = 0; i < 1_000; i++) {
            UUID id = Ids.next(clock);

            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(clock.millis());
        }
    }

    @Test
    void sortsByTimeAsText() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(Ids.next(clock).toString());
            clock.advance(Duration.ofMillis(1));
        }

        assertThat(ids).isSorted();
    }

    @Test
    void isUniqueAmongManyMadeInOneMillisecondByManyThreads() {
        Set<UUID> ids =
                IntStream.range(0, 100_000)
                        .parallel()
                        .mapToObj(i -> Ids.next(clock))
                        .collect(HashSet::new, Set::add, Set::addAll);

        assertThat(ids).hasSize(100_000);
    }

    @Test
    void everyRandomBitTakesBothValues() {
        long everSet = 0;
        long everClear = 0;
        for (int i = 0; i < 200; i++) {
            long low = Ids.next(clock).getLeastSignificantBits();
            everSet |= low;
            everClear |= ~low;
        }

        assertThat(everSet & everClear).isEqualTo(0x3FFF_FFFF_FFFF_FFFFL);
    }

    @Test
    void usesTheSystemsTimeUnlessToldOtherwise() {
        long before = System.currentTimeMillis();
        long time = Ids.next().getMostSignificantBits() >>> 16;

        assertThat(time).isBetween(before, System.currentTimeMillis());
    }
}
