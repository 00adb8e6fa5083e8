package no.getdrop.deadlines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

final class BusinessDaysTest {
    private static final Set<MonthDay> FIXED =
            Set.of(
                    MonthDay.of(1, 1),
                    MonthDay.of(5, 1),
                    MonthDay.of(5, 17),
                    MonthDay.of(12, 25),
                    MonthDay.of(12, 26));

    /// Maundy Thursday, Good Friday, Easter, Easter Monday, Ascension, Whit Sunday, Whit Monday.
    private static final List<Integer> FROM_EASTER = List.of(-3, -2, 0, 1, 39, 49, 50);

    private final BusinessDays businessDays = new BusinessDays();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-04-01",
                "2026-04-07",
                "2026-04-30",
                "2026-05-15",
                "2026-05-18",
                "2026-12-23",
                "2026-12-24",
                "2026-12-31",
                "2027-01-04"
            })
    void banksAreOpen(LocalDate day) {
        assertThat(businessDays.includes(day)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01", "2026-04-02", "2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06",
                "2026-05-01", "2026-05-14", "2026-05-17", "2026-05-25", "2026-12-25", "2026-12-26"
            })
    void banksAreClosed(LocalDate day) {
        assertThat(businessDays.includes(day)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // Wednesday before Easter: Thursday to Monday are free.
        "2026-04-01, 1, 2026-04-07",
        "2026-04-01, 15, 2026-04-27",
        // Over 1 May, Ascension Day, 17 May (a Sunday) and Whit Monday.
        "2026-04-27, 15, 2026-05-20",
        "2026-05-13, 1, 2026-05-15",
        "2026-05-22, 1, 2026-05-26",
        // Over Christmas and New Year, whose eves are counted.
        "2026-12-23, 1, 2026-12-24",
        "2026-12-24, 1, 2026-12-28",
        "2026-12-18, 15, 2027-01-12",
        // A Saturday and a Sunday count from Monday on.
        "2026-11-28, 1, 2026-11-30",
        "2026-11-29, 1, 2026-11-30"
    })
    void aPeriodEndsOnItsLastBusinessDay(LocalDate day, int count, LocalDate expected) {
        assertThat(businessDays.after(day, count)).isEqualTo(expected);
    }

    @Test
    void everyDayOfACenturyIsAsTheLawSays() {
        LocalDate.of(2000, 1, 1)
                .datesUntil(LocalDate.of(2100, 1, 1))
                .forEach(day ->
                        assertThat(businessDays.includes(day))
                                .as("%s", day)
                                .isEqualTo(isBusinessDay(day)));
    }

    @Test
    void aPeriodHoldsExactlyItsBusinessDaysAndEndsOnOne() {
        LocalDate.of(2026, 1, 1)
                .datesUntil(LocalDate.of(2036, 1, 1))
                .forEach(day ->
                        Stream.of(1, 15, 35)
                                .forEach(count -> {
                                    LocalDate last = businessDays.after(day, count);
                                    assertThat(isBusinessDay(last))
                                            .as("%s + %s", day, count)
                                            .isTrue();
                                    assertThat(
                                                    day.plusDays(1)
                                                            .datesUntil(last.plusDays(1))
                                                            .filter(
                                                                    BusinessDaysTest
                                                                            ::isBusinessDay))
                                            .as("%s + %s", day, count)
                                            .hasSize(count);
                                }));
    }

    @Test
    void aPeriodWithoutDaysIsAMistake() {
        assertThatThrownBy(() -> businessDays.after(LocalDate.of(2026, 4, 1), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// The law once more, with Easter by another rule than the library's (Meeus, Jones, Butcher).
    private static boolean isBusinessDay(LocalDate day) {
        boolean weekend =
                day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        LocalDate easter = easter(day.getYear());
        return !weekend
                && !FIXED.contains(MonthDay.from(day))
                && FROM_EASTER.stream().noneMatch(days -> easter.plusDays(days).equals(day));
    }

    private static LocalDate easter(int year) {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int n = h + l - 7 * m + 114;
        return LocalDate.of(year, n / 31, n % 31 + 1);
    }
}
