package no.getdrop.compliance.lists;

import static no.getdrop.compliance.lists.Samples.born;
import static no.getdrop.compliance.lists.Samples.entry;
import static no.getdrop.compliance.lists.Samples.strong;
import static no.getdrop.compliance.lists.Samples.weak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.compliance.WatchList.Entry;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class EuListTest {
    @Test
    void aListIsReadWithItsDate() throws ListRefusedException {
        ListDocument list = sample();

        assertThat(list.publishedAt()).isEqualTo(Instant.parse("2025-11-21T16:00:34.049Z"));
        assertThat(list.entries())
                .extracting(Entry::id)
                .containsExactly(
                        "eu:1",
                        "eu:13",
                        "eu:900001",
                        "eu:900010",
                        "eu:900020",
                        "eu:900030",
                        "eu:900040");
    }

    @Test
    void strongAndWeakNamesAreTold() throws ListRefusedException {
        Entry entry = entry(sample(), "eu:13");

        assertThat(strong(entry)).containsExactly("Saddam Hussein Al-Tikriti");
        assertThat(weak(entry)).containsExactly("Abu Ali", "Abou Ali");
        assertThat(born(entry)).containsExactly("1937-04-28/1937-04-28");
    }

    @Test
    void aNameIsPutTogetherWhereItIsNotWholeAndOtherLettersAreKept() throws ListRefusedException {
        assertThat(strong(entry(sample(), "eu:900001")))
                .containsExactly("Omar Oppdiktet", "Омар Оппдиктет");
        assertThat(strong(entry(sample(), "eu:900040")))
                .containsExactly("Oppdiktet Handel & Skip AS");
    }

    @Test
    void spansMonthsAndCircaWiden() throws ListRefusedException {
        assertThat(born(entry(sample(), "eu:900001")))
                .containsExactly("1951-01-01/1960-12-31", "1961-08-01/1961-08-31");
        assertThat(born(entry(sample(), "eu:900030"))).containsExactly("1850-01-01/1980-12-31");
    }

    @Test
    void aYearOfTheIslamicCalendarIsNeverTakenForOneOfOurs() throws ListRefusedException {
        assertThat(born(entry(sample(), "eu:900010"))).containsExactly("1964-01-01/1964-12-31");
        assertThat(born(entry(sample(), "eu:900020"))).isEmpty();
    }

    @Test
    void aDateThatCannotBeReadTellsNobodyApart() throws ListRefusedException {
        String document =
                Samples.text("eu.xml").replace("birthdate=\"1937-04-28\"", "birthdate=\"28.4.37\"");

        assertThat(born(entry(EuList.parse(Samples.stream(document)), "eu:13"))).isEmpty();
    }

    @Test
    void onlyItsDateChangesNoContent() throws ListRefusedException {
        ListDocument one = EuList.parse(Samples.stream(Samples.eu("2026-01-01T00:00:00Z", 5)));
        ListDocument other = EuList.parse(Samples.stream(Samples.eu("2026-01-02T00:00:00Z", 5)));
        ListDocument longer = EuList.parse(Samples.stream(Samples.eu("2026-01-02T00:00:00Z", 6)));

        assertThat(one.contentSha256()).isEqualTo(other.contentSha256());
        assertThat(one.contentSha256()).isNotEqualTo(longer.contentSha256());
    }

    @Test
    void aDocumentWithoutADateIsRefused() {
        String document = Samples.eu("yesterday", 1);

        assertThatThrownBy(() -> EuList.parse(Samples.stream(document)))
                .isInstanceOf(ListRefusedException.class)
                .hasMessage("its generationDate is 'yesterday'");
    }

    private static ListDocument sample() throws ListRefusedException {
        return EuList.parse(Samples.stream(Samples.text("eu.xml")));
    }
}
