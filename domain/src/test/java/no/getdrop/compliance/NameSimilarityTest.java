package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchList.Outcome;

import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Random;

class NameSimilarityTest {
    /// Pairs and values of W. E. Winkler, "Overview of Record Linkage and Current Research
    /// Directions", U.S. Census Bureau 2006, table 6; two decimals are compared.
    @ParameterizedTest
    @CsvSource({
        "SHACKLEFORD, SHACKELFORD, 0.982",
        "DUNNINGHAM, CUNNIGHAM, 0.896",
        "NICHLESON, NICHULSON, 0.956",
        "JONES, JOHNSON, 0.832",
        "MASSEY, MASSIE, 0.933",
        "ABROMS, ABRAMS, 0.922",
        "MARTHA, MARHTA, 0.961",
        "JERALDINE, GERALDINE, 0.926",
        "MICHELLE, MICHAEL, 0.921",
        "JULIES, JULIUS, 0.933",
        "DWAYNE, DUANE, 0.840",
        "SEAN, SUSAN, 0.805",
        "DIXON, DICKSONX, 0.813"
    })
    void theLibrarysMeasureIsWinklers(String one, String other, double published) {
        assertThat(new JaroWinklerSimilarity().apply(one, other))
                .isCloseTo(published, within(0.02));
    }

    /// Spellings of one person's name as lists and newspapers publish them.
    @ParameterizedTest
    @CsvSource({
        "Radovan Karadžić, KARADZIC Radovan",
        "Радован Караџић, Radovan Karadžić",
        "Ratko Mladić, Mladic Ratko",
        "Slobodan Milošević, Slobodan Milosevich",
        "Saddam Hussein, Saddam Husayn",
        "Usama bin Laden, Osama bin Ladin",
        "Muhammad Omar, Mohammed Omar",
        "Abdul Rahman Yasin, Abd al-Rahman Yasin",
        "Hafiz Muhammad Saeed, Hafiz Mohammad Sayeed",
        "Ana Maria Petrović, Ana Petrovic",
        "Wałęsa Lech, Lech Walesa"
    })
    void aNameInAnotherSpellingIsLookedAt(String one, String other) {
        assertThat(outcome(one, other)).as(score(one, other)).isNotEqualTo(Outcome.CLEAR);
        assertThat(score(other, one)).isEqualTo(score(one, other));
    }

    @ParameterizedTest
    @CsvSource({
        "Ana Petrović, Marko Petrović",
        "Ana Petrović, Ana Petrovska",
        "Ana Petrović, Ana Marković",
        "Petrović, Ana Petrović",
        "Kari Nordmann, Ola Nordmann",
        "Muhammad Khan, Muhammad Iqbal",
        "Muhammad Ali Khan, Ahmed Raza Khan",
        "Jan Kowalski, Jan Kowalczyk",
        "Mehmet Yılmaz, Mehmet Yıldız",
        "Milica Jovanović, Milan Jokić"
    })
    void anotherPersonsNameIsNot(String one, String other) {
        assertThat(outcome(one, other)).as(score(one, other)).isEqualTo(Outcome.CLEAR);
    }

    @ParameterizedTest
    @CsvSource({"Ana Petrović", "X Y", "Muhammad Ali Khan", "Primer Trgovina d.o.o."})
    void aNameIsItselfInEveryOrder(String name) {
        List<String> words = NameTokens.of(name);
        assertThat(NameSimilarity.of(words, words.reversed())).isEqualTo(1);
    }

    @Test
    void aScoreIsAlwaysFromZeroToOneAndTheSameBothWays() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            List<String> one = NameTokens.of(name(random));
            List<String> other = NameTokens.of(name(random));
            assertThat(NameSimilarity.of(one, other))
                    .as("seed %d: %s, %s", seed, one, other)
                    .isBetween(0.0, 1.0)
                    .isCloseTo(NameSimilarity.of(other, one), within(0.05));
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        int length = random.nextInt(25);
        for (int i = 0; i < length; i++) {
            name.append("aeioumrtsk đšćž".charAt(random.nextInt(15)));
        }
        return name.toString();
    }

    private static Outcome outcome(String one, String other) {
        return new WatchList("1", List.of(Entry.of("test:1", Kind.SANCTIONS, null, one)))
                .match(Kind.SANCTIONS, other, null)
                .outcome();
    }

    private static String score(String one, String other) {
        return "%.4f".formatted(NameSimilarity.of(NameTokens.of(one), NameTokens.of(other)));
    }
}
