package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A function may do what its code does, and nothing else.
final class IamActionsTest {
    /// What AWS does in the caller's name on the way, and therefore asks the caller's role for.
    private static final Map<String, Set<String>> IMPLIED =
            Map.of(
                    // Secrets are encrypted with a key of ours.
                    "secretsmanager:GetSecretValue", Set.of("kms:Decrypt"),
                    "secretsmanager:PutSecretValue", Set.of("kms:GenerateDataKey"),
                    // Each secret of a batch is read as if alone.
                    "secretsmanager:BatchGetSecretValue", Set.of("secretsmanager:GetSecretValue"),
                    // The Data API reads the role's password.
                    "rds-data:ExecuteStatement", Set.of("secretsmanager:GetSecretValue"),
                    // RDS makes the password of a restored database.
                    "rds:ModifyDBCluster",
                            Set.of("secretsmanager:CreateSecret", "secretsmanager:TagResource"),
                    // Snapshots are encrypted with a key of ours.
                    "rds:CopyDBClusterSnapshot",
                            Set.of("kms:CreateGrant", "kms:DescribeKey", "kms:GenerateDataKey"));

    private static final String DELETE_SNAPSHOT = "                - rds:DeleteDBSnapshot\n";
    private static final String ENABLE_DATA_API = "                - rds:EnableHttpEndpoint\n";
    private static final String DESCRIBE = "                - rds:DescribeDBClusters\n";

    private static List<Stack> environments = List.of();
    private static List<Stack> changed = List.of();

    @BeforeAll
    static void transform() {
        List<Transform.Job> jobs = new ArrayList<>();
        for (String environment : Deployments.ENVIRONMENTS) {
            jobs.add(new Transform.Job(Transform.YAML, Deployments.withDomain(environment)));
        }
        for (Rule.Mutation mutation :
                List.of(
                        new Rule.Mutation(DELETE_SNAPSHOT, ""),
                        new Rule.Mutation(
                                ENABLE_DATA_API,
                                ENABLE_DATA_API + "                - rds:RebootDBInstance\n"),
                        new Rule.Mutation(DESCRIBE, DESCRIBE.replace("Clusters", "Proxies")))) {
            jobs.add(
                    new Transform.Job(
                            mutation.apply(Transform.YAML), Deployments.withDomain("production")));
        }
        Transform.of(jobs)
                .ifPresent(stacks -> {
                    environments = stacks.subList(0, 3);
                    changed = stacks.subList(3, stacks.size());
                });
    }

    @Test
    void everyActionOfEveryPolicyExists() {
        Set<String> actions = new TreeSet<>();
        for (Stack stack : environments) {
            stack.document()
                    .findValues("Statement")
                    .forEach(statements ->
                            statements.forEach(
                                    each -> actions.addAll(Stack.texts(each.path("Action")))));
        }
        Set<String> withMistake = new TreeSet<>(actions);
        withMistake.add("rds:DescribeDBClusterSnapshot");

        Transform.ask("checks/actions", actions)
                .ifPresent(unknown -> {
                    assertThat(actions).hasSizeGreaterThan(40);
                    assertThat(Stack.texts(unknown)).isEmpty();
                });
        Transform.ask("checks/actions", withMistake)
                .map(Stack::texts)
                .ifPresent(unknown ->
                        assertThat(unknown).containsExactly("rds:DescribeDBClusterSnapshot"));
    }

    @Test
    void everyFunctionMayDoWhatItsCodeDoesAndNothingElse() {
        for (Stack stack : environments) {
            assertThat(differences(stack)).as(stack.environment()).isEmpty();
        }
    }

    @Test
    void nothingElseSignsRequestsToAws() {
        assertThat(Calls.ofUnknown()).isEmpty();
    }

    @Test
    void whatIsMissingOrTooMuchIsNamed() {
        if (!changed.isEmpty()) {
            assertThat(differences(changed.get(0)))
                    .contains("BackupFunction lacks rds:DeleteDBSnapshot");
            assertThat(differences(changed.get(1)))
                    .contains("BackupFunction has no use for rds:RebootDBInstance");
            assertThat(differences(changed.get(2)))
                    .contains(
                            "BackupFunction lacks rds:DescribeDBClusters",
                            "BackupFunction has no use for rds:DescribeDBProxies");
        }
    }

    private static List<String> differences(Stack stack) {
        List<String> differences = new ArrayList<>();
        stack.functions()
                .forEach((id, function) -> {
                    String handler = function.path("Handler").asText();
                    // A handler that was not built has no build target; TemplateTest tells it.
                    if (Calls.knows(handler)) {
                        compare(stack, id, needed(stack, id, handler), differences);
                    }
                });
        return differences;
    }

    private static void compare(
            Stack stack, String function, Set<String> needed, List<String> differences) {
        Set<String> allowed = stack.actions(function);
        needed.stream()
                .filter(action -> !allowed.contains(action))
                .forEach(action -> differences.add(function + " lacks " + action));
        allowed.stream()
                .filter(action -> !needed.contains(action))
                .forEach(action -> differences.add(function + " has no use for " + action));
    }

    private static Set<String> needed(Stack stack, String function, String handler) {
        Deque<String> next = new ArrayDeque<>(Calls.of(handler));
        Map<String, String> variables = stack.variables(function);
        // The layers' calls, which the variables turn on.
        if (variables.getOrDefault("AWS_SECRET_ARN", "").contains(",")) {
            next.addAll(Calls.ofSecrets());
        } else if (variables.keySet().stream().anyMatch(name -> name.endsWith("SECRET_ARN"))) {
            next.add("secretsmanager:GetSecretValue");
        }
        if ("iam".equals(variables.get("DATABASE_AUTH"))) {
            next.add("rds-db:connect");
        }
        // Lambda sends in the function's name what it gives up.
        JsonNode given = stack.properties(function + "EventInvokeConfig");
        if (given.at("/DestinationConfig/OnFailure").isObject()) {
            next.add("sqs:SendMessage");
        }
        Set<String> needed = new TreeSet<>();
        while (!next.isEmpty()) {
            String action = next.pop();
            if (needed.add(action)) {
                next.addAll(IMPLIED.getOrDefault(action, Set.of()));
            }
        }
        return needed;
    }
}
