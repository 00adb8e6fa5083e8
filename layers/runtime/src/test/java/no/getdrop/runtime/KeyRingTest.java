package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.Map;

final class KeyRingTest {
    private static final KeyRing.Kind KIND = KeyRing.Kind.ENCRYPTION;

    @ParameterizedTest
    @EnumSource
    void everyKeyStaysUnderItsNumberThroughAllRotations(KeyRing.Kind kind) {
        Map<String, String> fields = Map.of(kind.keyField(), key(1));
        int last = Math.min(kind.highestId(), 300);
        for (int id = 2; id <= last; id++) {
            KeyRing before = KeyRing.of(kind, Secrets.View.of(fields));
            fields = before.rotatedTo(key(id));
            KeyRing after = KeyRing.of(kind, Secrets.View.of(fields));
            assertThat(after.id()).isEqualTo(id);
            assertThat(after.opensAllOf(before)).isTrue();
            assertThat(before.opensAllOf(after)).isFalse();
            assertThat(after.ids()).hasSize(id).startsWith(id, 1);
        }
        KeyRing ring = KeyRing.of(kind, Secrets.View.of(fields));
        for (int id = 1; id <= last; id++) {
            assertThat(ring.key(id)).hasValue(HexFormat.of().parseHex(key(id)));
        }
        assertThat(ring.key(0)).isEmpty();
        assertThat(ring.key(last + 1)).isEmpty();
    }

    @Test
    void theFormOfTheEarlierKeysIsPlain() {
        KeyRing first = ring(Map.of("ENCRYPTION_KEY", key(1)));
        KeyRing second = ring(first.rotatedTo(key(2)));

        assertThat(second.rotatedTo(key(3)))
                .isEqualTo(
                        Map.of(
                                "ENCRYPTION_KEY",
                                key(3),
                                "ENCRYPTION_KEY_ID",
                                "3",
                                "ENCRYPTION_KEYS_PREVIOUS",
                                "1:%s,2:%s".formatted(key(1), key(2))));
    }

    @ParameterizedTest
    @CsvSource({"ENCRYPTION, 127", "QR_SIGNING, 999"})
    void afterTheHighestNumberThereIsNoRotation(KeyRing.Kind kind, String highest) {
        KeyRing ring =
                KeyRing.of(
                        kind,
                        Secrets.View.of(Map.of(kind.keyField(), key(1), kind.idField(), highest)));

        assertThatIllegalStateException()
                .isThrownBy(() -> ring.rotatedTo(key(2)))
                .withMessage(kind.keyField() + " has no number after " + highest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "1",
                "1:",
                ":KEY",
                "1:KEY,",
                "1:KEY,1:KEY",
                "01:KEY",
                "128:KEY",
                "-1:KEY",
                "2:KEY",
                "1:KEY;3:KEY"
            })
    void aWrongListOfEarlierKeysIsRefusedByNameAndNotShown(String form) {
        String list = form.replace("KEY", key(1));

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() ->
                        ring(
                                Map.of(
                                        "ENCRYPTION_KEY",
                                        key(2),
                                        "ENCRYPTION_KEY_ID",
                                        "2",
                                        "ENCRYPTION_KEYS_PREVIOUS",
                                        list)))
                .withMessageStartingWith("ENCRYPTION_KEYS_PREVIOUS is missing or wrong")
                .withMessageContaining("1:<key>,2:<key>")
                .withMessageNotContaining(key(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "128", "two", "007", "1.0"})
    void aWrongNumberIsRefusedByName(String id) {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> ring(Map.of("ENCRYPTION_KEY", key(1), "ENCRYPTION_KEY_ID", id)))
                .withMessageStartingWith(
                        "ENCRYPTION_KEY_ID is missing or wrong, expected a number from 0 to 127");
    }

    @Test
    void anEarlierKeyUnderAnotherNumberIsNotTheSame() {
        KeyRing before = ring(Map.of("ENCRYPTION_KEY", key(1)));
        KeyRing renumbered =
                ring(
                        Map.of(
                                "ENCRYPTION_KEY",
                                key(2),
                                "ENCRYPTION_KEY_ID",
                                "2",
                                "ENCRYPTION_KEYS_PREVIOUS",
                                "3:" + key(1)));

        assertThat(renumbered.opensAllOf(before)).isFalse();
    }

    private static KeyRing ring(Map<String, String> fields) {
        return KeyRing.of(KIND, Secrets.View.of(fields));
    }

    private static String key(int number) {
        return "%064x".formatted(number);
    }
}
