package no.getdrop.local.template;

import java.time.Duration;
import java.time.Instant;

/// When a schedule is due: `rate(…)` or `cron(…)` as EventBridge Scheduler reads them, in UTC.
public sealed interface ScheduleExpression permits RateExpression, CronExpression {
    /// The first time after the given one at which it is due.
    Instant next(Instant after);

    /// Reads `rate(5 minutes)` or `cron(0 2 * * ? *)`.
    ///
    /// @throws TemplateException when it is neither
    static ScheduleExpression parse(String text) {
        String stripped = text.strip();
        if (stripped.startsWith("rate(") && stripped.endsWith(")")) {
            return RateExpression.parse(inside(stripped));
        }
        if (stripped.startsWith("cron(") && stripped.endsWith(")")) {
            return CronExpression.parse(inside(stripped));
        }
        throw new TemplateException(
                "schedule '%s': expected rate(<n> <unit>) or cron(<six fields>)".formatted(text));
    }

    private static String inside(String expression) {
        return expression.substring(expression.indexOf('(') + 1, expression.length() - 1).strip();
    }

    /// The shortest period any schedule may have.
    Duration SHORTEST = Duration.ofMinutes(1);
}
