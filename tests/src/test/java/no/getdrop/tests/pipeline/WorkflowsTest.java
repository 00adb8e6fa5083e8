package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.Repository;
import no.getdrop.tests.Tools;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The workflows hold Drop's rules, and each rule finds a workflow that breaks it.
final class WorkflowsTest {
    private static final Path FOLDER = Repository.ROOT.resolve(".github/workflows");

    /// A workflow that breaks nothing, for faults to be planted in.
    private static final String GOOD =
            """
            on:
              push:
            permissions:
              contents: read
            jobs:
              one:
                runs-on: ubuntu-24.04
                timeout-minutes: 5
                environment: staging
                permissions:
                  contents: read
                  id-token: write
                steps:
                  - name: Check out
                    uses: actions/checkout@0123456789abcdef0123456789abcdef01234567 # v1.2.3
                    timeout-minutes: 1
                    with:
                      persist-credentials: false
                  - name: Become
                    uses: aws-actions/configure-aws-credentials@COMMIT # v1.2.3
                    timeout-minutes: 1
                  - name: Work
                    timeout-minutes: 1
                    run: pipeline/functions drop-staging
              two:
                needs: one
                runs-on: ubuntu-24.04
                timeout-minutes: 5
                steps:
                  - name: Work
                    timeout-minutes: 1
                    run: ./run help
            """
                    .replace("COMMIT", "0123456789abcdef0123456789abcdef01234567");

    static Stream<Path> workflows() {
        return Repository.names(FOLDER).stream().map(FOLDER::resolve);
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void aWorkflowHoldsTheRules(Path file) {
        assertThat(Workflows.faults(Repository.text(file))).isEmpty();
    }

    @Test
    void aWorkflowThatBreaksNothingHasNoFault() {
        assertThat(Workflows.faults(GOOD)).isEmpty();
    }

    static Stream<Arguments> faults() {
        String pinned = "@0123456789abcdef0123456789abcdef01234567 # v1.2.3";
        return Stream.of(
                Arguments.of(pinned, "@v7", "not pinned"),
                Arguments.of(pinned, "@01234567 # v1.2.3", "not pinned"),
                Arguments.of(pinned, pinned.replace(" # v1.2.3", ""), "not pinned"),
                Arguments.of(
                        "contents: read\njobs", "contents: write\njobs", "permissions at the top"),
                Arguments.of("  push:", "  pull_request_target:", "pull_request_target"),
                Arguments.of("  push:", "  pull_request:", "may write id-token"),
                Arguments.of("id-token: write", "packages: write", "may write packages"),
                Arguments.of("      id-token: write\n", "", "has no id-token"),
                Arguments.of("    environment: staging\n", "", "becomes a role outside"),
                Arguments.of("ubuntu-24.04", "ubuntu-latest", "runner's version"),
                Arguments.of("    timeout-minutes: 5\n", "", "one has no time limit"),
                Arguments.of(
                        "        timeout-minutes: 1\n        with",
                        "        with",
                        "Check out: has no time limit"),
                Arguments.of("needs: one", "needs: none", "which is no job"),
                Arguments.of(
                        "    environment: staging",
                        "    needs: two\n    environment: staging",
                        "waits for itself"),
                Arguments.of(
                        "    environment: staging",
                        "    environment: staging\n    concurrency: {cancel-in-progress: true}",
                        "is cancelled half way"),
                Arguments.of("persist-credentials: false", "fetch-depth: 1", "leaves the token"),
                Arguments.of("drop-staging", "${{ github.ref }}", "would be run"),
                Arguments.of("pipeline/functions", "pipeline/no-such-script", "is not there"),
                Arguments.of("pipeline/functions", "checks/no-such-check", "is not there"),
                Arguments.of("pipeline/functions", "echo $GITHUB_TOKEN", "could print a secret"),
                Arguments.of("pipeline/functions", "set -x; true", "could print a secret"),
                Arguments.of("pipeline/functions drop-staging", "env", "could print a secret"),
                Arguments.of("drop-staging", "${{ secrets.X }}", "a secret is read"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachRuleFindsItsFault(String good, String bad, String told) {
        String broken = GOOD.replace(good, bad);
        assertThat(broken).isNotEqualTo(GOOD);
        assertThat(Workflows.faults(broken)).anyMatch(fault -> fault.contains(told));
    }

    @Test
    void sevenJobsRunSideBySideAndTheGateNeedsAllOfThem() {
        JsonNode jobs = Workflows.jobs(Repository.text(FOLDER.resolve("ci.yml")));
        List<String> needed = new ArrayList<>();
        jobs.at("/gate/needs").forEach(each -> needed.add(each.asText()));
        assertThat(needed).hasSize(7).doesNotHaveDuplicates();
        assertThat(jobs.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(with(needed, "gate"));
        for (String job : needed) {
            assertThat(jobs.path(job).has("needs")).as(job).isFalse();
            assertThat(jobs.path(job).has("if")).as(job).isFalse();
        }
        assertThat(jobs.at("/gate/if").asText()).isEqualTo("always()");
    }

    /// The order that a deployment must keep, whatever steps come in between.
    @ParameterizedTest
    @CsvSource({"staging", "production"})
    void aDeploymentGoesFromSnapshotToRecord(String environment) {
        JsonNode job =
                Workflows.jobs(Repository.text(FOLDER.resolve("deploy.yml"))).path(environment);
        List<String> scripts = new ArrayList<>();
        for (JsonNode step : job.path("steps")) {
            if (!step.path("if").asText().contains("== 'true'")) {
                Pattern.compile("pipeline/([a-z0-9-]+)")
                        .matcher(step.path("run").asText())
                        .results()
                        .forEach(script -> scripts.add(script.group(1)));
            }
        }
        assertThat(scripts)
                .containsSubsequence(
                        "verify-artifact",
                        "versions",
                        "snapshot",
                        "advance",
                        "plan",
                        "migrate",
                        "deploy",
                        "versions",
                        "smoke",
                        "last-logs",
                        "rollback",
                        "record");
        assertThat(job.at("/environment/name").asText()).isEqualTo(environment);
        if (environment.equals("production")) {
            assertThat(scripts).startsWith("approval").containsSubsequence("smoke", "watch");
            assertThat(job.toString()).contains("smoke \\\"$ADDRESS\\\" 3 10").contains("15");
        }
    }

    @Test
    void anActionIsOfOneVersionEverywhere() {
        Map<String, TreeSet<String>> versions = new HashMap<>();
        for (Path file : Repository.files(".yml")) {
            for (MatchResult use :
                    Pattern.compile("uses: ([\\w./-]+)@(.*)")
                            .matcher(Repository.text(file))
                            .results()
                            .toList()) {
                versions.computeIfAbsent(use.group(1), action -> new TreeSet<>()).add(use.group(2));
            }
        }
        assertThat(versions).hasSizeBetween(4, 8);
        assertThat(versions.values()).allMatch(each -> each.size() == 1);
    }

    /// actionlint itself; our own rules alone where it is not installed, which CI does not let
    /// pass.
    @Test
    void actionlintAgrees(@org.junit.jupiter.api.io.TempDir Path record) {
        if (Tools.areThere("node")) {
            new Script(record).run("checks/workflows").succeeds();
        }
    }

    private static List<String> with(List<String> names, String name) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return all;
    }
}
