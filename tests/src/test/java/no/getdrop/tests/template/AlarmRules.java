package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.Repository;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What rings, for whom, and where its reader reads on. When it rings is [ThresholdRules]'s.
final class AlarmRules {
    private static final Pattern RUNBOOK =
            Pattern.compile("Runbook: (docs/runbooks/[a-z-]+\\.md)#([a-z0-9-]+)$");

    /// Blocks of code, in which a line that begins like a heading is a comment.
    private static final Pattern CODE = Pattern.compile("(?m)^```[\\s\\S]*?^```$");

    /// Silence of these is the trouble itself.
    private static final Set<String> NEVER_SILENT =
            Set.of("WorkerSilent", "BackupOld", "BackupUnproved");

    private static final Set<String> THROTTLED =
            Set.of(
                    "ApiFunction",
                    "HealthFunction",
                    "WorkerFunction",
                    "MigrateFunction",
                    "BackupFunction");

    private static final Map<Path, Set<String>> ANCHORS = new ConcurrentHashMap<>();

    private static final String HALF =
            "        Half of a pair; tells nobody by itself."
                    + " Runbook: docs/runbooks/alarms.md#error-budget\n";
    private static final String DEADLOCKS =
            "      AlarmDescription: >-\n"
                    + "        Transactions wait for one another in a circle.\n"
                    + "        Runbook: docs/runbooks/alarms.md#deadlocks\n";
    private static final String THROTTLES_OF =
            "                - {Name: FunctionName, Value: !Ref %s}\n"
                    + "            Period: 300\n            Stat: Sum\n";
    private static final String PUBLISH =
            "            Action: sns:Publish\n            Resource: !Ref Alerts\n";

