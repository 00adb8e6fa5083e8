package no.getdrop.runtime;

import java.nio.charset.StandardCharsets;

/// Hashes values that are few enough to try them all, such as national ids and account numbers.
///
/// HMAC-SHA-256 under `NATIONAL_ID_KEY`: without the key nobody can search the 11 digits.
public final class KeyedHash {
    private final Secrets secrets;

    private KeyedHash(Secrets secrets) {
        this.secrets = secrets;
    }

    /// A hash that asks for its key at each use, so that none enters a snapshot.
    public static KeyedHash from(Secrets secrets) {
        return new KeyedHash(secrets);
    }

    /// 32 bytes for `value`; `purpose` keeps the hashes of different kinds of values apart.
    public byte[] of(String purpose, String value) {
        byte[] key = secrets.get("NATIONAL_ID_KEY", Secret.KEY_FORM).key("NATIONAL_ID_KEY");
        return Hmac.sha256(key, (purpose + '\0' + value).getBytes(StandardCharsets.UTF_8));
    }
}
