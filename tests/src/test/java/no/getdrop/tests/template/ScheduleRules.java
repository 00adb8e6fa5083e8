package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.template.ScheduleExpression;
import no.getdrop.local.template.TemplateException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What EventBridge Scheduler starts.
final class ScheduleRules {
    private ScheduleRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("schedules have no names that two stacks would share", ScheduleRules::names)
                        .brokenBy(
                                "ScheduleExpression: rate(1 minute)\n            OmitName: true\n",
                                "ScheduleExpression: rate(1 minute)\n"),
                Rule.of("what a schedule cannot deliver is kept", ScheduleRules::kept)
                        .brokenWithout(
                                "            DeadLetterConfig:\n"
                                        + "              Arn: !GetAtt DeadLetters.Arn\n"),
                Rule.of("late starts are over before the next", ScheduleRules::retries)
                        .brokenBy(
                                "MaximumEventAgeInSeconds: 300\n",
                                "MaximumEventAgeInSeconds: 3600\n")
                        .brokenWithout(
                                "            RetryPolicy:\n"
                                        + "              MaximumEventAgeInSeconds: 60\n"
                                        + "              MaximumRetryAttempts: 2\n"),
                Rule.of("hours are UTC's", ScheduleRules::utc)
                        .brokenWithout("            ScheduleExpressionTimezone: UTC\n"),
                Rule.of("schedules tell for which moment they are", ScheduleRules::moments)
                        .brokenBy(
                                ",\"scheduledAt\":\"<aws.scheduler.scheduled-time>\"",
                                ",\"scheduledAt\":\"now\""),
                Rule.of("schedules can be read", ScheduleRules::expressions)
                        .brokenBy("cron(23 * * * ? *)", "cron(23 * * * *)")
                        .brokenBy("cron(0 2 * * ? *)", "cron(0 25 * * ? *)"));
    }

    private static Map<String, JsonNode> schedules(Stack stack) {
        return stack.of("AWS::Scheduler::Schedule");
    }

    private static void names(Stack stack, Rule.Findings findings) {
        schedules(stack)
                .forEach(
                        (id, schedule) -> findings.unless(!schedule.has("Name"), id + " is named"));
        findings.unless(schedules(stack).size() >= 4, "only " + schedules(stack).keySet());
    }

    private static void kept(Stack stack, Rule.Findings findings) {
        for (String id : schedules(stack).keySet()) {
            findings.unless(
                    stack.text(id, "/Target/DeadLetterConfig/Arn").equals("${DeadLetters.Arn}"),
                    id + " loses what it cannot deliver");
        }
    }

    private static void retries(Stack stack, Rule.Findings findings) {
        schedules(stack)
                .forEach((id, schedule) -> {
                    JsonNode retry = schedule.at("/Target/RetryPolicy");
                    int ageSeconds = retry.path("MaximumEventAgeInSeconds").asInt(86_400);
                    findings.unless(
                            retry.path("MaximumRetryAttempts").asInt() > 0
                                    && ageSeconds <= period(schedule).toSeconds(),
                            id + " may start for " + ageSeconds + " s, or tries once only");
                });
    }

    private static Duration period(JsonNode schedule) {
        try {
            ScheduleExpression expression =
                    ScheduleExpression.parse(schedule.path("ScheduleExpression").asText());
            Instant first = expression.next(Instant.parse("2026-11-26T00:00:00Z"));
            return Duration.between(first, expression.next(first));
        } catch (TemplateException e) {
            // Another rule tells it.
            return Duration.ofDays(1);
        }
    }

    private static void utc(Stack stack, Rule.Findings findings) {
        for (String id : schedules(stack).keySet()) {
            findings.unless(
                    stack.text(id, "/ScheduleExpression").startsWith("rate(")
                            || stack.text(id, "/ScheduleExpressionTimezone").equals("UTC"),
                    id + ": whose hours");
        }
    }

    private static void moments(Stack stack, Rule.Findings findings) {
        for (String id : schedules(stack).keySet()) {
            findings.unless(
                    stack.text(id, "/Target/Input")
                            .contains("\"scheduledAt\":\"<aws.scheduler.scheduled-time>\""),
                    id + ": " + stack.text(id, "/Target/Input"));
        }
    }

    private static void expressions(Stack stack, Rule.Findings findings) {
        for (String id : schedules(stack).keySet()) {
            try {
                ScheduleExpression.parse(stack.text(id, "/ScheduleExpression"));
            } catch (TemplateException e) {
                findings.unless(false, id + ": " + e.getMessage());
            }
        }
    }
}
