package no.getdrop.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// Makes and hashes tokens that cannot be guessed: state, nonce, codes, refresh tokens.
///
/// Only the hash of a token is kept; 256 random bits need no slow hash.
public final class Tokens {
    private Tokens() {}

    /// 256 random bits in base64url, 43 characters.
    public static String next() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// SHA-256 of a token or another text, 32 bytes.
    public static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The S256 code challenge of a PKCE code verifier (RFC 7636 §4.2).
    public static String codeChallenge(String codeVerifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(codeVerifier));
    }
}
