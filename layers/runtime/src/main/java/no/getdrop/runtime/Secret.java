package no.getdrop.runtime;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/// A value that must not be seen; only [#reveal] gives it, and text made of a secret hides it.
public record Secret(String reveal) {
    /// How the 32 bytes of a key are written.
    public static final String KEY_FORM = "base64 of 32 random bytes, or 64 hexadecimal digits";

    private static final int KEY_BYTES = 32;
    private static final int KEY_HEX_DIGITS = 2 * KEY_BYTES;

    public Secret {
        Objects.requireNonNull(reveal, "reveal");
    }

    /// The 32 bytes of a key that is written in base64, as people make them, or as 64 hexadecimal
    /// digits, as Secrets Manager generates them.
    ///
    /// The length tells which: 32 bytes are 44 characters of base64, and 64 characters of base64
    /// are 48 bytes, which are no key.
    ///
    /// @param name of the field, for the error
    /// @throws SettingException when it is neither
    public byte[] key(String name) {
        try {
            byte[] bytes =
                    reveal.length() == KEY_HEX_DIGITS
                            ? HexFormat.of().parseHex(reveal)
                            : Base64.getDecoder().decode(reveal);
            if (bytes.length == KEY_BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the cause: it quotes the text.
        }
        throw SettingException.secret(name, KEY_FORM);
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
