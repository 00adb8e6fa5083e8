package no.getdrop.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

class ScheduleExpressionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rate(1 minute)            | 2026-11-21T10:00:30Z | 2026-11-21T10:01:30Z
                    rate(2 hours)             | 2026-11-21T10:00:00Z | 2026-11-21T12:00:00Z
                    rate(1 day)               | 2026-11-21T10:00:00Z | 2026-11-22T10:00:00Z
                    cron(0 2 * * ? *)         | 2026-11-21T01:59:59Z | 2026-11-21T02:00:00Z
                    cron(0 2 * * ? *)         | 2026-11-21T02:00:00Z | 2026-11-22T02:00:00Z
                    cron(0/15 * * * ? *)      | 2026-11-21T10:16:00Z | 2026-11-21T10:30:00Z
                    cron(30 8-9 ? * MON-FRI *) | 2026-11-21T10:00:00Z | 2026-11-23T08:30:00Z
                    cron(0 3 ? * SUN *)       | 2026-11-21T10:00:00Z | 2026-11-22T03:00:00Z
                    cron(5 4 L * ? *)         | 2026-11-21T10:00:00Z | 2026-11-30T04:05:00Z
                    cron(0 0 29 FEB ? *)      | 2026-11-21T10:00:00Z | 2028-02-29T00:00:00Z
                    cron(0 0 1 1,7 ? 2027)    | 2027-01-01T00:00:00Z | 2027-07-01T00:00:00Z
                    """)
    void theNextTimeIsFound(String expression, Instant after, Instant next) {
        assertThat(ScheduleExpression.parse(expression).next(after)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "every minute",
                "rate(0 minutes)",
                "rate(5 seconds)",
                "rate(five minutes)",
                "cron(0 2 * * *)",
                "cron(0 2 * * * *)",
                "cron(0 2 ? * ? *)",
                "cron(60 2 * * ? *)",
                "cron(0 2 * FOO ? *)"
            })
    void whatIsNoScheduleIsRefused(String expression) {
        assertThatThrownBy(() -> ScheduleExpression.parse(expression))
                .isInstanceOf(TemplateException.class);
    }
}
