package no.getdrop.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Hashes values that are few enough to try them all, such as national ids and account numbers.
///
/// HMAC-SHA-256 under `NATIONAL_ID_KEY`: without the key nobody can search the 11 digits. A hash is
/// kept with the number of its key, so that it is found, and made anew, once another is the current
/// one ([KeyRing]).
public final class KeyedHash {
    private final Secrets secrets;

    /// A hash, and which key made it.
    ///
    /// @param keyId the number of the key
    /// @param bytes 32 of them
    @SuppressWarnings("ArrayRecordComponent") // compared by what is in them
    public record Hash(int keyId, byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Hash(int id, byte[] its)
                    && id == keyId
                    && MessageDigest.isEqual(its, bytes);
        }

        @Override
        public int hashCode() {
            return Objects.hash(keyId, Arrays.hashCode(bytes));
        }
    }

    private KeyedHash(Secrets secrets) {
        this.secrets = secrets;
    }

    /// A hash that asks for its keys at each use, so that none enters a snapshot.
    public static KeyedHash from(Secrets secrets) {
        return new KeyedHash(secrets);
    }

    /// The hash of `value` under the current key; `purpose` keeps the hashes of different kinds of
    /// values apart.
    public Hash of(String purpose, String value) {
        return all(purpose, value).getFirst();
    }

    /// The hashes of `value` under every key there is, that of the current one first.
    public List<Hash> all(String purpose, String value) {
        KeyRing keys = KeyRing.of(KeyRing.Kind.NATIONAL_ID, secrets.view());
        return keys.ids().stream()
                .map(id -> hash(id, keys.key(id).orElseThrow(), purpose, value))
                .toList();
    }

    /// Whether `kept` was made of `value`, under whichever key.
    ///
    /// @throws SettingException when its key is not known
    public boolean isOf(Hash kept, String purpose, String value) {
        return kept.equals(hash(kept.keyId(), key(kept.keyId()), purpose, value));
    }

    /// Makes sure that the key with that number is known; where it is not, the secrets are read
    /// again.
    ///
    /// @throws SettingException when it is not known then either
    public void require(int keyId) {
        key(keyId);
    }

    /// The number of the current key.
    public int keyId() {
        return KeyRing.of(KeyRing.Kind.NATIONAL_ID, secrets.view()).id();
    }

    private byte[] key(int id) {
        return KeyRing.find(KeyRing.Kind.NATIONAL_ID, secrets, id)
                .orElseThrow(() ->
                        SettingException.secret(
                                KeyRing.Kind.NATIONAL_ID.previousField(),
                                "the key with id " + id + " that hashes were made under"));
    }

    private static Hash hash(int id, byte[] key, String purpose, String value) {
        return new Hash(
                id, Hmac.sha256(key, (purpose + '\0' + value).getBytes(StandardCharsets.UTF_8)));
    }
}
