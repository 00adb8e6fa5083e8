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

    /// Puts the time where a rule is to be seen at work, Easter say.
    public void set(Instant instant) {
        now = instant;
    }

    /// Moves the time on.
    public void advance(Duration duration) {
        now = now.plus(duration);
    }
}
