package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A function whose settings change gets a new version, and with it a new snapshot: the old one
/// would go on as it was restored. Nothing new comes of the same template.
final class VersionsTest {
    private static final String ALL_PROPERTIES = "    AutoPublishAliasAllProperties: true\n";

    private static final Map<String, Rule.Mutation> CHANGES = changes();

    private static Map<String, Rule.Mutation> changes() {
        Map<String, Rule.Mutation> changes = new LinkedHashMap<>();
        changes.put(
                "nothing",
                new Rule.Mutation(
                        "Description: HTTP edge of the product",
                        "Description: HTTP edge of the product"));
        changes.put("Timeout", new Rule.Mutation("      Timeout: 15\n", "      Timeout: 14\n"));
        changes.put(
                "MemorySize",
                new Rule.Mutation(
                        "      MemorySize: !Ref ApiMemory\n", "      MemorySize: 3008\n"));
        changes.put(
                "VpcConfig",
                new Rule.Mutation(
                        "        SecurityGroupIds: [!Ref ApplicationGroup]\n",
                        "        SecurityGroupIds: [!Ref HealthGroup]\n"));
        changes.put(
                "Environment",
                new Rule.Mutation(
                        "          PRIMING_ROUNDS: !Ref PrimingRounds\n",
                        "          PRIMING_ROUNDS: 50\n"));
        changes.put("Layers", new Rule.Mutation("      - !Ref DatabaseLayer\n", ""));
        changes.put(
                "LoggingConfig",
                new Rule.Mutation("LogGroup: !Ref ApiLogs\n", "LogGroup: !Ref WorkerLogs\n"));
        return changes;
    }

    @Test
    void aChangedSettingMakesANewVersionAndNothingElseDoes() {
        List<Transform.Job> jobs = new ArrayList<>();
        jobs.add(job(Transform.YAML));
        CHANGES.values().forEach(change -> jobs.add(job(change.apply(Transform.YAML))));
        Transform.of(jobs)
                .ifPresent(stacks -> {
                    String before = version(stacks.getFirst());
                    List<String> names = List.copyOf(CHANGES.keySet());
                    for (int i = 0; i < names.size(); i++) {
                        Stack after = stacks.get(i + 1);
                        assertThat(after.refused()).isEmpty();
                        assertThat(version(after).equals(before))
                                .as("the version stays when %s changes", names.get(i))
                                .isEqualTo(names.get(i).equals("nothing"));
                    }
                });
    }

    /// SAM by itself looks at code, variables, memory and snapshot alone.
    @Test
    void withoutThatLineOfTheTemplateSomeChangesWouldNotArrive() {
        String without = new Rule.Mutation(ALL_PROPERTIES, "").apply(Transform.YAML);
        Rule.Mutation timeout = new Rule.Mutation("      Timeout: 15\n", "      Timeout: 14\n");
        Transform.of(List.of(job(without), job(timeout.apply(without))))
                .ifPresent(stacks ->
                        assertThat(version(stacks.get(1))).isEqualTo(version(stacks.get(0))));
    }

    /// SAM hashes references as they are written and not what they become: a parameter's new value,
    /// a build's number included, arrives with the next change of code or template and not before.
    /// Hence the file with the build's id in every package (Makefile).
    @Test
    void aNewParameterAloneMakesNoNewVersion() {
        Map<String, String> parameters = new LinkedHashMap<>(Deployments.withDomain("production"));
        parameters.put("BuildId", "0123456789abcdef");
        parameters.put("AppUrl", "https://other.getdrop.example");
        Transform.of(List.of(job(Transform.YAML), new Transform.Job(Transform.YAML, parameters)))
                .ifPresent(stacks -> {
                    assertThat(stacks.get(1).variables("ApiFunction"))
                            .isNotEqualTo(stacks.get(0).variables("ApiFunction"));
                    assertThat(version(stacks.get(1))).isEqualTo(version(stacks.get(0)));
                });
    }

    private static Transform.Job job(String yaml) {
        return new Transform.Job(yaml, Deployments.withDomain("production"));
    }

    private static String version(Stack stack) {
        return stack.text("ApiFunctionAliaslive", "/FunctionVersion");
    }
}
