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

class OfacListTest {
    @Test
    void personsAndCompaniesAreReadAndThingsAreNot() throws ListRefusedException {
        ListDocument list = sample();

        assertThat(list.publishedAt()).isEqualTo(Instant.parse("2026-06-22T00:00:00Z"));
        assertThat(list.entries())
                .extracting(Entry::id)
                .containsExactly("ofac:36", "ofac:990001", "ofac:990002", "ofac:990003");
    }

    @Test
    void weakAliasesAreToldAndOneWithoutANameIsNone() throws ListRefusedException {
        assertThat(strong(entry(sample(), "ofac:36")))
                .containsExactly("AEROCARIBBEAN AIRLINES", "AERO-CARIBBEAN");
        assertThat(strong(entry(sample(), "ofac:990001")))
                .containsExactly("Amina Oda OPPDIKTET", "Amina DIKTET-OPP");
        assertThat(weak(entry(sample(), "ofac:990001"))).containsExactly("MAMA A");
    }

    /// Forms of dates as OFAC lists them: "Technical notice" of 13 June 2012
    /// (ofac.treasury.gov/recent-actions/20120613), and the list since.
    @Test
    void birthDatesAreDaysMonthsYearsSpansAndCirca() throws ListRefusedException {
        assertThat(born(entry(sample(), "ofac:990001")))
                .containsExactly("1968-12-10/1968-12-10", "1971-01-01/1971-12-31");
        assertThat(born(entry(sample(), "ofac:990002")))
                .containsExactly(
                        "1949-01-01/1953-12-31",
                        "1957-09-01/1957-09-30",
                        "1958-01-01/1962-12-31",
                        "1970-03-01/1970-04-30");
    }

    @Test
    void aDateThatCannotBeReadTellsNobodyApart() throws ListRefusedException {
        assertThat(born(entry(sample(), "ofac:990003"))).isEmpty();
    }

    @Test
    void aDocumentThatLostEntriesIsRefusedByItsOwnCount() {
        String document =
                Samples.text("ofac.xml")
                        .replaceFirst("(?s)<sdnEntry>\\s*<uid>990002</uid>.*?</sdnEntry>", "");

        assertThatThrownBy(() -> OfacList.parse(Samples.stream(document)))
                .isInstanceOf(ListRefusedException.class)
                .hasMessage("it has 4 entries and states 5");
    }

    @Test
    void aDocumentWithoutACountOrADateIsRefused() {
        String document =
                Samples.text("ofac.xml").replaceFirst("(?s)<publshInformation>.*?</publsh.*?>", "");

        assertThatThrownBy(() -> OfacList.parse(Samples.stream(document)))
                .isInstanceOf(ListRefusedException.class)
                .hasMessage("it has 5 entries and states -1");
    }

    private static ListDocument sample() throws ListRefusedException {
        return OfacList.parse(Samples.stream(Samples.text("ofac.xml")));
    }
}
