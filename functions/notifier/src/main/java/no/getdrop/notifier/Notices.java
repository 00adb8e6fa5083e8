package no.getdrop.notifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what was published. Whatever is not understood is told as the text that it is: nothing is
/// lost for a form that nobody thought of.
final class Notices {
    private static final DateTimeFormatter CHANGE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");
    private static final Pattern RUNBOOK =
            Pattern.compile(
                    "\\s*Runbook: (docs/runbooks/[a-z0-9-]+\\.md(?:#[a-z0-9-]+)?)\\.?\\s*$");

    /// `[7.0 (26/11/26 06:03:00), 5.0 (…)]` in the reason.
    private static final Pattern DATAPOINTS = Pattern.compile("\\[([^\\[\\]]*)]");

    private static final Map<String, String> COMPARISONS =
            Map.of(
                    "GreaterThanOrEqualToThreshold", "≥",
                    "GreaterThanThreshold", ">",
                    "LessThanThreshold", "<",
                    "LessThanOrEqualToThreshold", "≤");

    /// Of JSON that is no alarm these say nothing to a reader, or name an AWS account.
    private static final Set<String> LEFT_OUT =
            Set.of("account", "accountId", "AWSAccountId", "version", "id");

    private static final int DEPTH_MAX = 3;

    private Notices() {}

    /// What the message says.
    static Notice read(SnsMessage message) {
        Optional<JsonNode> json = object(message.text());
        if (json.isEmpty()) {
            return new Notice.Text(message.subject(), message.text());
        }
        JsonNode body = json.get();
        if (!body.path("AlarmName").isTextual()) {
            List<String> lines = new ArrayList<>();
            flatten("", body, lines, 0);
            return new Notice.Text(message.subject(), String.join("\n", lines));
        }
        return switch (body.path("NewStateValue").asText()) {
            case "ALARM" -> alarm(message, body, Notice.State.ALARM);
            case "OK" -> alarm(message, body, Notice.State.OK);
            case "INSUFFICIENT_DATA" -> new Notice.Ignored("INSUFFICIENT_DATA");
            case String _ -> new Notice.Text(message.subject(), message.text());
        };
    }

    private static Notice alarm(SnsMessage message, JsonNode body, Notice.State state) {
        Optional<Instant> since = instant(body.path("StateChangeTime").asText());
        if (since.isEmpty()) {
            return new Notice.Text(message.subject(), message.text());
        }
        String description = body.path("AlarmDescription").asText("");
        Matcher runbook = RUNBOOK.matcher(description);
        boolean named = runbook.find();
        return new Notice.Alarm(
                body.path("AlarmName").textValue(),
                state,
                named ? description.substring(0, runbook.start()).strip() : description.strip(),
                named ? Optional.of(runbook.group(1)) : Optional.empty(),
                body.path("NewStateReason").asText(""),
                measure(body.path("Trigger"), body.path("NewStateReason").asText("")),
                since.get());
    }

    /// A composite alarm has no trigger, one by metric math no name.
    private static Optional<Notice.Measure> measure(JsonNode trigger, String reason) {
        if (!trigger.path("Threshold").isNumber()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        Matcher datapoints = DATAPOINTS.matcher(reason);
        if (datapoints.find()) {
            for (String datapoint : datapoints.group(1).split(",", -1)) {
                values.add(datapoint.strip().split(" ", 2)[0]);
            }
        }
        String comparison = trigger.path("ComparisonOperator").asText();
        return Optional.of(
                new Notice.Measure(
                        trigger.path("MetricName").asText("the expression"),
                        values,
                        COMPARISONS.getOrDefault(comparison, comparison),
                        trigger.path("Threshold").asText()));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text, CHANGE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> object(String text) {
        try {
            return Optional.ofNullable(Json.mapper().readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /// One line for each field, as `detail.status: FAILURE`.
    private static void flatten(String prefix, JsonNode node, List<String> lines, int depth) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = prefix + field.getKey();
            JsonNode value = field.getValue();
            if (LEFT_OUT.contains(field.getKey()) || value.isNull()) {
                continue;
            }
            if (value.isObject() && depth < DEPTH_MAX) {
                flatten(name + ".", value, lines, depth + 1);
            } else {
                lines.add(name + ": " + (value.isValueNode() ? value.asText() : value.toString()));
            }
        }
    }
}
