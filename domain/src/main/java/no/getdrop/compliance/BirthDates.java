package no.getdrop.compliance;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/// When somebody may have been born, as a list knows it: days, months, years or spans of years, any
/// of which may be the right one. Where nothing is known it may have been any day.
///
/// What a list leaves open only ever widens this: it is used to tell persons apart, and somebody
/// who is on the list must not get away by a date that was read too narrowly.
public record BirthDates(List<Span> spans) {
    /// Nothing is known.
    public static final BirthDates UNKNOWN = new BirthDates(List.of());

    /// Lists and passports disagree on birth dates; further apart than this it is somebody else.
    private static final int YEARS_APART = 2;

    /// By how much "circa" widens a date to either side; Drop's own assessment.
    private static final int CIRCA_YEARS = 2;

    /// Further away nobody is meant, and no row could hold it, nor a comparison reckon with it.
    private static final int YEAR_MIN = 1000;

    private static final int YEAR_MAX = 9990;

    public BirthDates {
        spans = List.copyOf(spans);
    }

    /// The first and the last day of a possible time, in years of four digits.
    public record Span(LocalDate from, LocalDate to) {
        public Span {
            if (from.getYear() < YEAR_MIN || to.getYear() > YEAR_MAX) {
                throw new DateTimeException("nobody is born from " + from + " to " + to);
            }
            if (to.isBefore(from)) {
                throw new IllegalArgumentException("a span ends before it begins: " + from);
            }
        }

        /// One day.
        public static Span of(LocalDate day) {
            return new Span(day, day);
        }

        /// Any day of a month.
        public static Span of(YearMonth month) {
            return new Span(month.atDay(1), month.atEndOfMonth());
        }

        /// Any day from the one year to the other, in whichever order they are given.
        public static Span ofYears(int one, int other) {
            return new Span(
                    LocalDate.of(Math.min(one, other), 1, 1),
                    LocalDate.of(Math.max(one, other), 12, 31));
        }

        /// The same, when the list says "about".
        public Span circa() {
            return new Span(from.minusYears(CIRCA_YEARS), to.plusYears(CIRCA_YEARS));
        }

        private boolean isNear(LocalDate day) {
            // Less than three years is two whole ones.
            return day.isAfter(from.minusYears(YEARS_APART + 1L))
                    && day.isBefore(to.plusYears(YEARS_APART + 1L));
        }
    }

    /// A day that is known.
    public static BirthDates of(LocalDate day) {
        return new BirthDates(List.of(Span.of(day)));
    }

    /// Whether somebody born on `day` may be meant.
    public boolean mayBe(LocalDate day) {
        return spans.isEmpty() || spans.stream().anyMatch(span -> span.isNear(day));
    }

    /// These and another possible time.
    public BirthDates or(Span span) {
        if (spans.contains(span)) {
            return this;
        }
        List<Span> more = new ArrayList<>(spans);
        more.add(span);
        return new BirthDates(more);
    }
}
