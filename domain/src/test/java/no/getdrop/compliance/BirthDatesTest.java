package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.compliance.BirthDates.Span;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.LocalDate;
import java.time.YearMonth;

class BirthDatesTest {
    private static final LocalDate DAY = LocalDate.of(1970, 5, 4);

    @ParameterizedTest
    @CsvSource({
        "1967-05-04, false",
        "1967-05-05, true",
        "1970-05-04, true",
        "1973-05-03, true",
        "1973-05-04, false"
    })
    void aDayIsTrustedToTwoWholeYears(LocalDate born, boolean maybe) {
        assertThat(BirthDates.of(DAY).mayBe(born)).isEqualTo(maybe);
    }

    @ParameterizedTest
    @CsvSource({
        "1955-01-01, false",
        "1955-01-02, true",
        "1960-12-31, true",
        "1965-12-30, true",
        "1965-12-31, true",
        "1966-01-01, true",
        "1967-12-31, false"
    })
    void aSpanOfYearsIsWidenedAtBothEnds(LocalDate born, boolean maybe) {
        BirthDates dates = BirthDates.UNKNOWN.or(Span.ofYears(1964, 1958));

        assertThat(dates.mayBe(born)).isEqualTo(maybe);
    }

    @Test
    void circaWidensByTwoYearsMore() {
        BirthDates dates = BirthDates.UNKNOWN.or(Span.ofYears(1951, 1951).circa());

        assertThat(dates.mayBe(LocalDate.of(1946, 1, 2))).isTrue();
        assertThat(dates.mayBe(LocalDate.of(1946, 1, 1))).isFalse();
        assertThat(dates.mayBe(LocalDate.of(1956, 12, 30))).isTrue();
        assertThat(dates.mayBe(LocalDate.of(1956, 12, 31))).isFalse();
    }

    @Test
    void anyOfSeveralMayBeTheRightOne() {
        BirthDates dates = BirthDates.of(DAY).or(Span.of(YearMonth.of(1990, 2)));

        assertThat(dates.mayBe(LocalDate.of(1990, 2, 28))).isTrue();
        assertThat(dates.mayBe(LocalDate.of(1980, 2, 28))).isFalse();
        assertThat(dates.or(Span.of(DAY)).spans()).hasSize(2);
    }

    @Test
    void whereNothingIsKnownItMayHaveBeenAnyDay() {
        assertThat(BirthDates.UNKNOWN.mayBe(DAY)).isTrue();
    }

    @Test
    void aSpanDoesNotEndBeforeItBegins() {
        assertThatThrownBy(() -> new Span(DAY, DAY.minusDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
