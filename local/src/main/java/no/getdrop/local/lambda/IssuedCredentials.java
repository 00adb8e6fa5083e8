package no.getdrop.local.lambda;

import java.security.SecureRandom;
import java.util.HexFormat;

/// The AWS credentials that functions get from the platform, which replaces them from time to time.
///
/// A function under SnapStart asks for them at an address, with a token that stays.
public final class IssuedCredentials {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String authorizationToken;
    private volatile LocalCredentials current;

    public IssuedCredentials(LocalCredentials first) {
        this.current = first;
        this.authorizationToken = first.sessionToken();
    }

    /// Those that hold now; all others are refused.
    public LocalCredentials current() {
        return current;
    }

    /// Ends those that hold now and issues others.
    public void expire() {
        current = new LocalCredentials("LOCAL" + hex(8), hex(20), hex(16));
    }

    String authorizationToken() {
        return authorizationToken;
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
