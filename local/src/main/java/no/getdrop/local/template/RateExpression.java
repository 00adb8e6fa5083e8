package no.getdrop.local.template;

import java.time.Duration;
import java.time.Instant;

/// A fixed period: `rate(1 minute)`, `rate(5 minutes)`, `rate(2 hours)`, `rate(1 day)`.
public record RateExpression(Duration period) implements ScheduleExpression {
    public RateExpression {
        if (period.compareTo(SHORTEST) < 0) {
            throw new TemplateException("a rate must be at least one minute, was " + period);
        }
    }

    static RateExpression parse(String text) {
        String[] parts = text.split("\\s+", -1);
        if (parts.length != 2 || !parts[0].matches("[1-9][0-9]{0,6}")) {
            throw new TemplateException(
                    "rate(%s): expected a whole number and minutes, hours or days".formatted(text));
        }
        long count = Long.parseLong(parts[0]);
        Duration period =
                switch (parts[1]) {
                    case "minute", "minutes" -> Duration.ofMinutes(count);
                    case "hour", "hours" -> Duration.ofHours(count);
                    case "day", "days" -> Duration.ofDays(count);
                    case String other ->
                            throw new TemplateException(
                                    "rate(%s): unit must be minutes, hours or days, was '%s'"
                                            .formatted(text, other));
                };
        return new RateExpression(period);
    }

    @Override
    public Instant next(Instant after) {
        return after.plus(period);
    }
}
