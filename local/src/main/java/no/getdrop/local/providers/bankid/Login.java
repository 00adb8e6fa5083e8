package no.getdrop.local.providers.bankid;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/// A finished authentication that waits for its code to be redeemed.
///
/// @param challenge PKCE, S256
/// @param at when the person authenticated
record Login(
        TestPerson person,
        URI redirectUri,
        String nonce,
        String challenge,
        String scope,
        Instant at) {
    private static final Duration CODE_LIFE = Duration.ofSeconds(60);

    boolean expired(Instant now) {
        return now.isAfter(at.plus(CODE_LIFE));
    }

    /// RFC 7636 §4.6.
    boolean verifiedBy(String verifier) {
        if (!verifier.matches("[A-Za-z0-9._~-]{43,128}")) {
            return false;
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).equals(challenge);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
