package no.getdrop.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts single fields of a row with AES-256-GCM under `ENCRYPTION_KEY`.
///
/// Sealed form: one byte of key id, 12 bytes of nonce, ciphertext with 16 bytes of tag. The place
/// where the field stands is authenticated with it, so that a value moved to another row or column
/// does not open. After a rotation every earlier key still opens what it sealed ([KeyRing]).
public final class FieldCipher {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Secrets secrets;

    private FieldCipher(Secrets secrets) {
        this.secrets = secrets;
    }

    /// A cipher that asks for its key at each use, so that none enters a snapshot.
    public static FieldCipher from(Secrets secrets) {
        return new FieldCipher(secrets);
    }

    /// Seals `text` for its place, such as `recipients:<id>:account`.
    public byte[] encrypt(String text, String boundTo) {
        KeyRing keys = KeyRing.of(KeyRing.Kind.ENCRYPTION, secrets.view());
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        byte[] sealed =
                run(
                        Cipher.ENCRYPT_MODE,
                        keys.current(),
                        nonce,
                        boundTo,
                        text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                .put((byte) keys.id())
                .put(nonce)
                .put(sealed)
                .array();
    }

    /// Opens what [#encrypt] sealed for the same place; anything else is an error.
    public String decrypt(byte[] sealed, String boundTo) {
        if (sealed.length <= 1 + NONCE_BYTES + TAG_BITS / 8 - 1) {
            throw new IllegalArgumentException("an encrypted field is too short: " + boundTo);
        }
        ByteBuffer buffer = ByteBuffer.wrap(sealed);
        byte[] key = key(buffer.get());
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] ciphertext = new byte[buffer.remaining()];
        buffer.get(ciphertext);
        return new String(
                run(Cipher.DECRYPT_MODE, key, nonce, boundTo, ciphertext), StandardCharsets.UTF_8);
    }

    private byte[] key(int id) {
        return KeyRing.find(KeyRing.Kind.ENCRYPTION, secrets, id)
                .orElseThrow(() ->
                        SettingException.secret(
                                KeyRing.Kind.ENCRYPTION.previousField(),
                                "the key with id " + id + " that sealed this field"));
    }

    private static byte[] run(int mode, byte[] key, byte[] nonce, String boundTo, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(boundTo.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a field could not be en- or decrypted: " + boundTo, e);
        }
    }
}
