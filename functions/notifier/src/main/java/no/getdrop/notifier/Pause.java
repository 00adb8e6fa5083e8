package no.getdrop.notifier;

import java.time.Duration;

/// Waits; a test does not.
@FunctionalInterface
interface Pause {
    void sleep(Duration time) throws InterruptedException;
}
