package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Each rule holds in every environment, and each change that takes its property away is noticed by
/// that rule and by no other.
final class TemplateRulesTest {
    private static final List<Rule> RULES =
            Stream.of(
                            FunctionRules.all(),
                            NetworkRules.all(),
                            DatabaseRules.all(),
                            SecretRules.all(),
                            RoleRules.all(),
                            ApiRules.all(),
                            GatewayAnswerRules.all(),
                            FirewallRules.all(),
                            DeploymentRules.all(),
                            ScheduleRules.all(),
                            LogRules.all(),
                            AlarmRules.all(),
                            ThresholdRules.all())
                    .flatMap(List::stream)
                    .toList();

    private static final String PRODUCTION = "production";

    private static final Map<String, Map<String, String>> DEPLOYMENTS =
            Map.of(
                    "development",
                    Deployments.withoutDomain("development"),
                    "development with a domain",
                    Deployments.withDomain("development"),
                    "staging",
                    Deployments.withDomain("staging"),
                    PRODUCTION,
                    Deployments.withDomain(PRODUCTION));

    /// A change of the template, made to what production is deployed from.
    private record Attempt(Rule rule, Rule.Mutation mutation) {}

    private static final Map<String, Stack> STACKS = new TreeMap<>();
    private static final Map<Attempt, Stack> CHANGED = new LinkedHashMap<>();

    /// What the rules say of what production is deployed from.
    private static final Map<Rule, List<String>> OURS = new HashMap<>();

    @BeforeAll
    static void transform() {
        List<Transform.Job> jobs = new ArrayList<>();
        List<String> names = new ArrayList<>();
        DEPLOYMENTS.forEach((name, parameters) -> {
            names.add(name);
            jobs.add(new Transform.Job(Transform.YAML, parameters));
        });
        List<Attempt> attempts = new ArrayList<>();
        for (Rule rule : RULES) {
            for (Rule.Mutation mutation : rule.mutations()) {
                attempts.add(new Attempt(rule, mutation));
                jobs.add(
                        new Transform.Job(
                                mutation.apply(Transform.YAML),
                                Deployments.withDomain(PRODUCTION)));
            }
        }
        Transform.of(jobs)
                .ifPresent(stacks -> {
                    for (int i = 0; i < names.size(); i++) {
                        STACKS.put(names.get(i), stacks.get(i));
                    }
                    Stack production = stacks.get(names.indexOf(PRODUCTION));
                    RULES.forEach(rule -> OURS.put(rule, rule.violations(production)));
                    for (int i = 0; i < attempts.size(); i++) {
                        CHANGED.put(attempts.get(i), stacks.get(names.size() + i));
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> everyRuleHolds() {
        List<DynamicTest> tests = new ArrayList<>();
        STACKS.forEach((name, stack) -> {
            tests.add(
                    DynamicTest.dynamicTest(
                            name + " can be deployed",
                            () -> assertThat(stack.refused()).isEmpty()));
            for (Rule rule : RULES) {
                tests.add(
                        DynamicTest.dynamicTest(
                                name + ": " + rule.name(),
                                () -> assertThat(rule.violations(stack)).isEmpty()));
            }
        });
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> everyRuleCanBeBrokenAndNoOtherBreaksWithIt() {
        return CHANGED.entrySet().stream()
                .map(each ->
                        DynamicTest.dynamicTest(
                                each.getKey().rule().name() + " without " + text(each.getKey()),
                                () ->
                                        assertThat(broken(each.getValue()))
                                                .containsOnlyKeys(each.getKey().rule().name())));
    }

    @Test
    void everyRuleHasANameOfItsOwnAndAChangeThatBreaksIt() {
        Set<String> names = new HashSet<>();
        assertThat(RULES).allMatch(rule -> names.add(rule.name()));
        assertThat(RULES).allMatch(rule -> !rule.mutations().isEmpty());
        assertThat(RULES).hasSizeGreaterThan(60);
    }

    private static String text(Attempt attempt) {
        return attempt.mutation().text().strip().replaceAll("\\s+", " ");
    }

    /// The rules that say of the changed template what they do not say of ours.
    private static Map<String, List<String>> broken(Stack changed) {
        Map<String, List<String>> broken = new TreeMap<>();
        for (Rule rule : RULES) {
            List<String> violations = new ArrayList<>(rule.violations(changed));
            violations.removeAll(OURS.getOrDefault(rule, List.of()));
            if (!violations.isEmpty()) {
                broken.put(rule.name(), violations);
            }
        }
        return broken;
    }
}
