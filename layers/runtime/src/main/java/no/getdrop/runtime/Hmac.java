package no.getdrop.runtime;

import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Hashes under a key (RFC 2104).
public final class Hmac {
    private Hmac() {}

    /// HMAC-SHA-256 of `content`, 32 bytes.
    public static byte[] sha256(byte[] key, byte[] content) {
        return of("HmacSHA256", key, content);
    }

    /// The keyed hash of `content` under an algorithm as the JDK names it, such as `HmacSHA512`.
    public static byte[] of(String algorithm, byte[] key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
