package no.getdrop.tests.template;

import java.util.ArrayList;
import java.util.List;

/// What must hold of every stack, and changes of the template's text that take it away.
record Rule(String name, Check check, List<Mutation> mutations) {
    /// Looks at a stack and says what is wrong.
    @FunctionalInterface
    interface Check {
        void look(Stack stack, Findings findings);
    }

    /// A text that stands in the template and what to put in its place, once.
    record Mutation(String text, String replacement) {
        String apply(String yaml) {
            int start = yaml.indexOf(text);
            if (start < 0) {
                throw new AssertionError("not in template.yaml: " + text);
            }
            return yaml.substring(0, start) + replacement + yaml.substring(start + text.length());
        }
    }

    /// What a check has found.
    static final class Findings {
        private final List<String> found = new ArrayList<>();

        void unless(boolean holds, String wrong) {
            if (!holds) {
                found.add(wrong);
            }
        }
    }

    Rule {
        mutations = List.copyOf(mutations);
    }

    /// A rule that nothing breaks yet.
    static Rule of(String name, Check check) {
        return new Rule(name, check, List.of());
    }

    /// The rule with one more change that breaks it.
    Rule brokenBy(String text, String replacement) {
        List<Mutation> more = new ArrayList<>(mutations);
        more.add(new Mutation(text, replacement));
        return new Rule(name, check, more);
    }

    /// The rule, which breaks when that text is taken away.
    Rule brokenWithout(String text) {
        return brokenBy(text, "");
    }

    /// What is wrong with that stack, in words; empty when the rule holds.
    List<String> violations(Stack stack) {
        Findings findings = new Findings();
        check.look(stack, findings);
        return List.copyOf(findings.found);
    }
}
