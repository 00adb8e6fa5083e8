package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What the backup function may do: no more than it does, and nothing to what is not its own.
final class BackupPoliciesTest {
    private static final Path SOURCES =
            Repository.ROOT.resolve("functions/backup/src/main/java/no/getdrop/backup");
    private static final int ALIASES_MAX = 1000;
    private static final JsonNode FUNCTION = function();
    private static final List<JsonNode> STATEMENTS = statements();
    private static final Set<String> CLONES = Set.of(":cluster:drop-verify-*", ":db:drop-verify-*");

    @Test
    void onlyClonesCanBeDeletedAndNothingElseEvenByAnotherPolicy() {
        for (String action : List.of("rds:DeleteDBCluster", "rds:DeleteDBInstance")) {
            assertThat(allowing(action))
                    .singleElement()
                    .satisfies(statement -> {
                        assertThat(endings(statement.path("Resource"))).isEqualTo(CLONES);
                        assertThat(
                                        statement
                                                .at("/Condition/StringEquals")
                                                .path("aws:ResourceTag/drop:purpose")
                                                .asText())
                                .isEqualTo("restore-verify");
                    });
            assertThat(STATEMENTS)
                    .filteredOn(each -> each.path("Effect").asText().equals("Deny"))
                    .filteredOn(each -> texts(each.path("Action")).contains(action))
                    .singleElement()
                    .satisfies(statement ->
                            assertThat(endings(statement.path("NotResource"))).isEqualTo(CLONES));
        }
        assertThat(Repository.text(SOURCES.resolve("plan/Names.java")))
                .contains("CLONE_PREFIX = \"drop-verify-\"");
    }

    @Test
    void onlySnapshotsOfThisStackThatNobodyHoldsCanBeDeleted() {
        String owner =
                FUNCTION.at("/Properties/Environment/Variables").path("BACKUP_OWNER").asText();
        assertThat(owner).isEqualTo("drop-${Environment}");
        for (String action : List.of("rds:DeleteDBClusterSnapshot", "rds:DeleteDBSnapshot")) {
            assertThat(allowing(action))
                    .singleElement()
                    .satisfies(statement -> {
                        JsonNode condition = statement.path("Condition");
                        assertThat(
                                        condition
                                                .path("StringEquals")
                                                .path("aws:ResourceTag/drop:owner")
                                                .asText())
                                .isEqualTo(owner);
                        assertThat(
                                        condition
                                                .path("Null")
                                                .path("aws:ResourceTag/drop:hold")
                                                .asText())
                                .isEqualTo("true");
                    });
        }
    }

    @Test
    void whatIsMadeSaysWhoseItIsAndWhatIsNotOursIsNotChanged() {
        for (String action :
                List.of(
                        "rds:CreateDBClusterSnapshot",
                        "rds:CreateDBSnapshot",
                        "rds:CopyDBClusterSnapshot",
                        "rds:CopyDBSnapshot",
                        "rds:RestoreDBClusterFromSnapshot",
                        "rds:RestoreDBClusterToPointInTime",
                        "rds:RestoreDBInstanceFromDBSnapshot",
                        "rds:RestoreDBInstanceToPointInTime",
                        "rds:CreateDBInstance")) {
            assertThat(allowing(action))
                    .as(action)
                    .singleElement()
                    .satisfies(each -> assertThat(equalTo(each, "RequestTag")).isTrue());
        }
        for (String action :
                List.of("rds:ModifyDBCluster", "rds:ModifyDBInstance", "rds:EnableHttpEndpoint")) {
            assertThat(allowing(action))
                    .as(action)
                    .singleElement()
                    .satisfies(each -> assertThat(equalTo(each, "ResourceTag")).isTrue());
        }
        assertThat(allowing("rds:AddTagsToResource"))
                .allMatch(each -> equalTo(each, "RequestTag") || equalTo(each, "ResourceTag"));
    }

