package no.getdrop.local.template;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;

/// Six fields as EventBridge reads them: minutes, hours, day of month, month, day of week, year.
///
/// `,` `-` `*` `/` and `?` work everywhere they are allowed, `L` (last day) in day of month; `W`
/// and `#` are refused, since nothing here needs them.
public record CronExpression(
        BitSet minutes,
        BitSet hours,
        BitSet daysOfMonth,
        boolean lastDayOfMonth,
        BitSet months,
        BitSet daysOfWeek,
        BitSet years)
        implements ScheduleExpression {
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;
    private static final List<String> MONTHS =
            List.of(
                    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC");
    private static final List<String> DAYS =
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    static CronExpression parse(String text) {
        String[] fields = text.split("\\s+", -1);
        if (fields.length != 6) {
            throw new TemplateException(
                    "cron(%s): expected minutes hours day-of-month month day-of-week year"
                            .formatted(text));
        }
        if (fields[2].equals("?") == fields[4].equals("?")) {
            throw new TemplateException(
                    "cron(%s): exactly one of day-of-month and day-of-week must be ?"
                            .formatted(text));
        }
        boolean last = fields[2].equals("L");
        return new CronExpression(
                field("minutes", fields[0], 0, 59, List.of()),
                field("hours", fields[1], 0, 23, List.of()),
                last ? new BitSet() : field("day-of-month", fields[2], 1, 31, List.of()),
                last,
                field("month", fields[3], 1, 12, MONTHS),
                field("day-of-week", fields[4], 1, 7, DAYS),
                field("year", fields[5], FIRST_YEAR, LAST_YEAR, List.of()));
    }

    @Override
    public Instant next(Instant after) {
        ZonedDateTime from = after.atZone(ZoneOffset.UTC).plusMinutes(1).withSecond(0).withNano(0);
        LocalDate day = from.toLocalDate();
        LocalTime earliest = from.toLocalTime();
        while (day.getYear() <= LAST_YEAR) {
            if (dueOn(day)) {
                LocalTime time = firstTime(earliest);
                if (time != null) {
                    return day.atTime(time).toInstant(ZoneOffset.UTC);
                }
            }
            day = day.plusDays(1);
            earliest = LocalTime.MIN;
        }
        return Instant.MAX;
    }

    private boolean dueOn(LocalDate day) {
        int dayOfWeek = day.getDayOfWeek().getValue() % 7 + 1;
        boolean dayOfMonthDue =
                lastDayOfMonth
                        ? day.equals(YearMonth.from(day).atEndOfMonth())
                        : daysOfMonth.get(day.getDayOfMonth());
        return years.get(day.getYear())
                && months.get(day.getMonthValue())
                && dayOfMonthDue
                && daysOfWeek.get(dayOfWeek);
    }

    private @org.jspecify.annotations.Nullable LocalTime firstTime(LocalTime earliest) {
        for (int hour = hours.nextSetBit(earliest.getHour());
                hour >= 0;
                hour = hours.nextSetBit(hour + 1)) {
            int from = hour == earliest.getHour() ? earliest.getMinute() : 0;
            int minute = minutes.nextSetBit(from);
            if (minute >= 0) {
                return LocalTime.of(hour, minute);
            }
        }
        return null;
    }

    private static BitSet field(String name, String text, int min, int max, List<String> names) {
        BitSet values = new BitSet();
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            String range = stepped[0];
            int step = stepped.length == 1 ? 1 : number(name, stepped[1], 1, max, List.of());
            int from;
            int to;
            if (range.equals("*") || range.equals("?")) {
                from = min;
                to = max;
            } else if (range.indexOf('-') > 0) {
                String[] ends = range.split("-", -1);
                from = number(name, ends[0], min, max, names);
                to = number(name, ends[1], min, max, names);
            } else {
                from = number(name, range, min, max, names);
                to = stepped.length == 1 ? from : max;
            }
            for (int value = from; value <= to; value += step) {
                values.set(value);
            }
        }
        if (values.isEmpty()) {
            throw new TemplateException("cron field %s: '%s' is empty".formatted(name, text));
        }
        return values;
    }

    private static int number(String name, String text, int min, int max, List<String> names) {
        int named = names.indexOf(text.toUpperCase(java.util.Locale.ROOT));
        if (named >= 0) {
            return min + named;
        }
        if (!text.matches("[0-9]{1,4}")
                || Integer.parseInt(text) < min
                || Integer.parseInt(text) > max) {
            throw new TemplateException(
                    "cron field %s: expected %d to %d, was '%s'".formatted(name, min, max, text));
        }
        return Integer.parseInt(text);
    }
}
