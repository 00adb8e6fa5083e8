package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;

final class SecretTest {
    @Test
    void aKeyIsReadFromBothFormsAndNeitherCanBeTakenForTheOther() {
        long seed = Long.getLong("drop.seed", System.nanoTime());
        System.out.println("SecretTest: -Ddrop.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 1_000; round++) {
            byte[] key = new byte[32];
            random.nextBytes(key);
            String base64 = Base64.getEncoder().encodeToString(key);
            String hex = HexFormat.of().formatHex(key);

            assertThat(base64).hasSize(44);
            assertThat(hex).hasSize(64);
            assertThat(new Secret(base64).key("K")).isEqualTo(key);
            assertThat(new Secret(hex).key("K")).isEqualTo(key);
            assertThat(new Secret(hex.toUpperCase(Locale.ROOT)).key("K")).isEqualTo(key);
            assertThat(Base64.getDecoder().decode(hex)).as("no key as base64").hasSize(48);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c2hvcnQ=",
                "0123456789abcdef0123456789abcdef",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"
            })
    void whatIsNeitherIsRefusedByNameAndNotShown(String text) {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> new Secret(text).key("ENCRYPTION_KEY"))
                .withMessageStartingWith(
                        "ENCRYPTION_KEY is missing or wrong, expected base64 of 32 random bytes,"
                                + " or 64 hexadecimal digits")
                .satisfies(e ->
                        assertThat(e.toString() + e.getCause()).doesNotContain("0123456", "AAEC"));
    }
}