    private AlarmRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("every alarm rings and says when it is over", AlarmRules::actions)
                        .brokenWithout("      OKActions: *alert\n")
                        .brokenWithout("      AlarmActions: *alert\n")
                        .brokenBy(HALF + "      ActionsEnabled: false\n", HALF),
                Rule.of("every alarm says what no data mean", AlarmRules::silence)
                        .brokenWithout("      TreatMissingData: notBreaching\n")
                        .brokenBy(
                                "      Threshold: 3\n      TreatMissingData: breaching\n",
                                "      Threshold: 3\n      TreatMissingData: notBreaching\n"),
                Rule.of("every alarm names its section of a runbook", AlarmRules::runbooks)
                        .brokenBy("alarms.md#api-slow", "alarms.md#slowness")
                        .brokenBy("alarms.md#books-differ", "books.md#differ")
                        .brokenWithout(DEADLOCKS),
                Rule.of("each function that works rings when it fails", AlarmRules::functions)
                        .brokenBy("Value: !Ref NotifierFunction}", "Value: !Ref RotationFunction}")
                        .brokenBy(
                                THROTTLES_OF.formatted("WorkerFunction"),
                                THROTTLES_OF.formatted("ApiFunction")),
                Rule.of("every log of a function is watched for secrets", AlarmRules::logs)
                        .brokenBy(
                                "{Name: LogGroupName, Value: !Ref DeploymentLogs}",
                                "{Name: LogGroupName, Value: !Ref RotationLogs}"),
                Rule.of("alarms are told encrypted, by this account alone", AlarmRules::topic)
                        .brokenWithout("      KmsMasterKeyId: !Ref ServiceKey\n")
                        .brokenBy(
                                PUBLISH
                                        + "            Condition:\n"
                                        + "              StringEquals:\n"
                                        + "                aws:SourceAccount: !Ref"
                                        + " AWS::AccountId\n",
                                PUBLISH)
                        .brokenBy(
                                "            Topic: !Ref Alerts\n", "            Topic: other\n"));
    }

    /// All alarms, those that join others included.
    static Map<String, JsonNode> alarms(Stack stack) {
        Map<String, JsonNode> alarms = new TreeMap<>(stack.of("AWS::CloudWatch::Alarm"));
        alarms.putAll(stack.of("AWS::CloudWatch::CompositeAlarm"));
        return alarms;
    }

    /// A metric's dimensions.
    static Map<String, String> dimensions(JsonNode metric) {
        Map<String, String> dimensions = new TreeMap<>();
        metric.path("Dimensions")
                .forEach(each ->
                        dimensions.put(each.path("Name").asText(), each.path("Value").asText()));
        return dimensions;
    }

    /// The section that an alarm's description names, `docs/runbooks/alarms.md#api-slow`; empty
    /// when there is none.
    static String runbook(JsonNode alarm) {
        Matcher found = RUNBOOK.matcher(alarm.path("AlarmDescription").asText());
        return found.find() ? found.group(1) + "#" + found.group(2) : "";
    }

    /// The anchors that a document's headings make.
    static Set<String> anchors(Path document) {
        return ANCHORS.computeIfAbsent(document, AlarmRules::readAnchors);
    }

    private static Set<String> readAnchors(Path document) {
        Set<String> anchors = new TreeSet<>();
        Pattern.compile("(?m)^#+ (.*)$")
                .matcher(CODE.matcher(Repository.text(document)).replaceAll(""))
                .results()
                .forEach((MatchResult heading) ->
                        anchors.add(
                                heading.group(1)
                                        .toLowerCase(Locale.ROOT)
                                        .replaceAll("[^a-z0-9 -]", "")
                                        .replace(' ', '-')));
        return anchors;
    }

    private static Set<String> halves(Stack stack) {
        Set<String> halves = new TreeSet<>();
        stack.of("AWS::CloudWatch::CompositeAlarm")
                .values()
                .forEach(each ->
                        Pattern.compile("ALARM\\(\"\\$\\{(\\w+)}\"\\)")
                                .matcher(each.path("AlarmRule").asText())
                                .results()
                                .forEach((MatchResult half) -> halves.add(half.group(1))));
        return halves;
    }

    private static void actions(Stack stack, Rule.Findings findings) {
        Set<String> halves = halves(stack);
        findings.unless(halves.size() == 4, "halves: " + halves);
        alarms(stack)
                .forEach((id, alarm) -> {
                    boolean isOn = alarm.path("ActionsEnabled").asBoolean(true);
                    findings.unless(isOn != halves.contains(id), id + ": on " + isOn);
                    for (String action : List.of("AlarmActions", "OKActions")) {
                        findings.unless(
                                halves.contains(id)
                                        || Stack.texts(alarm.path(action))
                                                .equals(List.of("${Alerts}")),
                                id + " lacks " + action);
                    }
                });
    }

    private static void silence(Stack stack, Rule.Findings findings) {
        for (String id : stack.of("AWS::CloudWatch::Alarm").keySet()) {
            String told = stack.text(id, "/TreatMissingData");
            findings.unless(
                    told.equals(NEVER_SILENT.contains(id) ? "breaching" : "notBreaching"),
                    id + ": " + told);
        }
    }

    private static void runbooks(Stack stack, Rule.Findings findings) {
        alarms(stack)
                .forEach((id, alarm) -> {
                    String section = runbook(alarm);
                    String[] parts = section.split("#", -1);
                    Path document = Repository.ROOT.resolve(parts[0]);
                    findings.unless(
                            Files.isRegularFile(document) && anchors(document).contains(parts[1]),
                            id + ": there is no section " + section);
                    findings.unless(
                            alarm.path("AlarmDescription").asText().length()
                                    > section.length() + 25,
                            id + " does not say what it means");
                });
    }

    private static void functions(Stack stack, Rule.Findings findings) {
        Set<String> watched = new TreeSet<>();
        for (JsonNode alarm : stack.of("AWS::CloudWatch::Alarm").values()) {
            Map<String, String> dimensions = dimensions(alarm);
            if (alarm.path("MetricName").asText().equals("Errors")
                    && dimensions.size() == 1
                    && dimensions.containsKey("FunctionName")) {
                watched.add(Stack.id(dimensions.getOrDefault("FunctionName", "")));
            }
        }
        Set<String> working = new TreeSet<>(stack.functions().keySet());
        working.removeAll(stack.hooks());
        findings.unless(watched.equals(working), "watched are " + watched);
        Set<String> throttled = values(stack, "Throttles", "FunctionName");
        findings.unless(throttled.equals(THROTTLED), "throttles are watched of " + throttled);
    }

    private static Set<String> values(Stack stack, String alarm, String dimension) {
        Set<String> values = new TreeSet<>();
        for (JsonNode metric : stack.properties(alarm).path("Metrics")) {
            Map<String, String> dimensions = dimensions(metric.at("/MetricStat/Metric"));
            if (dimensions.containsKey(dimension)) {
                values.add(Stack.id(dimensions.getOrDefault(dimension, "")));
            }
        }
        return values;
    }

    private static void logs(Stack stack, Rule.Findings findings) {
        Set<String> watched = values(stack, "SecretsInLogs", "LogGroupName");
        findings.unless(watched.containsAll(LogRules.ofFunctions(stack)), "watched are " + watched);
    }

    private static void topic(Stack stack, Rule.Findings findings) {
        findings.unless(
                stack.text("Alerts", "/KmsMasterKeyId").equals("${ServiceKey}"), "not encrypted");
        for (JsonNode each : stack.properties("AlertsPolicy").at("/PolicyDocument/Statement")) {
            findings.unless(
                    each.at("/Condition/StringEquals/aws:SourceAccount").isTextual()
                            || each.at("/Condition/ArnEquals/aws:SourceArn").isTextual(),
                    each.path("Sid") + ": of any account");
        }
        findings.unless(
                stack.of("AWS::SNS::Subscription").values().stream()
                        .anyMatch(each ->
                                each.path("TopicArn").asText().equals("${Alerts}")
                                        && each.path("Endpoint")
                                                .asText()
                                                .equals("${NotifierFunctionAliaslive}")),
                "Slack does not hear them");
    }
}
