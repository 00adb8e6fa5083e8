package no.getdrop.compliance.lists;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.compliance.WatchList;
import no.getdrop.testing.fuzz.Fuzz;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.time.LocalDate;

/// Whatever a publisher serves is a list that can be screened against, or is refused.
public final class ListsFuzzTest {
    private static final LocalDate BORN = LocalDate.of(1961, 5, 17);

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(ListsFuzzTest.class, ListsFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, ListsFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        for (ListSource source : ListSource.values()) {
            ListDocument document;
            try {
                document = source.parse(new ByteArrayInputStream(input));
            } catch (ListRefusedException e) {
                continue;
            }
            for (WatchList.Entry entry : document.entries()) {
                assertThat(entry.id()).startsWith(source.text() + ":");
                assertThat(entry.names()).isNotEmpty().noneMatch(name -> name.written().isBlank());
                entry.birthDates().mayBe(BORN);
                entry.birthDates()
                        .spans()
                        .forEach(span ->
                                assertThat(span.from().toString() + span.to())
                                        .as("dates that a row can hold")
                                        .matches("[0-9]{4}-[0-9-]{5}[0-9]{4}-[0-9-]{5}"));
            }
            WatchList list = new WatchList("v1", document.entries());
            list.match(WatchList.Kind.SANCTIONS, "Ola Nordmann", BORN);
        }
    }
}
