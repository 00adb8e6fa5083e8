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
/// Sealed form: one byte that names the algorithm, one of key id, 12 bytes of nonce, ciphertext
/// with 16 bytes of tag. The first two and the place where the field stands are authenticated with
/// it, so that a value moved to another row or column does not open. After a rotation every earlier
/// key still opens what it sealed ([KeyRing]).
///
/// What was sealed before the algorithm had a name begins with its key id, at most 127, and has the
/// place alone authenticated; a name begins at 128. While a release may still read that knows no
/// names, `ENCRYPTION_ALGORITHM` is set to 0, which seals without one.
public final class FieldCipher {
    private static final String ALGORITHM = "ENCRYPTION_ALGORITHM";
    private static final int NAMES_BEGIN = 0x80;
    private static final int AES_256_GCM = NAMES_BEGIN + 1;
    private static final int NAMED_BYTES = 2;
    private static final int UNNAMED_BYTES = 1;
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

    /// What everything begins with that is sealed now. What begins with less, byte by byte, was
    /// sealed by an earlier algorithm or under an earlier key; with more, by a later one.
    public byte[] header() {
        Secrets.View view = secrets.view();
        return header(view, KeyRing.of(KeyRing.Kind.ENCRYPTION, view));
    }

    /// Seals `text` for its place, such as `recipients:<id>:account`.
    public byte[] encrypt(String text, String boundTo) {
        Secrets.View view = secrets.view();
        KeyRing keys = KeyRing.of(KeyRing.Kind.ENCRYPTION, view);
        byte[] header = header(view, keys);
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, keys.current(), header, nonce, boundTo, plain);
        return ByteBuffer.allocate(header.length + NONCE_BYTES + sealed.length)
                .put(header)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /// Opens what [#encrypt] sealed for the same place; anything else is an error.
    public String decrypt(byte[] sealed, String boundTo) {
        byte[] header = new byte[isNamed(sealed, boundTo) ? NAMED_BYTES : UNNAMED_BYTES];
        if (sealed.length < header.length + NONCE_BYTES + TAG_BITS / 8) {
            throw new IllegalArgumentException("an encrypted field is too short: " + boundTo);
        }
        ByteBuffer buffer = ByteBuffer.wrap(sealed).get(header);
        byte[] key = key(Byte.toUnsignedInt(header[header.length - 1]));
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] ciphertext = new byte[buffer.remaining()];
        buffer.get(ciphertext);
        return new String(
                run(Cipher.DECRYPT_MODE, key, header, nonce, boundTo, ciphertext),
                StandardCharsets.UTF_8);
    }

    private static byte[] header(Secrets.View view, KeyRing keys) {
        return switch (view.find(ALGORITHM).map(Secret::reveal).orElse("1")) {
            case "0" -> new byte[] {(byte) keys.id()};
            case "1" -> new byte[] {(byte) AES_256_GCM, (byte) keys.id()};
            default -> throw SettingException.secret(ALGORITHM, "0 or 1");
        };
    }

    /// Whether the value names its algorithm.
    ///
    /// @throws IllegalStateException when it names one that is not known here
    private static boolean isNamed(byte[] sealed, String boundTo) {
        int first = sealed.length == 0 ? 0 : Byte.toUnsignedInt(sealed[0]);
        if (first >= NAMES_BEGIN && first != AES_256_GCM) {
            throw new IllegalStateException(
                    "a field is sealed by algorithm %d, which is not known here: %s"
                            .formatted(first - NAMES_BEGIN, boundTo));
        }
        return first >= NAMES_BEGIN;
    }

    private byte[] key(int id) {
        return KeyRing.find(KeyRing.Kind.ENCRYPTION, secrets, id)
                .orElseThrow(() ->
                        SettingException.secret(
                                KeyRing.Kind.ENCRYPTION.previousField(),
                                "the key with id " + id + " that sealed this field"));
    }

    private static byte[] run(
            int mode, byte[] key, byte[] header, byte[] nonce, String boundTo, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            if (header.length == NAMED_BYTES) {
                cipher.updateAAD(header);
            }
            cipher.updateAAD(boundTo.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a field could not be en- or decrypted: " + boundTo, e);
        }
    }
}
