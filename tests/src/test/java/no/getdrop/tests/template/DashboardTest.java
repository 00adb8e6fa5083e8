package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What the dashboard and the alarms look at is there: a misspelt metric shows an empty graph, and
/// its alarm never rings.
final class DashboardTest {
    /// The names in AWS's documentation of the metrics of each service that are used here.
    private static final Map<String, Set<String>> OF_AWS =
            Map.of(
                    "AWS/ApiGateway", Set.of("Count", "Latency", "4XXError", "5XXError"),
                    "AWS/Lambda",
                            Set.of(
                                    "ConcurrentExecutions",
                                    "Duration",
                                    "Errors",
                                    "Invocations",
                                    "Throttles"),
                    "AWS/RDS",
                            Set.of(
                                    "ACUUtilization",
                                    "AuroraReplicaLag",
                                    "ClientConnections",
                                    "CommitLatency",
                                    "CPUUtilization",
                                    "DatabaseConnections",
                                    "DatabaseConnectionsBorrowLatency",
                                    "DatabaseConnectionsCurrentlySessionPinned",
                                    "Deadlocks"),
                    "AWS/SQS", Set.of("ApproximateNumberOfMessagesVisible"),
                    "AWS/Logs", Set.of("LogEventsWithFindings"),
                    "AWS/Route53Resolver", Set.of("FirewallRuleQueryVolume"),
                    "AWS/WAFV2", Set.of("BlockedRequests"));

    private static List<Stack> stacks = List.of();

    /// A metric's namespace and name.
    private record Metric(String namespace, String name) {}

    @BeforeAll
    static void transform() {
        Transform.of(
                        Deployments.ENVIRONMENTS.stream()
                                .map(each ->
                                        new Transform.Job(
                                                Transform.YAML, Deployments.withDomain(each)))
                                .toList())
                .ifPresent(made -> stacks = made);
    }

    @Test
    void widgetsLieSideBySideWithinTheGrid() throws JsonProcessingException {
        for (Stack stack : stacks) {
            Map<String, String> taken = new TreeMap<>();
            List<String> overlaps = new ArrayList<>();
            for (JsonNode widget : widgets(stack)) {
                String title = widget.at("/properties/title").asText();
                assertThat(title).isNotEmpty();
                int right = widget.path("x").asInt() + widget.path("width").asInt();
                int bottom = widget.path("y").asInt() + widget.path("height").asInt();
                assertThat(right).as(title).isLessThanOrEqualTo(24);
                for (int x = widget.path("x").asInt(); x < right; x++) {
                    for (int y = widget.path("y").asInt(); y < bottom; y++) {
                        String other = taken.put(x + "," + y, title);
                        if (other != null) {
                            overlaps.add(title + " lies on " + other);
                        }
                    }
                }
            }
            assertThat(overlaps).isEmpty();
            assertThat(taken).hasSizeGreaterThan(24 * 30);
        }
    }

    @Test
    void everyAlarmOnItExists() throws JsonProcessingException {
        for (Stack stack : stacks) {
            JsonNode alarms = widgets(stack).path(0).at("/properties/alarms");
            assertThat(Stack.texts(alarms))
                    .hasSizeGreaterThan(10)
                    .allMatch(arn -> AlarmRules.alarms(stack).containsKey(Stack.id(arn)));
        }
    }

    @Test
    void everyMetricThatIsLookedAtIsPublished() throws IOException {
        Set<String> published = published();
        assertThat(published).contains("OutboxLag", "BackupAgeSeconds", "ProviderRested");
        for (Stack stack : stacks) {
            Map<String, Set<String>> known = new TreeMap<>(OF_AWS);
            known.put("Drop/" + stack.environment(), published);
            Set<String> unknown = new TreeSet<>();
            Set<Metric> looked = looked(stack);
            for (Metric metric : looked) {
                if (!known.getOrDefault(metric.namespace(), Set.of()).contains(metric.name())) {
                    unknown.add(metric.namespace() + " " + metric.name());
                }
            }
            assertThat(looked).hasSizeGreaterThan(30);
            assertThat(unknown).as("nobody publishes these").isEmpty();
        }
    }

