package no.getdrop.runtime;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/// Makes UUIDs of version 7 (RFC 9562): the time in milliseconds first, so that indexes grow at
/// their end, then 74 random bits.
public final class Ids {
    private Ids() {}

    /// A new id with the time of `clock`.
    public static UUID next(InstantSource clock) {
        // A generator of its own for each id: none can be shared by two restores of one snapshot.
        SecureRandom random = new SecureRandom();
        long timeMs = clock.millis() & 0xFFFF_FFFF_FFFFL;
        long version = 0x7000L | (random.nextLong() & 0x0FFFL);
        long variant = 0x8000_0000_0000_0000L | (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL);
        return new UUID((timeMs << 16) | version, variant);
    }

    /// A new id with the time of the system.
    public static UUID next() {
        return next(InstantSource.system());
    }
}
