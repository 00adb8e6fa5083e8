package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(20)
final class CachedTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void anAnswerServesUntilItIsOldOrForgotten() {
        Cached<Integer> hour = new Cached<>(Duration.ofHours(1), asked::incrementAndGet);
        assertThat(List.of(hour.get(), hour.get())).containsExactly(1, 1);
        hour.forget();
        assertThat(hour.get()).isEqualTo(2);
    }

    @Test
    void anOldAnswerIsAskedForAgain() {
        Cached<Integer> none = new Cached<>(Duration.ZERO, asked::incrementAndGet);
        assertThat(List.of(none.get(), none.get())).containsExactly(1, 2);
    }

    @Test
    void manyAtOnceAskOnce() throws Exception {
        CountDownLatch everybodyIsHere = new CountDownLatch(8);
        Cached<Integer> hour = new Cached<>(Duration.ofHours(1), asked::incrementAndGet);
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                answers.add(
                        pool.submit(() -> {
                            everybodyIsHere.countDown();
                            everybodyIsHere.await();
                            return hour.get();
                        }));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(1);
            }
        }
        assertThat(asked).hasValue(1);
    }
}
