package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Each rule holds in every environment; that it could be broken is for [RuleMutationsIT].
final class TemplateRulesTest {
    private static final Map<String, Map<String, String>> DEPLOYMENTS =
            Map.of(
                    "development",
                    Deployments.withoutDomain("development"),
                    "development with a domain",
                    Deployments.withDomain("development"),
                    "staging",
                    Deployments.withDomain("staging"),
                    "production",
                    Deployments.withDomain("production"));

    @TestFactory
    Stream<DynamicTest> everyRuleHolds() {
        List<Map.Entry<String, Map<String, String>>> deployments =
                List.copyOf(DEPLOYMENTS.entrySet());
        List<Transform.Job> jobs =
                deployments.stream()
                        .map(each -> new Transform.Job(Transform.YAML, each.getValue()))
                        .toList();
        List<DynamicTest> tests = new ArrayList<>();
        List<Stack> stacks = Transform.of(jobs).orElse(List.of());
        for (int i = 0; i < stacks.size(); i++) {
            tests.addAll(holding(deployments.get(i).getKey(), stacks.get(i)));
        }
        return tests.stream();
    }

    private static List<DynamicTest> holding(String name, Stack stack) {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(
                DynamicTest.dynamicTest(
                        name + " can be deployed", () -> assertThat(stack.refused()).isEmpty()));
        for (Rule rule : Rules.ALL) {
            tests.add(
                    DynamicTest.dynamicTest(
                            name + ": " + rule.name(),
                            () -> assertThat(rule.violations(stack)).isEmpty()));
        }
        return tests;
    }

    @Test
    void everyRuleHasANameOfItsOwnAndAChangeThatBreaksIt() {
        Set<String> names = new HashSet<>();
        assertThat(Rules.ALL).allMatch(rule -> names.add(rule.name()));
        assertThat(Rules.ALL).allMatch(rule -> !rule.mutations().isEmpty());
        assertThat(Rules.ALL).hasSizeGreaterThan(60);
    }
}
