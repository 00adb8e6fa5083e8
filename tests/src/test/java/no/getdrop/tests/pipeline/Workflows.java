package no.getdrop.tests.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import no.getdrop.tests.Repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Reads a workflow of GitHub Actions and finds what it must not do.
///
/// actionlint knows the syntax; these are Drop's own rules: nothing runs that was not pinned,
/// nothing has a right that it does not use, nothing runs for ever, and a pull request from a fork
/// can neither read a secret nor become a role.
final class Workflows {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern PINNED =
            Pattern.compile(
                    "^\\s*(?:- )?uses: [A-Za-z0-9-]+/[A-Za-z0-9._/-]+@[0-9a-f]{40} #"
                            + " v\\d+(?:\\.\\d+)*$");
    private static final Pattern LOCAL = Pattern.compile("^\\s*(?:- )?uses: \\./\\S+$");
    private static final Pattern SCRIPT =
            Pattern.compile(
                    "(?<![\\w/.-])(?:\\./)?((?:pipeline|checks)/[a-z0-9-]+(?![\\w./-])|run(?= ))");
    private static final Pattern TOLD =
            Pattern.compile(
                    "\\b(?:echo|printf|cat|tee)\\b[^\\n|]*\\$\\{?\\w*(?:TOKEN|SECRET|PASSWORD|KEY)"
                            + "|\\bset"
                            + " -[a-z]*x|\\bprintenv\\b|(?:^|[;&|\\n])\\s*env\\s*(?:$|[|>\\n])");

    /// Rights to write that a job may have, each for what it does with them.
    private static final Map<String, String> WRITES =
            Map.of(
                    "id-token", "to become a role, or to sign an attestation",
                    "attestations", "to keep an attestation",
                    "issues", "to tell people of an incident");

    private final String text;
    private final JsonNode workflow;
    private final List<String> faults = new ArrayList<>();

    private Workflows(String text) {
        this.text = text;
        try {
            this.workflow = YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is wrong with a workflow; nothing when it is as it should be.
    static List<String> faults(String text) {
        Workflows workflow = new Workflows(text);
        workflow.check();
        return List.copyOf(workflow.faults);
    }

    /// The jobs of a workflow, by their ids.
    static JsonNode jobs(String text) {
        return new Workflows(text).workflow.path("jobs");
    }

    private void check() {
        pins();
        if (!workflow.path("permissions").equals(YAML.createObjectNode().put("contents", "read"))) {
            faults.add("permissions at the top are not `contents: read` alone");
        }
        if (text.contains("pull_request_target")) {
            faults.add("pull_request_target gives a fork's code the rights of the repository");
        }
        if (text.contains("secrets.")) {
            faults.add("a secret is read: roles are become by OIDC, the token is github.token");
        }
        JsonNode jobs = workflow.path("jobs");
        jobs.properties().forEach(job -> job(job.getKey(), job.getValue(), jobs));
        jobs.fieldNames().forEachRemaining(job -> circle(job, job, jobs, new HashSet<>()));
        if (text.contains("role-to-assume")
                && workflow.at("/concurrency/cancel-in-progress").asBoolean()) {
            faults.add("what changes a stack is cancelled half way by the next run");
        }
    }

    private void pins() {
        text.lines()
                .filter(line -> line.matches("\\s*(?:- )?uses:.*"))
                .filter(line -> !PINNED.matcher(line).matches() && !LOCAL.matcher(line).matches())
                .forEach(line ->
                        faults.add(
                                "not pinned by 40 digits with its version beside: "
                                        + line.strip()));
    }

    private void job(String name, JsonNode job, JsonNode jobs) {
        if (!job.path("timeout-minutes").isInt()) {
            faults.add(name + " has no time limit");
        }
        if (!job.path("runs-on").asText().matches("ubuntu-\\d+\\.\\d+")) {
            faults.add(name + " does not name its runner's version");
        }
        needs(job)
                .filter(needed -> !jobs.has(needed))
                .forEach(needed -> faults.add(name + " needs " + needed + ", which is no job"));
        rights(name, job);
        if (job.at("/concurrency/cancel-in-progress").asBoolean()) {
            faults.add(name + " is cancelled half way by the next run");
        }
        for (JsonNode step : job.path("steps")) {
            step(name, step);
        }
    }

    private static java.util.stream.Stream<String> needs(JsonNode job) {
        JsonNode needs = job.path("needs");
        List<String> names = new ArrayList<>();
        if (needs.isTextual()) {
            names.add(needs.asText());
        }
        needs.forEach(each -> names.add(each.asText()));
        return names.stream();
    }

    private void circle(String start, String job, JsonNode jobs, Set<String> seen) {
        needs(jobs.path(job))
                .filter(seen::add)
                .forEach(needed -> {
                    if (needed.equals(start)) {
                        faults.add(start + " waits for itself");
                    } else {
                        circle(start, needed, jobs, seen);
                    }
                });
    }

    private void rights(String name, JsonNode job) {
        boolean forks =
                workflow.path("on").has("pull_request")
                        || workflow.path("on").asText().equals("pull_request");
        job.path("permissions")
                .properties()
                .forEach(right -> {
                    boolean writes = !right.getValue().asText().matches("read|none");
                    if (writes && (forks || !WRITES.containsKey(right.getKey()))) {
                        faults.add(name + " may write " + right.getKey());
                    }
                });
        boolean token = job.path("permissions").has("id-token");
        boolean role = job.toString().contains("configure-aws-credentials");
        boolean signs = job.toString().contains("attest-build-provenance");
        if (role && job.path("environment").isMissingNode()) {
            faults.add(name + " becomes a role outside of an environment, which nobody guards");
        }
        if (token != (role || signs)) {
            faults.add(name + (token ? " has an id-token for nothing" : " has no id-token"));
        }
    }

    private void step(String job, JsonNode step) {
        String name = job + ", " + step.path("name").asText("a step without a name");
        if (!step.path("name").isTextual()) {
            faults.add(job + " has a step without a name");
        }
        JsonNode limit = step.path("timeout-minutes");
        if (!limit.isInt() && !limit.asText().startsWith("${{ env.FIRST_DEPLOYMENT ")) {
            faults.add(name + ": has no time limit");
        }
        if (step.path("uses").asText().startsWith("actions/checkout@")
                && !step.at("/with/persist-credentials").asText().equals("false")) {
            faults.add(name + ": leaves the token in the clone");
        }
        String run = step.path("run").asText();
        if (run.contains("${{")) {
            faults.add(name + ": an expression stands in a command, where its text would be run");
        }
        if (TOLD.matcher(run).find()) {
            faults.add(name + ": could print a secret");
        }
        for (MatchResult script : SCRIPT.matcher(run).results().toList()) {
            Path file = Repository.ROOT.resolve(script.group(1));
            if (!Files.isExecutable(file) || Files.isDirectory(file)) {
                faults.add(name + ": " + script.group(1) + " is not there, or cannot be run");
            }
        }
    }
}
