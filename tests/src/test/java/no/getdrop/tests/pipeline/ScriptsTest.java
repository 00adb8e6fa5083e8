package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every script of the pipeline is one that a developer can run: it explains itself, stops at the
/// first error, and something calls it.
final class ScriptsTest {
    private static final Pattern MODULE = Pattern.compile("(functions|layers)/[a-z]+\\b");

    @TempDir private Path record;

    static Stream<String> scripts() {
        return Repository.names(Repository.ROOT.resolve("pipeline")).stream()
                .filter(name -> !name.contains("."))
                .map(name -> "pipeline/" + name);
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptStopsAtTheFirstErrorAndExplainsItself(String script) {
        Path file = Repository.ROOT.resolve(script);
        List<String> lines = Repository.text(file).lines().toList();
        assertThat(Files.isExecutable(file)).as("executable").isTrue();
        assertThat(lines.getFirst()).isEqualTo("#!/usr/bin/env bash");
        assertThat(lines.get(1)).startsWith("# " + script);
        assertThat(lines).contains("set -euo pipefail", "cd \"$(dirname \"$0\")/..\"");
        assertThat(lines).allMatch(line -> line.length() <= 120);

        Script.Ran help = new Script(record).run(script, "--help").succeeds();
        assertThat(help.output()).startsWith(script).hasLineCount(countOfHelp(lines));
        assertThat(help.output()).doesNotContain("set -euo");
    }

    private static int countOfHelp(List<String> lines) {
        return (int) lines.stream().skip(1).takeWhile(line -> line.startsWith("#")).count();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aWrongCallIsRefusedWithTheHelp(String script) {
        String[] many = new String[102];
        java.util.Arrays.fill(many, "x");
        many[0] = script;
        Script.Ran ran = new Script(record).run(many);
        assertThat(ran.exit()).as(ran.error()).isEqualTo(2);
        assertThat(ran.error()).startsWith(script);
    }

    @Test
    void everyScriptIsCalledByAWorkflowOrAnotherScript() {
        String callers =
                Stream.concat(
                                Repository.files(".yml").stream(),
                                scripts().map(Repository.ROOT::resolve))
                        .map(Repository::text)
                        .flatMap(String::lines)
                        .filter(line -> !line.startsWith("#"))
                        .collect(Collectors.joining("\n"));
        assertThat(scripts())
                .isNotEmpty()
                .allMatch(script -> callers.matches("(?s).*" + script + "\\b(?!-).*"));
    }

    /// CloudFormation's DescribeStackResources tells the first hundred; the stack has more.
    @Test
    void noScriptOverlooksWhatComesAfterTheFirstHundredResources() {
        assertThat(scripts().map(Repository.ROOT::resolve).map(Repository::text))
                .noneMatch(script -> script.contains("describe-stack-resources"))
                .anyMatch(script -> script.contains("list-stack-resources"));
    }

    /// The bills of materials, the second build and the tests of CI take theirs from the tree.
    @Test
    void everyListOfWhatIsDeployedNamesAllOfIt() {
        Script.Ran ran =
                new Script(record).run("bash", "-c", "source pipeline/common.bash; deployed");
        Set<String> deployed = new TreeSet<>(ran.succeeds().output().lines().toList());
        assertThat(deployed).contains("layers/database", "functions/notifier");
        for (String file : List.of("Makefile", "run")) {
            Set<String> listed = new TreeSet<>();
            MODULE.matcher(Repository.text(Repository.ROOT.resolve(file)))
                    .results()
                    .forEach(module -> listed.add(module.group()));
            assertThat(listed).as(file).isEqualTo(deployed);
        }
    }

    /// By its package, or by a profile of Maven.
    @Test
    void everyTestThatStartsTheSuiteIsRunByAStepOfCi() {
        String test = Repository.text(Repository.ROOT.resolve("pipeline/test"));
        String steps = test + Repository.text(Repository.ROOT.resolve(".ci/nightly"));
        String modules = Repository.text(Repository.ROOT.resolve("tests/pom.xml"));
        Stream<String> profiles =
                Pattern.compile("(?s)<profile>.*?</profile>")
                        .matcher(modules)
                        .results()
                        .map(MatchResult::group)
                        .filter(profile -> isNamedIn(steps, profile));
        String included = profiles.collect(Collectors.joining());
        assertThat(Repository.files("IT.java"))
                .filteredOn(file -> file.startsWith(Repository.ROOT.resolve("tests")))
                .hasSizeGreaterThan(60)
                .allMatch(file -> {
                    String folder = file.getName(file.getNameCount() - 2).toString();
                    return test.contains("no.getdrop.tests." + folder + ".*IT")
                            || included.contains("/" + file.getFileName() + "<")
                            || included.contains("/" + folder + "/*IT.java<");
                });
    }

    private static boolean isNamedIn(String steps, String profile) {
        String id = profile.replaceFirst("(?s).*?<id>(.*?)</id>.*", "$1");
        return Pattern.compile(" -P(\\S+,)?" + id + "\\b").matcher(steps).find();
    }
}
