package no.getdrop.runtime;

import java.util.Base64;
import java.util.Objects;

/// A value that must not be seen; only [#reveal] gives it, and text made of a secret hides it.
public record Secret(String reveal) {
    public Secret {
        Objects.requireNonNull(reveal, "reveal");
    }

    /// The bytes of a key that is written in base64, exactly `length` of them.
    public byte[] key(String name, int length) {
        String expected = "base64 of " + length + " random bytes";
        try {
            byte[] bytes = Base64.getDecoder().decode(reveal);
            if (bytes.length != length) {
                throw SettingException.secret(name, expected);
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw SettingException.secret(name, expected);
        }
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
