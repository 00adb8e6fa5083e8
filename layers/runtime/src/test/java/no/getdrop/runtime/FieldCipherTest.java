package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

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
    void theSealedFormIsAlgorithmKeyIdNonceTextAndTag() {
        byte[] sealed = cipher.encrypt("abc", PLACE);

        assertThat(sealed).hasSize(1 + 1 + 12 + 3 + 16);
        assertThat(sealed).startsWith(0x81, 1);
        assertThat(cipher.header()).isEqualTo(new byte[] {(byte) 0x81, 1});
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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 14, 29})
    void aNamedValueThatIsTooShortIsRefused(int length) {
        byte[] sealed = new byte[length];
        sealed[0] = (byte) 0x81;

        assertThatThrownBy(() -> cipher.decrypt(sealed, PLACE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(PLACE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 64, 127})
    void whatWasSealedBeforeTheAlgorithmHadANameStillOpens(int keyId) throws Exception {
        FieldCipher numbered =
                cipher(Map.of("ENCRYPTION_KEY", OLD, "ENCRYPTION_KEY_ID", "" + keyId));
        byte[] sealed = sealedBefore(keyId, "NO9386011117947");

        assertThat(sealed).hasSize(1 + 12 + 15 + 16).startsWith(keyId);
        assertThat(numbered.decrypt(sealed, PLACE)).isEqualTo("NO9386011117947");
        assertThat(Arrays.compareUnsigned(sealed, numbered.header())).isNegative();
        assertThatThrownBy(() -> numbered.decrypt(sealed, "recipients:0198f0c3:account"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whileAReleaseReadsThatKnowsNoNamesNoneIsWritten() {
        FieldCipher unnamed = cipher(Map.of("ENCRYPTION_KEY", OLD, "ENCRYPTION_ALGORITHM", "0"));
        byte[] sealed = unnamed.encrypt("abc", PLACE);

        assertThat(sealed).hasSize(1 + 12 + 3 + 16).startsWith(1);
        assertThat(unnamed.header()).isEqualTo(new byte[] {1});
        assertThat(Arrays.compareUnsigned(sealed, unnamed.header())).isPositive();
        assertThat(Arrays.compareUnsigned(sealed, cipher.header())).isNegative();
        assertThat(cipher.decrypt(sealed, PLACE)).isEqualTo("abc");
        assertThat(unnamed.decrypt(cipher.encrypt("abc", PLACE), PLACE)).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "AES"})
    void anAlgorithmThatCannotSealIsRefusedByName(String algorithm) {
        FieldCipher wrong =
                cipher(Map.of("ENCRYPTION_KEY", OLD, "ENCRYPTION_ALGORITHM", algorithm));

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> wrong.encrypt("abc", PLACE))
                .withMessageStartingWith(
                        "ENCRYPTION_ALGORITHM is missing or wrong, expected 0 or 1");
    }

    @Test
    void whatNamesItsAlgorithmDoesNotOpenAsWhatWasSealedBefore() {
        byte[] sealed = cipher.encrypt("abc", PLACE);
        byte[] unnamed = Arrays.copyOfRange(sealed, 1, sealed.length);

        assertThat(unnamed[0]).isEqualTo((byte) 1);
        assertThatThrownBy(() -> cipher.decrypt(unnamed, PLACE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("could not be en- or decrypted");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x82, 0xff})
    void anAlgorithmThatIsNotKnownIsNamedAndNothingElse(int first) {
        byte[] sealed = cipher.encrypt("abc", PLACE);
        sealed[0] = (byte) first;

        assertThatThrownBy(() -> cipher.decrypt(sealed, PLACE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "a field is sealed by algorithm %d, which is not known here: %s"
                                .formatted(first - 0x80, PLACE));
    }

    @Test
    void whatIsUnderALaterKeyBeginsWithMore() {
        FieldCipher last = cipher(Map.of("ENCRYPTION_KEY", OLD, "ENCRYPTION_KEY_ID", "127"));

        assertThat(Arrays.compareUnsigned(cipher.header(), last.header())).isNegative();
        assertThat(last.encrypt("abc", PLACE)).startsWith(last.header());
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
                                "ENCRYPTION_KEYS_PREVIOUS",
                                "1:" + OLD));
        byte[] after = rotating.encrypt("after", PLACE);

        assertThat(after[1]).isEqualTo((byte) 2);
        assertThat(rotating.decrypt(before, PLACE)).isEqualTo("before");
        assertThat(rotating.decrypt(after, PLACE)).isEqualTo("after");
        FieldCipher rotated = cipher(Map.of("ENCRYPTION_KEY", NEW, "ENCRYPTION_KEY_ID", "2"));
        assertThat(rotated.decrypt(after, PLACE)).isEqualTo("after");
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> rotated.decrypt(before, PLACE))
                .withMessageStartingWith(
                        "ENCRYPTION_KEYS_PREVIOUS is missing or wrong, "
                                + "expected the key with id 1 that sealed this field");
    }

    @Test
    void twoKeysMustNotHaveOneId() {
        byte[] sealed = cipher.encrypt("abc", PLACE);
        FieldCipher ambiguous =
                cipher(Map.of("ENCRYPTION_KEY", NEW, "ENCRYPTION_KEYS_PREVIOUS", "1:" + OLD));

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> ambiguous.decrypt(sealed, PLACE))
                .withMessageContaining("ENCRYPTION_KEYS_PREVIOUS")
                .withMessageContaining("none that of ENCRYPTION_KEY");
    }

    @Test
    void everyOlderKeyStillOpensWhatItSealed() {
        byte[] first = cipher.encrypt("first", PLACE);
        byte[] second =
                cipher(
                                Map.of(
                                        "ENCRYPTION_KEY",
                                        NEW,
                                        "ENCRYPTION_KEY_ID",
                                        "2",
                                        "ENCRYPTION_KEYS_PREVIOUS",
                                        "1:" + OLD))
                        .encrypt("second", PLACE);
        FieldCipher third =
                cipher(
                        Map.of(
                                "ENCRYPTION_KEY",
                                "f".repeat(64),
                                "ENCRYPTION_KEY_ID",
                                "3",
                                "ENCRYPTION_KEYS_PREVIOUS",
                                "1:%s,2:%s".formatted(OLD, NEW)));

        assertThat(third.decrypt(first, PLACE)).isEqualTo("first");
        assertThat(third.decrypt(second, PLACE)).isEqualTo("second");
        assertThat(third.encrypt("third", PLACE)[1]).isEqualTo((byte) 3);
    }

    @Test
    void anEnvironmentWithTheOldSetReadsARowOfOneWithTheNew() {
        HandClock clock = new HandClock();
        Map<String, String> before = Map.of("ENCRYPTION_KEY", OLD);
        Map<String, String> after =
                Map.of(
                        "ENCRYPTION_KEY",
                        NEW,
                        "ENCRYPTION_KEY_ID",
                        "2",
                        "ENCRYPTION_KEYS_PREVIOUS",
                        "1:" + OLD);
        AtomicReference<Map<String, String>> manager = new AtomicReference<>(before);
        AtomicInteger reads = new AtomicInteger();
        Secrets oldSet =
                new Secrets(
                        Environment.of(Map.of()),
                        () -> {
                            reads.incrementAndGet();
                            return manager.get();
                        },
                        clock);
        FieldCipher behind = FieldCipher.from(oldSet);
        byte[] early = behind.encrypt("early", PLACE);
        manager.set(after);
        byte[] late = cipher(after).encrypt("late", PLACE);

        assertThat(behind.encrypt("still", PLACE)[1]).as("it has the old set").isEqualTo((byte) 1);
        assertThat(behind.decrypt(late, PLACE)).isEqualTo("late");
        assertThat(behind.decrypt(early, PLACE)).isEqualTo("early");
        assertThat(reads).hasValue(2);
        late[1] = 9;
        for (int i = 0; i < 50; i++) {
            assertThatExceptionOfType(SettingException.class)
                    .isThrownBy(() -> behind.decrypt(late, PLACE));
        }
        assertThat(reads).as("made-up numbers are looked for seldom").hasValue(2);
        clock.advance(Duration.ofSeconds(5));
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> behind.decrypt(late, PLACE));
        assertThat(reads).hasValue(3);
    }

    @Test
    void aKeyIsNeverTakenWithTheNumberOfAnotherReading() {
        Deque<Map<String, String>> readings =
                new ArrayDeque<>(
                        List.of(
                                Map.of("ENCRYPTION_KEY", OLD),
                                Map.of("ENCRYPTION_KEY", NEW, "ENCRYPTION_KEY_ID", "2")));
        // Each look is a new reading: a rotation may come between any two.
        Secrets secrets =
                new Secrets(
                        Environment.of(Map.of("SECRETS_CACHE_SECONDS", "0")),
                        readings::removeFirst,
                        new HandClock());

        byte[] sealed = FieldCipher.from(secrets).encrypt("abc", PLACE);

        assertThat(sealed[1]).isEqualTo((byte) 1);
        assertThat(cipher.decrypt(sealed, PLACE)).isEqualTo("abc");
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

    /// As every value was sealed before the algorithm had a name.
    private static byte[] sealedBefore(int keyId, String text) throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        new SecureRandom().nextBytes(nonce);
        Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
        aes.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(Base64.getDecoder().decode(OLD), "AES"),
                new GCMParameterSpec(128, nonce));
        aes.updateAAD(PLACE.getBytes(StandardCharsets.UTF_8));
        byte[] sealed = aes.doFinal(text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(13 + sealed.length)
                .put((byte) keyId)
                .put(nonce)
                .put(sealed)
                .array();
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
