package no.getdrop.deadlines;

import de.focus_shift.jollyday.core.HolidayCalendar;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;

import java.time.DayOfWeek;
import java.time.LocalDate;

/// The days on which Drop and the banks of Norway are open: Monday to Friday but for public
/// holidays (PSD2 Art. 4(37); lov om helligdager og helligdagsfred § 2, lov om 1 og 17 mai § 1).
///
/// 24 and 31 December are business days: banks may close early, but no law makes them holidays, and
/// a deadline that counts them ends sooner, which is the customer's side.
public final class BusinessDays {
    private final HolidayManager holidays =
            HolidayManager.getInstance(ManagerParameters.create(HolidayCalendar.NORWAY));

    /// Whether a day is one.
    public boolean includes(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.isHoliday(day);
    }

    /// The last of `count` business days that follow `day`; the day itself never counts (Regulation
    /// 1182/71 Art. 3(1)).
    ///
    /// @param count at least 1
    public LocalDate after(LocalDate day, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a period has at least one business day: " + count);
        }
        LocalDate last = day;
        for (int counted = 0; counted < count; ) {
            last = last.plusDays(1);
            if (includes(last)) {
                counted++;
            }
        }
        return last;
    }
}
