package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// docs/runbooks/alarms.md has a section for each alarm and no other.
final class AlarmRunbookTest {
    private static final Path RUNBOOK = Repository.ROOT.resolve("docs/runbooks/alarms.md");
    private static final String TEXT = Repository.text(RUNBOOK);

    @Test
    void everyAlarmHasItsSectionAndEverySectionItsAlarm() {
        Set<String> named = new TreeSet<>();
        Pattern.compile("Runbook: docs/runbooks/alarms\\.md#([a-z-]+)")
                .matcher(Transform.YAML)
                .results()
                .forEach((MatchResult each) -> named.add(each.group(1)));
        Set<String> sections = new TreeSet<>(AlarmRules.anchors(RUNBOOK));
        sections.remove("alarms");
        assertThat(sections).isEqualTo(named).hasSizeGreaterThan(25);
    }

    @Test
    void everySectionSaysWhatToLookAtAndWhatToDo() {
        List<String> wanting = new ArrayList<>();
        for (String section : TEXT.split("\n## ", -1)) {
            String title = section.lines().findFirst().orElseThrow();
            boolean table = section.contains("| do |");
            if (!title.equals("# Alarms")
                    && !table
                    && !(section.contains("**Look first.**") && section.contains("**Do.**"))) {
                wanting.add(title);
            }
        }
        assertThat(wanting).isEmpty();
    }

    @Test
    void everyLinkWithinLeadsToASection() {
        Set<String> sections = AlarmRules.anchors(RUNBOOK);
        assertThat(Pattern.compile("\\]\\(#([a-z-]+)\\)").matcher(TEXT).results())
                .isNotEmpty()
                .allMatch(link -> sections.contains(link.group(1)));
    }

    /// A command that names a resource or an output names one that there is.
    @Test
    void everyCommandNamesWhatTheStackHas() {
        List<String> missing = new ArrayList<>();
        Pattern.compile("\\b(physical|output|errors) ([A-Z]\\w+)")
                .matcher(TEXT)
                .results()
                .forEach((MatchResult each) -> {
                    if (!Transform.YAML.contains("\n  " + each.group(2) + ":\n")) {
                        missing.add(each.group());
                    }
                });
        assertThat(missing).isEmpty();
    }
}
