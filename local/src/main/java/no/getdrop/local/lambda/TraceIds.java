package no.getdrop.local.lambda;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/// Makes X-Ray trace headers: `Root=1-<epoch seconds>-<24 hex digits>`.
public final class TraceIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private TraceIds() {}

    /// A new one.
    public static String next() {
        byte[] unique = new byte[12];
        RANDOM.nextBytes(unique);
        return "Root=1-%08x-%s;Sampled=0"
                .formatted(Instant.now().getEpochSecond(), HexFormat.of().formatHex(unique));
    }
}