    /// The code's namespace is the template's, `Drop/<environment>`, and the workers' failures are
    /// counted once without dimensions, as their alarm looks at them.
    @Test
    void theCodePublishesWhereTheAlarmsLook() {
        String metrics =
                Repository.text(
                        Repository.ROOT.resolve(
                                "layers/runtime/src/main/java/no/getdrop/runtime/Metrics.java"));
        assertThat(metrics).contains("\"Drop/\"").contains("DROP_ENVIRONMENT");
        String worker =
                Repository.text(
                        Repository.ROOT.resolve(
                                "functions/worker/src/main/java/no/getdrop/worker/Worker.java"));
        assertThat(worker).containsPattern("\"WorkerRunsFailed\",[^;]*Map\\.of\\(\\)");
    }

    @Test
    void itCanBeDrawn() throws IOException, InterruptedException {
        if (stacks.isEmpty()) {
            return;
        }
        Process process =
                new ProcessBuilder(
                                Repository.ROOT.resolve("checks/dashboard").toString(), "staging")
                        .redirectErrorStream(true)
                        .start();
        String drawn = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(drawn).isZero();
        assertThat(drawn).startsWith("<svg").contains("drop-staging");
        for (JsonNode widget : widgets(stacks.getFirst())) {
            assertThat(drawn)
                    .contains(widget.at("/properties/title").asText().replace("&", "&amp;"));
        }
    }

    private static JsonNode widgets(Stack stack) throws JsonProcessingException {
        return Json.mapper().readTree(stack.text("Dashboard", "/DashboardBody")).path("widgets");
    }

    private static Set<Metric> looked(Stack stack) throws JsonProcessingException {
        Set<Metric> looked = new java.util.HashSet<>();
        for (JsonNode alarm : stack.of("AWS::CloudWatch::Alarm").values()) {
            List<JsonNode> metrics = new ArrayList<>(alarm.findValues("Metric"));
            metrics.add(alarm);
            for (JsonNode metric : metrics) {
                if (metric.has("MetricName")) {
                    looked.add(
                            new Metric(
                                    metric.path("Namespace").asText(),
                                    metric.path("MetricName").asText()));
                }
            }
        }
        Pattern query = Pattern.compile("SELECT \\w+\\((\\w+)\\) FROM SCHEMA\\(\"([^\"]+)\"");
        for (JsonNode alarm : stack.of("AWS::CloudWatch::Alarm").values()) {
            query.matcher(String.join("\n", alarm.findValuesAsText("Expression")))
                    .results()
                    .forEach((MatchResult asked) ->
                            looked.add(new Metric(asked.group(2), asked.group(1))));
        }
        for (JsonNode widget : widgets(stack)) {
            for (JsonNode line : widget.at("/properties/metrics")) {
                if (line.path(0).isTextual()) {
                    looked.add(new Metric(line.path(0).asText(), line.path(1).asText()));
                }
            }
            Pattern.compile("SEARCH\\('\\{([A-Za-z0-9/]+),[^}]*} MetricName=\"(\\w+)\"")
                    .matcher(String.join("\n", widget.findValuesAsText("expression")))
                    .results()
                    .forEach((MatchResult search) ->
                            looked.add(new Metric(search.group(1), search.group(2))));
        }
        return looked;
    }

    /// The names that the code gives to its figures.
    private static Set<String> published() {
        Set<String> names = new TreeSet<>();
        Pattern call = Pattern.compile("Metrics\\.\\w+\\(\\s*(?:\\w+ \\? )?\"(\\w+)\"");
        Pattern figure = Pattern.compile("\"([A-Z][A-Za-z]+)\"");
        Repository.files(".java").stream()
                .filter(file -> file.toString().contains("/src/main/"))
                .forEach(file -> {
                    String source = Repository.text(file);
                    Pattern pattern = file.endsWith("Figures.java") ? figure : call;
                    pattern.matcher(source)
                            .results()
                            .forEach((MatchResult each) -> names.add(each.group(1)));
                });
        return names;
    }
}
