package no.getdrop.payments;

import no.getdrop.runtime.RestoreHooks;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/// What makes a payment that is held look like any other to the one who sent it: the answer comes
/// after as long as the bank took for others of late.
final class Holding {
    /// Of a payment that waits for a decision by Drop, in rows alone.
    static final String STAGE = "held";

    private static final int KEPT = 16;
    private static final long USUAL_MS = 150;

    private final AtomicLongArray tookMs = new AtomicLongArray(KEPT);

    /// Nothing is known at the start, and after a restore.
    Holding() {
        RestoreHooks.beforeSnapshot("bank-answer-times", this::forget);
        forget();
    }

    /// Takes note of how long the bank took.
    void took(Duration time) {
        tookMs.set(ThreadLocalRandom.current().nextInt(KEPT), time.toMillis());
    }

    /// Lets as much time pass.
    void pass() {
        try {
            Thread.sleep(tookMs.get(ThreadLocalRandom.current().nextInt(KEPT)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget() {
        for (int i = 0; i < KEPT; i++) {
            tookMs.set(i, USUAL_MS);
        }
    }
}
