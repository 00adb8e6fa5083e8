package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Each change of the template that takes a rule's property away is noticed by that rule and by no
/// other, in what production is deployed from.
final class RuleMutationsIT {
    /// A change, by the rule that must notice it.
    private record Attempt(Rule rule, Rule.Mutation mutation) {
        String name() {
            String text = mutation.text().strip().replaceAll("\\s+", " ");
            return rule.name() + " without " + text;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRuleCanBeBrokenAndNoOtherBreaksWithIt() {
        List<Attempt> attempts =
                Rules.ALL.stream()
                        .flatMap(rule ->
                                rule.mutations().stream()
                                        .map(mutation -> new Attempt(rule, mutation)))
                        .toList();
        List<Transform.Job> jobs = new ArrayList<>();
        jobs.add(job(Transform.YAML));
        attempts.forEach(attempt -> jobs.add(job(attempt.mutation().apply(Transform.YAML))));
        Optional<List<Stack>> stacks = Transform.of(jobs);
        if (stacks.isEmpty()) {
            return Stream.of();
        }
        Map<Rule, List<String>> ours = new HashMap<>();
        Rules.ALL.forEach(rule -> ours.put(rule, rule.violations(stacks.get().getFirst())));
        return IntStream.range(0, attempts.size())
                .mapToObj(i ->
                        DynamicTest.dynamicTest(
                                attempts.get(i).name(),
                                () ->
                                        assertThat(broken(stacks.get().get(i + 1), ours))
                                                .containsOnlyKeys(attempts.get(i).rule().name())));
    }

    private static Transform.Job job(String yaml) {
        return new Transform.Job(yaml, Deployments.withDomain("production"));
    }

    /// The rules that say of the changed template what they do not say of ours.
    private static Map<String, List<String>> broken(Stack changed, Map<Rule, List<String>> ours) {
        Map<String, List<String>> broken = new TreeMap<>();
        ours.forEach((rule, said) -> {
            List<String> violations = new ArrayList<>(rule.violations(changed));
            violations.removeAll(said);
            if (!violations.isEmpty()) {
                broken.put(rule.name(), violations);
            }
        });
        return broken;
    }
}
