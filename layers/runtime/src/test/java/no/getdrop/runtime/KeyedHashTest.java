package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

final class KeyedHashTest {
    private static final String KEY = key("0123456789abcdef0123456789abcdef");

    @Test
    void isHmacSha256OfPurposeZeroByteAndValue() {
        // From: printf 'national-id\0%s' 01010112345 | openssl dgst -sha256 -mac HMAC -macopt
        // key:...
        assertThat(HexFormat.of().formatHex(hash(KEY).of("national-id", "01010112345")))
                .isEqualTo("358a9a88482d7617b1526db2f1a17936b2aebba9454038605b5353ea4c118772");
    }

    @Test
    void theSameValueHasTheSameHashEveryTime() {
        assertThat(hash(KEY).of("national-id", "01010112345"))
                .hasSize(32)
                .isEqualTo(hash(KEY).of("national-id", "01010112345"));
    }

    @Test
    void anotherValuePurposeOrKeyGivesAnotherHash() {
        byte[] hash = hash(KEY).of("national-id", "01010112345");

        assertThat(hash(KEY).of("national-id", "01010112346")).isNotEqualTo(hash);
        assertThat(hash(KEY).of("account", "01010112345")).isNotEqualTo(hash);
        assertThat(hash(key("another key of the same length..")).of("national-id", "01010112345"))
                .isNotEqualTo(hash);
    }

    @Test
    void purposeAndValueCannotRunIntoEachOther() {
        assertThat(hash(KEY).of("ab", "c")).isNotEqualTo(hash(KEY).of("a", "bc"));
    }

    @Test
    void aWrongKeyIsNamedAndNotShown() {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> hash("c2hvcnQ=").of("national-id", "01010112345"))
                .withMessageStartingWith("NATIONAL_ID_KEY is missing or wrong")
                .withMessageNotContaining("c2hvcnQ=");
    }

    private static KeyedHash hash(String key) {
        return KeyedHash.from(
                Secrets.from(
                        Environment.of(Map.of("NATIONAL_ID_KEY", key)), InstantSource.system()));
    }

    private static String key(String bytes) {
        return Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.US_ASCII));
    }
}
