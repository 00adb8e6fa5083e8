package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// When an alarm rings.
final class ThresholdRules {
    private ThresholdRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("slow, failing and busy ring as was asked for", ThresholdRules::asked)
                        .brokenBy("Threshold: 500\n", "Threshold: 900\n")
                        .brokenBy(
                                "ExtendedStatistic: p95\n      Period: 60\n"
                                        + "      EvaluationPeriods: 3\n",
                                "ExtendedStatistic: p95\n      Period: 60\n"
                                        + "      EvaluationPeriods: 5\n")
                        .brokenBy("Threshold: 5\n", "Threshold: 50\n")
                        .brokenBy("errors / requests * 100, 0)", "errors / requests, 0)")
                        .brokenBy("MetricName: CPUUtilization", "MetricName: FreeableMemory"),
                Rule.of("the error budget rings by pairs", ThresholdRules::budget)
                        .brokenBy("ALARM(\"${FastBurnHour}\") AND", "ALARM(\"${FastBurnHour}\") OR")
                        .brokenBy("Threshold: 14.4\n", "Threshold: 144\n")
                        .brokenBy("            Period: 21600\n", "            Period: 1800\n"),
                Rule.of("limits of the api ring at 80 % of them", ThresholdRules::limits)
                        .brokenBy("Threshold: 12000\n", "Threshold: 14900\n")
                        .brokenBy(
                                "environments / ${ApiConcurrency} * 100",
                                "environments / 50 * 100"),
                Rule.of("backups ring by age, proof, quota and leak", ThresholdRules::backups)
                        .brokenBy("Threshold: 93600\n", "Threshold: 936000\n")
                        .brokenBy("Threshold: 180000\n", "Threshold: 1800000\n")
                        .brokenBy("MetricName: ClonesLeaked\n", "MetricName: ClonesLost\n")
                        .brokenBy(
                                "{Name: database, Value: !Ref DatabaseCluster}",
                                "{Name: cluster, Value: !Ref DatabaseCluster}"),
                Rule.of(
                                "lists and who is compared with them ring by age",
                                ThresholdRules::screening)
                        .brokenBy("Threshold: 30\n", "Threshold: 300\n")
                        .brokenBy("MAX(METRICS()) / 3600000", "MAX(METRICS()) / 60000")
                        .brokenBy("{Name: source, Value: ofac}", "{Name: source, Value: us}")
                        .brokenBy("Period: 10800\n", "Period: 3600\n")
                        .brokenBy("Threshold: 93600000\n", "Threshold: 93600\n"),
                Rule.of(
                                "a provider that stays away rings, a short rest not",
                                ThresholdRules::providers)
                        .brokenBy("SELECT SUM(ProviderRested)", "SELECT SUM(ProviderRecovered)")
                        .brokenBy(
                                "          Period: 300\n"
                                        + "          ReturnData: true\n"
                                        + "      EvaluationPeriods: 3\n"
                                        + "      DatapointsToAlarm: 3\n",
                                "          Period: 300\n"
                                        + "          ReturnData: true\n"
                                        + "      EvaluationPeriods: 1\n"
                                        + "      DatapointsToAlarm: 1\n"),
                Rule.of("what is kept too long rings after a day", ThresholdRules::sweeps)
                        .brokenBy("      Statistic: Minimum\n", "      Statistic: Maximum\n")
                        .brokenBy("DatapointsToAlarm: 24\n", "DatapointsToAlarm: 1\n"));
    }

    private static void rings(
            Stack stack, String id, String operator, double value, int times, Rule.Findings found) {
        JsonNode alarm = stack.properties(id);
        found.unless(
                stack.text(id, "/ComparisonOperator").equals(operator + "Threshold")
                        && alarm.path("Threshold").asDouble() == value
                        && alarm.path("EvaluationPeriods").asInt() == times
                        && alarm.path("DatapointsToAlarm").asInt() == times,
                id + ": " + alarm.path("Threshold") + ", " + alarm.path("EvaluationPeriods"));
    }

    private static void looks(
            Stack stack,
            String id,
            String metric,
            String statistic,
            int seconds,
            Rule.Findings found) {
        String told = stack.text(id, "/Statistic") + stack.text(id, "/ExtendedStatistic");
        found.unless(
                metric(stack, id).equals(metric)
                        && told.equals(statistic)
                        && stack.properties(id).path("Period").asInt() == seconds,
                id + " looks at " + metric(stack, id) + ", " + told);
    }

    private static String metric(Stack stack, String id) {
        return stack.text(id, "/Namespace") + "/" + stack.text(id, "/MetricName");
    }

    private static void asked(Stack stack, Rule.Findings findings) {
        looks(stack, "ApiSlow", "AWS/ApiGateway/Latency", "p95", 60, findings);
        rings(stack, "ApiSlow", "GreaterThan", 500, 3, findings);
        looks(stack, "DatabaseBusy", "AWS/RDS/CPUUtilization", "Average", 60, findings);
        rings(stack, "DatabaseBusy", "GreaterThan", 80, 3, findings);
        rings(stack, "ApiErrors", "GreaterThan", 5, 2, findings);
        findings.unless(
                stack.text("ApiErrors", "/Metrics/0/Expression")
                        .contains("errors / requests * 100"),
                "ApiErrors is no percentage");
        Map.of(1, "5XXError", 2, "Count")
                .forEach((place, name) -> {
                    JsonNode stat =
                            stack.properties("ApiErrors").at("/Metrics/" + place + "/MetricStat");
                    findings.unless(
                            stat.at("/Metric/MetricName").asText().equals(name)
                                    && stat.path("Period").asInt() == 60
                                    && stat.path("Stat").asText().equals("Sum"),
                            "ApiErrors: " + stat);
                });
    }

    private static void budget(Stack stack, Rule.Findings findings) {
        half(stack, "FastBurnHour", 3600, 14.4, findings);
        half(stack, "FastBurnNow", 300, 14.4, findings);
        half(stack, "SlowBurnHours", 21_600, 6, findings);
        half(stack, "SlowBurnNow", 1800, 6, findings);
        Map.of("FastBurn", "FastBurnHour FastBurnNow", "SlowBurn", "SlowBurnHours SlowBurnNow")
                .forEach((id, pair) ->
                        findings.unless(
                                stack.text(id, "/AlarmRule")
                                        .equals(
                                                "ALARM(\"${%s}\") AND ALARM(\"${%s}\")"
                                                        .formatted((Object[]) pair.split(" ", -1))),
                                id + " is not both"));
    }

    private static void half(
            Stack stack, String id, int seconds, double rate, Rule.Findings findings) {
        rings(stack, id, "GreaterThan", rate, 1, findings);
        JsonNode metrics = stack.properties(id).path("Metrics");
        findings.unless(
                metrics.findValuesAsText("Period")
                        .equals(List.of(Integer.toString(seconds), Integer.toString(seconds))),
                id + ": another window");
        findings.unless(
                metrics.at("/0/Expression").asText().contains("errors / requests / 0.0005"),
                id + " is not of 99.95 %");
    }

    private static void limits(Stack stack, Rule.Findings findings) {
        int limitMs = stack.properties("ApiFunction").path("Timeout").asInt() * 1000;
        looks(stack, "ApiNearTimeout", "AWS/Lambda/Duration", "p99", 300, findings);
        rings(stack, "ApiNearTimeout", "GreaterThan", limitMs * 0.8, 1, findings);
        String most = stack.text("ApiFunction", "/ReservedConcurrentExecutions");
        findings.unless(
                stack.text("ApiConcurrencyHigh", "/Metrics/0/Expression")
                        .equals("environments / " + most + " * 100"),
                "a share of another number than " + most);
        rings(stack, "ApiConcurrencyHigh", "GreaterThan", 80, 3, findings);
    }

    private static void backups(Stack stack, Rule.Findings findings) {
        rings(stack, "BackupOld", "GreaterThan", 26 * 3600, 2, findings);
        rings(stack, "BackupUnproved", "GreaterThan", 50 * 3600, 2, findings);
        rings(stack, "SnapshotQuotaNear", "LessThan", 15, 1, findings);
        rings(stack, "RestoreSlow", "GreaterThan", 30 * 60, 1, findings);
        rings(stack, "ClonesLeaked", "GreaterThan", 0, 1, findings);
        Map.of(
                        "BackupOld", "BackupAgeSeconds",
                        "BackupUnproved", "VerifiedBackupAgeSeconds",
                        "SnapshotQuotaNear", "SnapshotQuotaHeadroom",
                        "RestoreSlow", "RestoreToFirstQuerySeconds",
                        "ClonesLeaked", "ClonesLeaked")
                .forEach((id, name) ->
                        findings.unless(
                                metric(stack, id).equals("Drop/" + stack.environment() + "/" + name)
                                        && AlarmRules.dimensions(stack.properties(id))
                                                .equals(Map.of("database", "${DatabaseCluster}")),
                                id + " looks at " + metric(stack, id)));
    }

    private static void screening(Stack stack, Rule.Findings findings) {
        rings(stack, "ListsOld", "GreaterThan", 30, 1, findings);
        JsonNode metrics = stack.properties("ListsOld").path("Metrics");
        findings.unless(
                metrics.at("/0/Expression").asText().equals("MAX(METRICS()) / 3600000"),
                "the age is not in hours");
        Set<String> sources = new TreeSet<>();
        for (JsonNode each : metrics.findValues("MetricStat")) {
            findings.unless(
                    each.at("/Metric/MetricName").asText().equals("SanctionsListAge")
                            && each.path("Stat").asText().equals("Maximum"),
                    "ListsOld looks at " + each);
            sources.addAll(AlarmRules.dimensions(each.path("Metric")).values());
        }
        findings.unless(sources.equals(Set.of("eu", "un", "ofac")), "lists of " + sources);
        String own = "Drop/" + stack.environment() + "/";
        looks(stack, "ListsFailing", own + "SanctionsListsFailed", "Sum", 3 * 3600, findings);
        rings(stack, "ListsFailing", "GreaterThan", 0, 3, findings);
        looks(stack, "RescreeningLate", own + "RescreeningLag", "Maximum", 300, findings);
        rings(stack, "RescreeningLate", "GreaterThan", 26 * 3_600_000, 1, findings);
    }

    private static void providers(Stack stack, Rule.Findings findings) {
        JsonNode query = stack.properties("ProviderRests").at("/Metrics/0");
        findings.unless(
                query.path("Expression")
                                .asText()
                                .equals(
                                        "SELECT SUM(ProviderRested) FROM SCHEMA(\"Drop/"
                                                + stack.environment()
                                                + "\", provider)")
                        && query.path("Period").asInt() == 300,
                "ProviderRests looks at " + query);
        rings(stack, "ProviderRests", "GreaterThan", 0, 3, findings);
    }

    private static void sweeps(Stack stack, Rule.Findings findings) {
        looks(
                stack,
                "SweepsStand",
                "Drop/" + stack.environment() + "/SweepsHeld",
                "Minimum",
                3600,
                findings);
        rings(stack, "SweepsStand", "GreaterThan", 0, 24, findings);
    }
}
