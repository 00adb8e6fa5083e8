package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Operators while their key is rotated.
final class OperatorKeysTest {
    private static final String OLD = "0123456789abcdef0123456789abcdef";
    private static final String NEW = "fedcba9876543210fedcba9876543210";

    private final AtomicReference<Map<String, String>> manager =
            new AtomicReference<>(Map.of("OPERATOR_KEY", OLD));
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-03-02T08:00:00Z"));
    private final Secrets secrets =
            new Secrets(
                    Environment.of(Map.of()),
                    () -> {
                        reads.incrementAndGet();
                        return manager.get();
                    },
                    now::get);
    private final OperatorKeys operators = new OperatorKeys(new SecretsProbe(() -> secrets));

    @Test
    void anEnvironmentWithTheOldKeyTakesTheNewOneAtOnce() {
        assertThat(presents(OLD)).isTrue();
        manager.set(Map.of("OPERATOR_KEY", NEW, "OPERATOR_KEY_PREVIOUS", OLD));

        assertThat(presents(OLD)).isTrue();
        assertThat(reads).as("nothing to look for").hasValue(1);
        assertThat(presents(NEW)).isTrue();
        assertThat(presents(OLD)).isTrue();
        assertThat(reads).hasValue(2);
    }

    @Test
    void whoTriesKeysIsNoLoad() {
        for (int i = 0; i < 100; i++) {
            assertThat(presents("a key that nobody has, number " + i)).isFalse();
        }
        assertThat(reads).hasValue(2);
        now.updateAndGet(before -> before.plusSeconds(5));
        assertThat(presents("another that nobody has, of any length")).isFalse();
        assertThat(reads).hasValue(3);
    }

    private boolean presents(String key) {
        return operators.include(Optional.of(new Secret(key)));
    }
}
