package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

final class FieldCipherTest {
    private static final String OLD = key('o');
    private static final String NEW = key('n');
    private static final String PLACE = "recipients:0198f0c2:account";

    private final FieldCipher cipher = cipher(Map.of("ENCRYPTION_KEY", OLD));

    @ParameterizedTest
    @ValueSource(strings = {"", "NO9386011117947", "Blåbærsyltetøy 🫐", "a\u0000b"})
    void whatIsSealedOpensAtItsPlace(String text) {
        assertThat(cipher.decrypt(cipher.encrypt(text, PLACE), PLACE)).isEqualTo(text);
    }

    @Test
    void theSealedFormIsKeyIdNonceTextAndTag() {
        byte[] sealed = cipher.encrypt("abc", PLACE);

        assertThat(sealed).hasSize(1 + 12 + 3 + 16);
        assertThat(sealed[0]).isEqualTo((byte) 1);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("abc");
    }

    @Test
    void theSameTextIsNeverSealedTheSameWay() {
        assertThat(cipher.encrypt("abc", PLACE)).isNotEqualTo(cipher.encrypt("abc", PLACE));
    }

    @Test
    void aValueMovedToAnotherPlaceDoesNotOpen() {
        byte[] sealed = cipher.encrypt("abc", PLACE);

        assertThatThrownBy(() -> cipher.decrypt(sealed, "recipients:0198f0c3:account"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("recipients:0198f0c3:account");
    }

    @Test
    void aChangeOfAnyByteIsNoticed() {
        byte[] sealed = cipher.encrypt("abc", PLACE);

        for (int i = 0; i < sealed.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = sealed.clone();
                changed[i] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> cipher.decrypt(changed, PLACE))
                        .as("byte %d, bit %d", i, bit)
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 28})
    void aValueThatIsTooShortIsRefused(int length) {
        assertThatThrownBy(() -> cipher.decrypt(new byte[length], PLACE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(PLACE);
    }

    @Test
    void whileTheKeyIsRotatedBothOpenAndTheNewOneSeals() {
        byte[] before = cipher.encrypt("before", PLACE);
        FieldCipher rotating =
                cipher(
                        Map.of(
                                "ENCRYPTION_KEY",
                                NEW,
                                "ENCRYPTION_KEY_ID",
                                "2",
                                "ENCRYPTION_KEY_PREVIOUS",
                                OLD,
                                "ENCRYPTION_KEY_PREVIOUS_ID",
                                "1"));
        byte[] after = rotating.encrypt("after", PLACE);

        assertThat(after[0]).isEqualTo((byte) 2);
        assertThat(rotating.decrypt(before, PLACE)).isEqualTo("before");
        assertThat(rotating.decrypt(after, PLACE)).isEqualTo("after");
        FieldCipher rotated = cipher(Map.of("ENCRYPTION_KEY", NEW, "ENCRYPTION_KEY_ID", "2"));
        assertThat(rotated.decrypt(after, PLACE)).isEqualTo("after");
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> rotated.decrypt(before, PLACE))
                .withMessageStartingWith(
                        "ENCRYPTION_KEY_PREVIOUS is missing or wrong, "
                                + "expected the key with id 1 that sealed this field");
    }

    @Test
    void twoKeysMustNotHaveOneId() {
        byte[] sealed = cipher.encrypt("abc", PLACE);
        FieldCipher ambiguous =
                cipher(
                        Map.of(
                                "ENCRYPTION_KEY", NEW,
                                "ENCRYPTION_KEY_PREVIOUS", OLD,
                                "ENCRYPTION_KEY_PREVIOUS_ID", "1"));

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> ambiguous.decrypt(sealed, PLACE))
                .withMessageContaining("ENCRYPTION_KEY_PREVIOUS_ID")
                .withMessageContaining("another number than ENCRYPTION_KEY_ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "128", "two"})
    void aWrongKeyIdIsNamed(String id) {
        FieldCipher wrong = cipher(Map.of("ENCRYPTION_KEY", OLD, "ENCRYPTION_KEY_ID", id));

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> wrong.encrypt("abc", PLACE))
                .withMessageContaining("ENCRYPTION_KEY_ID")
                .withMessageContaining("a number from 0 to 127");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2hvcnQ=", "bm90LWJhc2U2NA", "%%%"})
    void aKeyOfAnotherLengthIsNamedAndNotShown(String key) {
        FieldCipher wrong = cipher(Map.of("ENCRYPTION_KEY", key));

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> wrong.encrypt("abc", PLACE))
                .withMessageStartingWith(
                        "ENCRYPTION_KEY is missing or wrong, expected base64 of 32 random bytes")
                .withMessageNotContaining(key);
    }

    @Test
    void aMissingKeyIsNamed() {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> cipher(Map.of()).encrypt("abc", PLACE))
                .withMessageStartingWith("ENCRYPTION_KEY is missing or wrong");
    }

    private static FieldCipher cipher(Map<String, String> variables) {
        return FieldCipher.from(Secrets.from(Environment.of(variables), InstantSource.system()));
    }

    private static String key(char fill) {
        return Base64.getEncoder()
                .encodeToString(
                        String.valueOf(fill).repeat(32).getBytes(StandardCharsets.US_ASCII));
    }
}
