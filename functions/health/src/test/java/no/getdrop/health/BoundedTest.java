package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(20)
final class BoundedTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void eachQuestionIsAskedAnew() {
        Bounded<Integer> counter =
                new Bounded<>("counter", Duration.ofSeconds(10), asked::incrementAndGet);
        assertThat(counter.ask()).hasValue(1);
        counter.settle();
        assertThat(counter.ask()).hasValue(2);
    }

    @Test
    void nobodyWaitsLongerThanTheLimitAndNobodyAsksMeanwhile() {
        CountDownLatch answered = new CountDownLatch(1);
        Bounded<Integer> slow =
                new Bounded<>(
                        "slow",
                        Duration.ofMillis(50),
                        () -> {
                            int number = asked.incrementAndGet();
                            await(answered);
                            return number;
                        });
        assertThat(slow.ask()).isEmpty();
        assertThat(slow.ask()).isEmpty();
        assertThat(asked).hasValue(1);
        answered.countDown();
        slow.settle();
        assertThat(slow.ask()).hasValue(2);
    }

    @Test
    void anErrorIsNoAnswer() {
        Bounded<Integer> broken =
                new Bounded<>(
                        "broken",
                        Duration.ofSeconds(10),
                        () -> {
                            throw new IllegalStateException("as the test wants");
                        });
        assertThat(broken.ask()).isEmpty();
        broken.settle();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
