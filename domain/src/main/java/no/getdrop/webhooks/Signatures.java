package no.getdrop.webhooks;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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
            match |= MessageDigest.isEqual(hash(algorithm, key, content), signature);
        }
        return match;
    }

    private static byte[] hash(String algorithm, byte[] key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
