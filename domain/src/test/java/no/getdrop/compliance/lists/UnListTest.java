package no.getdrop.compliance.lists;

import static no.getdrop.compliance.lists.Samples.born;
import static no.getdrop.compliance.lists.Samples.entry;
import static no.getdrop.compliance.lists.Samples.strong;
import static no.getdrop.compliance.lists.Samples.weak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.compliance.WatchList.Entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;

class UnListTest {
    private static final String DATE = "dateGenerated=\"2026-10-03T23:00:03.428Z\"";

    @Test
    void personsAndEntitiesAreReadByTheirReference() throws ListRefusedException {
        ListDocument list = sample();

        assertThat(list.publishedAt()).isEqualTo(Instant.parse("2026-10-03T23:00:03.428Z"));
        assertThat(list.entries())
                .extracting(Entry::id)
                .containsExactly(
                        "un:9900001", "un:CDe.001", "un:CDi.005", "un:CDi.008", "un:TAi.007");
    }

    @Test
    void anAliasOfLowQualityIsWeakAndAnEmptyOneIsNone() throws ListRefusedException {
        Entry makenga = entry(sample(), "un:CDi.008");

        assertThat(strong(makenga))
                .containsExactly(
                        "SULTANI MAKENGA", "MAKENGA, Colonel SULTANI", "MAKENGA, EMMANUEL SULTANI");
        assertThat(weak(makenga)).containsExactly("Musa");
        assertThat(strong(entry(sample(), "un:TAi.007")))
                .containsExactly("ABDUL LATIF MANSUR", "عبد اللطيف منصور", "Abdul Latif Mansoor");
        assertThat(strong(entry(sample(), "un:CDe.001")))
                .containsExactly("ADF", "Allied Democratic Forces");
    }

    @Test
    void aBirthDateIsADayASpanOrAboutAYear() throws ListRefusedException {
        assertThat(born(entry(sample(), "un:CDi.008"))).containsExactly("1973-12-25/1973-12-25");
        assertThat(born(entry(sample(), "un:CDi.005"))).containsExactly("1973-01-01/1974-12-31");
        assertThat(born(entry(sample(), "un:TAi.007"))).containsExactly("1966-01-01/1970-12-31");
        assertThat(born(entry(sample(), "un:9900001"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-14T08:00:00, 2026-07-14T00:00:00Z",
        "2026-07-14, 2026-07-14T00:00:00Z",
        "2026-07-14T08:00:00+02:00, 2026-07-14T06:00:00Z"
    })
    void itsDateHasAZoneOrNone(String written, Instant read) throws ListRefusedException {
        String document = Samples.text("un.xml").replace(DATE, "dateGenerated=\"" + written + "\"");

        assertThat(UnList.parse(Samples.stream(document)).publishedAt()).isEqualTo(read);
    }

    @Test
    void aDocumentWithoutADateIsRefused() {
        String document = Samples.text("un.xml").replace(DATE, "");

        assertThatThrownBy(() -> UnList.parse(Samples.stream(document)))
                .isInstanceOf(ListRefusedException.class)
                .hasMessage("its dateGenerated is ''");
    }

    private static ListDocument sample() throws ListRefusedException {
        return UnList.parse(Samples.stream(Samples.text("un.xml")));
    }
}
