package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTokensTest {
    @ParameterizedTest
    @CsvSource({
        "Đorđević, Djordjevic",
        "Đorđević, Ђорђевић",
        "Ana Petrović, Ана Петровић",
        "Željko Šarić, Жељко Шарић",
        "Łukasz Wałęsa, Lukasz Walesa",
        "Şükrü Işık, Sukru Isik",
        "İbrahim, IBRAHIM",
        "Bjørn Åse, Bjorn Ase",
        "Mu'ammar, Muammar",
        "O’Brien, OBrien",
        "Qasim, Kasim",
        "ＡＮＡ, ana"
    })
    void theSameNameInOtherLetters(String one, String other) {
        assertThat(NameTokens.of(one)).isEqualTo(NameTokens.of(other));
    }

    @Test
    void wordsEndAtEverythingThatIsNoLetter() {
        assertThat(NameTokens.of("  al-Rahman,  Abd (dr.) 2 "))
                .containsExactly("al", "rahman", "abd", "dr", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"محمد", "Ali محمد", "王", "123", "—"})
    void whatCannotBeComparedIsTold(String name) {
        assertThat(NameTokens.isLegible(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ана", "Ana 2", "Şükrü", "Đ"})
    void whatCanBeComparedIsLegible(String name) {
        assertThat(NameTokens.isLegible(name)).isTrue();
    }
}
