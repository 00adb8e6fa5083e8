package no.getdrop.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// A clock that stands still until it is moved by hand; it starts at the present time, since the
/// database has a clock of its own.
public final class HandClock implements InstantSource {
    private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Override
    public Instant instant() {
        return now;
    }

    /// Moves the time on.
    public void advance(Duration duration) {
        now = now.plus(duration);
    }
}
