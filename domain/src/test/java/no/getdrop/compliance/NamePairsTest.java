package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchList.Match;
import no.getdrop.compliance.WatchList.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// How good the comparison is: on names that lists and newspapers publish in two spellings, and on
/// names that many people in Norway have. `name-pairs.txt` and `un-names.txt` say where theirs are
/// from.
class NamePairsTest {
    /// Statistics Norway, names in use on 1 January 2019, the most frequent of men and of women
    /// (Aftenposten, July 2019), and Mohamed and Ali, which are frequent in Oslo.
    private static final String FIRST_NAMES =
            "Jan Bjørn Per Ole Lars Kjell Thomas Svein Knut Arne Geir Morten Martin Tor Hans"
                + " Andreas Erik Terje Anders Odd Rune John Daniel Trond Magnus Marius Kristian"
                + " Tore Mohamed Ali Anne Inger Kari Marit Ingrid Liv Eva Berit Astrid Bjørg Hilde"
                + " Anna Solveig Marianne Randi Ida Nina Maria Elisabeth Kristin Bente Heidi Silje"
                + " Hanne Linda Tone Anita Tove Nora Elin";

    /// Statistics Norway, the most frequent last names.
    private static final String LAST_NAMES =
            "Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen"
                    + " Johnsen Pettersen Eriksen Berg Haugen Hagen Johannessen Andreassen Jacobsen"
                    + " Dahl Jørgensen Halvorsen Henriksen Lund Sørensen Jakobsen Moen Gundersen"
                    + " Iversen Strand Solberg Svendsen Eide Knutsen Martinsen Bakken Paulsen"
                    + " Kristoffersen Mathisen Lie Amundsen Nguyen Rasmussen Lunde Moe Solheim"
                    + " Berge Kristensen Bakke Fredriksen";

    /// One in two hundred.
    private static final double FALSE_POSITIVES_MAX = 0.005;

    /// Two spellings of a name.
    ///
    /// @param differs by what; `missed` for those that are known not to be found
    record Pair(String differs, String one, String other, String source) {}

    @ParameterizedTest
    @MethodSource("pairs")
    void twoSpellingsOfANameAreFoundBothWays(Pair pair) {
        boolean missed = pair.differs().equals("missed");

        assertThat(isFound(pair.one(), pair.other())).as(score(pair)).isEqualTo(!missed);
        assertThat(isFound(pair.other(), pair.one())).as(score(pair)).isEqualTo(!missed);
    }

    /// 730 persons of the Security Council's list with their aliases, against 3,000 names as they
    /// are common in Norway; birth dates, which tell most of these apart, are left out.
    @Test
    void commonNamesInNorwayAreSeldomHeld() {
        WatchList list = new WatchList("un", listed());
        int names = 0;
        int looked = 0;
        for (String first : FIRST_NAMES.split(" ", -1)) {
            for (String last : LAST_NAMES.split(" ", -1)) {
                Match match = list.match(Kind.SANCTIONS, first + " " + last, null);
                names++;
                assertThat(match.outcome())
                        .as("%s %s: %s", first, last, match)
                        .isNotEqualTo(Outcome.HIT);
                if (match.outcome() == Outcome.REVIEW) {
                    looked++;
                    System.out.printf("%s %s is looked at: %s%n", first, last, match);
                }
            }
        }
        System.out.printf(
                "of %d common names (Statistics Norway) %d are looked at, %.2f %%, against %d"
                        + " persons (UN list of 2026-02-27)%n",
                names, looked, 100.0 * looked / names, list.entries().size());
        assertThat((double) looked / names).isLessThan(FALSE_POSITIVES_MAX);
    }

    /// Also with others on the list who are called much the same.
    @Test
    void everybodyOnTheListIsFound() {
        List<Entry> entries = listed();
        WatchList list = new WatchList("un", entries);
        for (Entry entry : entries) {
            String name = entry.names().getLast().written();
            assertThat(list.match(Kind.SANCTIONS, name, null).outcome())
                    .as(name)
                    .isEqualTo(Outcome.HIT);
        }
        assertThat(entries).hasSize(730);
    }

    static Stream<Pair> pairs() {
        return lines("name-pairs.txt")
                .map(line -> line.split("\\|", -1))
                .map(parts -> new Pair(parts[0], parts[1], parts[2], parts[3]));
    }

    private static List<Entry> listed() {
        return lines("un-names.txt")
                .map(line -> line.split("\\|", -1))
                .map(parts ->
                        Entry.of(
                                "un:" + parts[0],
                                Kind.SANCTIONS,
                                null,
                                Arrays.copyOfRange(parts, 1, parts.length)))
                .toList();
    }

    private static Stream<String> lines(String file) {
        try (InputStream resource = NamePairsTest.class.getResourceAsStream(file)) {
            byte[] bytes = Objects.requireNonNull(resource, file).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFound(String listed, String name) {
        return new WatchList("1", List.of(Entry.of("test:1", Kind.SANCTIONS, null, listed)))
                        .match(Kind.SANCTIONS, name, null)
                        .outcome()
                != Outcome.CLEAR;
    }

    private static String score(Pair pair) {
        return "%.4f %s"
                .formatted(
                        NameSimilarity.of(NameTokens.of(pair.one()), NameTokens.of(pair.other())),
                        pair);
    }
}
