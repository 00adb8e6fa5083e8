package no.getdrop.backup;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.fuzz.Fuzz;

import org.junit.jupiter.api.Test;

import java.time.Instant;

/// Whatever invokes the backup function, its payload is a request or is refused in words.
public final class RequestFuzzTest {
    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(RequestFuzzTest.class, RequestFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, RequestFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        try {
            assertThat(Request.read(input, Instant.EPOCH)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("expected");
        }
    }
}
