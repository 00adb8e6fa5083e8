package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchList.Match;
import no.getdrop.compliance.WatchList.Name;
import no.getdrop.compliance.WatchList.Outcome;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.List;

class WatchListTest {
    private static final LocalDate BORN = LocalDate.of(1970, 5, 4);

    private final WatchList list =
            new WatchList(
                    "2026-11-25",
                    List.of(
                            Entry.of(
                                    "test:1",
                                    Kind.SANCTIONS,
                                    BORN,
                                    "Dragan Izmišljenović",
                                    "Zmaj Ognjeni"),
                            Entry.of("test:2", Kind.SANCTIONS, null, "Primer Trgovina d.o.o."),
                            Entry.of("test:3", Kind.PEP, null, "Łukasz Zmyślony")));

    @Test
    void anExactNameIsAHitOfItsEntry() {
        Match match = list.match(Kind.SANCTIONS, "IZMISLJENOVIC, Dragan", null);

        assertThat(match).isEqualTo(new Match(Outcome.HIT, 1, "test:1", List.of("test:1")));
    }

    @Test
    void anAliasIsAsGoodAsTheFirstName() {
        assertThat(list.match(Kind.SANCTIONS, "Ognjeni Zmaj", null).entryId()).isEqualTo("test:1");
    }

    @Test
    void aKindIsComparedWithItsOwnEntriesOnly() {
        assertThat(list.match(Kind.PEP, "Dragan Izmišljenović", null).outcome())
                .isEqualTo(Outcome.CLEAR);
        assertThat(list.match(Kind.PEP, "Lukasz Zmyslony", null).outcome()).isEqualTo(Outcome.HIT);
    }

    @Test
    void whoIsBornInOtherYearsIsSomebodyElse() {
        String name = "Dragan Izmišljenović";
        assertThat(list.match(Kind.SANCTIONS, name, BORN.plusYears(2)).outcome())
                .isEqualTo(Outcome.HIT);
        assertThat(list.match(Kind.SANCTIONS, name, BORN.plusYears(3)).outcome())
                .isEqualTo(Outcome.CLEAR);
        assertThat(list.match(Kind.SANCTIONS, name, BORN.minusYears(3)).outcome())
                .isEqualTo(Outcome.CLEAR);
    }

    @Test
    void aNameInALetterThatIsNotUnderstoodIsForAPerson() {
        assertThat(list.match(Kind.SANCTIONS, "دراگان", null))
                .isEqualTo(new Match(Outcome.REVIEW, 0, null, List.of()));
    }

    @Test
    void whoIsOnNoListIsClear() {
        assertThat(list.match(Kind.SANCTIONS, "Ana Petrović", null).outcome())
                .isEqualTo(Outcome.CLEAR);
        assertThat(new WatchList("0", List.of()).match(Kind.PEP, "Ana", null))
                .isEqualTo(new Match(Outcome.CLEAR, 0, null, List.of()));
    }

    @Test
    void everyEntryThatIsAlikeIsToldTheClosestFirst() {
        WatchList several =
                new WatchList(
                        "1",
                        List.of(
                                Entry.of("eu:1", Kind.SANCTIONS, null, "Dragan Izmisljenovich"),
                                Entry.of("un:1", Kind.SANCTIONS, null, "Dragan Izmišljenović"),
                                Entry.of("ofac:1", Kind.SANCTIONS, null, "Milan Drugi")));

        Match match = several.match(Kind.SANCTIONS, "Dragan Izmišljenović", null);

        assertThat(match.alike()).containsExactly("un:1", "eu:1");
    }

    @Test
    void aWeakNameIsLookedAtWhenItIsTheSameAndMakesNobodyAHit() {
        WatchList weak =
                new WatchList(
                        "1",
                        List.of(
                                new Entry(
                                        "un:1",
                                        Kind.SANCTIONS,
                                        List.of(Name.of("Omar Oppdiktet"), Name.weak("Abu Ali")),
                                        BirthDates.UNKNOWN)));

        assertThat(weak.match(Kind.SANCTIONS, "Abu Ali", null).outcome()).isEqualTo(Outcome.REVIEW);
        assertThat(weak.match(Kind.SANCTIONS, "Abou Alli", null).outcome())
                .isEqualTo(Outcome.CLEAR);
        assertThat(weak.match(Kind.SANCTIONS, "Omar Oppdiktet", null).outcome())
                .isEqualTo(Outcome.HIT);
    }
}