    @Test
    void everywhereItMayOnlyLook() {
        assertThat(STATEMENTS)
                .filteredOn(each -> texts(each.path("Resource")).contains("*"))
                .allSatisfy(each ->
                        assertThat(texts(each.path("Action")))
                                .allMatch(action -> action.startsWith("rds:Describe")));
    }

    @Test
    void itMayCallWhatItCallsAndNothingElseOfRds() {
        Set<String> called = new TreeSet<>();
        for (String file :
                List.of("rds/Clusters.java", "rds/Instances.java", "rds/RdsCloud.java")) {
            Pattern.compile(
                            "(?:rds|there|here)\\s*\\.((?:create|copy|delete|restore|modify|enable"
                                    + "|describe|addTags)[A-Za-z]+)\\(")
                    .matcher(Repository.text(SOURCES.resolve(file)))
                    .results()
                    .map(found -> found.group(1).replace("Paginator", ""))
                    .map(name ->
                            "rds:"
                                    + name.substring(0, 1).toUpperCase(Locale.ROOT)
                                    + name.substring(1))
                    .forEach(called::add);
        }
        Set<String> allowed = new TreeSet<>();
        STATEMENTS.stream()
                .filter(each -> each.path("Effect").asText().equals("Allow"))
                .forEach(each -> allowed.addAll(texts(each.path("Action"))));
        allowed.removeIf(action -> !action.startsWith("rds:"));

        assertThat(called).hasSizeGreaterThan(15);
        assertThat(allowed).isEqualTo(called);
    }

    @Test
    void theSchedulesSayForWhichMomentTheyAre() {
        assertThat(schedule("Nightly").path("ScheduleExpression").asText())
                .isEqualTo("cron(0 2 * * ? *)");
        assertThat(schedule("Nightly").path("ScheduleExpressionTimezone").asText())
                .isEqualTo("UTC");
        assertThat(schedule("Tick").path("ScheduleExpression").asText())
                .isEqualTo("rate(5 minutes)");
        for (String name : List.of("Nightly", "Tick")) {
            assertThat(schedule(name).path("Input").asText())
                    .contains("\"scheduledAt\":\"<aws.scheduler.scheduled-time>\"");
            assertThat(schedule(name).path("RetryPolicy").path("MaximumRetryAttempts").asInt())
                    .isPositive();
            assertThat(schedule(name).path("DeadLetterConfig").has("Arn")).isTrue();
        }
    }

    private static JsonNode schedule(String name) {
        return FUNCTION.at("/Properties/Events").path(name).path("Properties");
    }

    private static boolean equalTo(JsonNode statement, String tagKind) {
        return statement
                .at("/Condition/StringEquals")
                .path("aws:" + tagKind + "/drop:owner")
                .asText()
                .equals("drop-${Environment}");
    }

    private static List<JsonNode> allowing(String action) {
        return STATEMENTS.stream()
                .filter(each -> each.path("Effect").asText().equals("Allow"))
                .filter(each -> texts(each.path("Action")).contains(action))
                .toList();
    }

    private static Set<String> endings(JsonNode resources) {
        Set<String> endings = new TreeSet<>();
        texts(resources)
                .forEach(each -> endings.add(each.substring(each.indexOf("AccountId}") + 10)));
        return endings;
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.elements().forEachRemaining(each -> texts.add(each.asText()));
        return texts;
    }

    /// Each condition's first branch counts: what the function may do where everything is set.
    private static List<JsonNode> statements() {
        List<JsonNode> statements = new ArrayList<>();
        for (JsonNode each : FUNCTION.at("/Properties/Policies/0/Statement")) {
            statements.add(each.isArray() ? each.get(1) : each);
        }
        return statements;
    }

    /// The short forms' names are left out: `!Sub x` is `x`, `!If [a, b, c]` a list.
    private static JsonNode function() {
        String yaml = Transform.YAML.replaceAll("!(\\w+)\\b", "");
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(ALIASES_MAX);
        Object template = new Yaml(new SafeConstructor(options)).load(yaml);
        return Json.mapper().valueToTree(template).path("Resources").path("BackupFunction");
    }
}
