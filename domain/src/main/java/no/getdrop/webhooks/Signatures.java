package no.getdrop.webhooks;

import no.getdrop.runtime.Hmac;

import java.security.MessageDigest;
import java.util.Collection;

/// Verifies the keyed hashes by which providers sign their messages (RFC 2104), in a time that
/// tells nothing of where they differ.
public final class Signatures {
    private Signatures() {}

    /// Whether `signature` is the hash of `content` under one of `keys`; all of them are tried.
    ///
    /// @param algorithm as the JDK names it, such as `HmacSHA256`
    public static boolean match(
            String algorithm, Collection<byte[]> keys, byte[] content, byte[] signature) {
        boolean match = false;
        for (byte[] key : keys) {
            match |= MessageDigest.isEqual(Hmac.of(algorithm, key, content), signature);
        }
        return match;
    }
}
