package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutsideTextTest {
    @Test
    void aNameIsComposedAndStripped() {
        assertThat(OutsideText.name(" GA\u030ARDEN AS ", 10)).contains("GÅRDEN AS");
    }

    @Test
    void aNameIsCountedInCharactersAsPeopleCountThem() {
        assertThat(OutsideText.name("\uD83D\uDE00".repeat(3), 3)).isPresent();
        assertThat(OutsideText.name("\uD83D\uDE00".repeat(4), 3)).isEmpty();
        assertThat(OutsideText.name("a".repeat(1_000_000), 3)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a\0b",
                "a\nb",
                "a\uD83D",
                "a\u202Eb",
                "a\u200Bb",
                "\u3164",
                "a\u00ADb",
                "a\uFFFF"
            })
    void aNameInWhichSomethingIsNotSeenIsNone(String name) {
        assertThat(OutsideText.name(name, 70)).isEmpty();
    }

    @Test
    void aKeyIsKeptAsItIs() {
        assertThat(OutsideText.isKey("p-1 æ/\uD83D\uDE00")).isTrue();
        assertThat(OutsideText.isKey("p".repeat(255))).isTrue();
        assertThat(OutsideText.isKey("p".repeat(256))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "p\0", "p\n", "p\uD83D", "\uDE00p", "p\u0085"})
    void whatCannotBeKeptIsNoKey(String key) {
        assertThat(OutsideText.isKey(key)).isFalse();
    }
}
