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
/// does not open. While the key is rotated, `ENCRYPTION_KEY_PREVIOUS` still opens.
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
        byte keyId = keyId("ENCRYPTION_KEY_ID");
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        byte[] sealed =
                run(
                        Cipher.ENCRYPT_MODE,
                        "ENCRYPTION_KEY",
                        nonce,
                        boundTo,
                        text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                .put(keyId)
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
        String name = keyName(buffer.get());
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] ciphertext = new byte[buffer.remaining()];
        buffer.get(ciphertext);
        return new String(
                run(Cipher.DECRYPT_MODE, name, nonce, boundTo, ciphertext), StandardCharsets.UTF_8);
    }

    private byte[] run(int mode, String keyName, byte[] nonce, String boundTo, byte[] input) {
        byte[] key = secrets.get(keyName, "base64 of 32 random bytes").key(keyName, 32);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(boundTo.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a field could not be en- or decrypted: " + boundTo, e);
        }
    }

    private String keyName(byte keyId) {
        boolean hasPrevious = secrets.find("ENCRYPTION_KEY_PREVIOUS").isPresent();
        if (hasPrevious && keyId("ENCRYPTION_KEY_ID") == keyId("ENCRYPTION_KEY_PREVIOUS_ID")) {
            throw SettingException.secret(
                    "ENCRYPTION_KEY_PREVIOUS_ID", "another number than ENCRYPTION_KEY_ID");
        }
        if (keyId == keyId("ENCRYPTION_KEY_ID")) {
            return "ENCRYPTION_KEY";
        }
        if (hasPrevious && keyId == keyId("ENCRYPTION_KEY_PREVIOUS_ID")) {
            return "ENCRYPTION_KEY_PREVIOUS";
        }
        throw SettingException.secret(
                "ENCRYPTION_KEY_PREVIOUS", "the key with id " + keyId + " that sealed this field");
    }

    private byte keyId(String name) {
        String expected = "a number from 0 to 127";
        int fallback = name.equals("ENCRYPTION_KEY_ID") ? 1 : 0;
        try {
            byte id =
                    secrets.find(name)
                            .map(value -> Byte.valueOf(value.reveal()))
                            .orElse((byte) fallback);
            if (id < 0) {
                throw SettingException.secret(name, expected);
            }
            return id;
        } catch (NumberFormatException e) {
            throw SettingException.secret(name, expected);
        }
    }
}
