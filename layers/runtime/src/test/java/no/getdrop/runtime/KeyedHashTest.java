package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

final class KeyedHashTest {
    private static final String KEY = key("0123456789abcdef0123456789abcdef");
    private static final Map<String, String> REPLACED =
            Map.of(
                    "NATIONAL_ID_KEY",
                    key("the key that took its place, 32b"),
                    "NATIONAL_ID_KEY_ID",
                    "2",
                    "NATIONAL_ID_KEYS_PREVIOUS",
                    "1:" + KEY);

    @Test
    void isHmacSha256OfPurposeZeroByteAndValue() {
        // From: printf 'national-id\0%s' 01010112345 | openssl dgst -sha256 -mac HMAC -macopt
        // key:...
        assertThat(HexFormat.of().formatHex(hash(KEY).of("national-id", "01010112345").bytes()))
                .isEqualTo("358a9a88482d7617b1526db2f1a17936b2aebba9454038605b5353ea4c118772");
    }

    @Test
    void theSameValueHasTheSameHashEveryTime() {
        assertThat(hash(KEY).of("national-id", "01010112345").bytes())
                .hasSize(32)
                .isEqualTo(hash(KEY).of("national-id", "01010112345").bytes());
    }

    @Test
    void anotherValuePurposeOrKeyGivesAnotherHash() {
        KeyedHash.Hash hash = hash(KEY).of("national-id", "01010112345");

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
    void aHashSaysWhichKeyMadeItAndThatOfEveryKeyIsHad() {
        KeyedHash.Hash first = hash(KEY).of("national-id", "01010112345");
        KeyedHash second = hash(REPLACED);

        assertThat(first.keyId()).isEqualTo(1);
        assertThat(second.keyId()).isEqualTo(2);
        assertThat(second.of("national-id", "01010112345").keyId()).isEqualTo(2);
        assertThat(second.all("national-id", "01010112345"))
                .containsExactly(second.of("national-id", "01010112345"), first);
        assertThat(second.isOf(first, "national-id", "01010112345")).isTrue();
        assertThat(second.isOf(first, "national-id", "01010112346")).isFalse();
        assertThat(second.isOf(first, "account", "01010112345")).isFalse();
        assertThat(second.isOf(new KeyedHash.Hash(2, first.bytes()), "national-id", "01010112345"))
                .as("the bytes of another key")
                .isFalse();
    }

    @Test
    void aKeyThatIsNotKnownIsLookedForAndNamed() {
        AtomicReference<Map<String, String>> manager =
                new AtomicReference<>(Map.of("NATIONAL_ID_KEY", KEY));
        HandClock clock = new HandClock();
        KeyedHash behind =
                KeyedHash.from(new Secrets(Environment.of(Map.of()), manager::get, clock));
        KeyedHash.Hash late = hash(REPLACED).of("national-id", "01010112345");
        assertThat(behind.keyId()).isEqualTo(1);

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> behind.isOf(late, "national-id", "01010112345"))
                .withMessageStartingWith(
                        "NATIONAL_ID_KEYS_PREVIOUS is missing or wrong, "
                                + "expected the key with id 2 that hashes were made under");
        manager.set(REPLACED);
        clock.advance(Duration.ofSeconds(5));
        assertThat(behind.isOf(late, "national-id", "01010112345")).isTrue();
        behind.require(1);
        assertThat(behind.keyId()).isEqualTo(2);
    }

    @Test
    void aWrongKeyIsNamedAndNotShown() {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> hash("c2hvcnQ=").of("national-id", "01010112345"))
                .withMessageStartingWith("NATIONAL_ID_KEY is missing or wrong")
                .withMessageNotContaining("c2hvcnQ=");
    }

    private static KeyedHash hash(String key) {
        return hash(Map.of("NATIONAL_ID_KEY", key));
    }

    private static KeyedHash hash(Map<String, String> fields) {
        return KeyedHash.from(Secrets.from(Environment.of(fields), InstantSource.system()));
    }

    private static String key(String bytes) {
        return Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.US_ASCII));
    }
}
