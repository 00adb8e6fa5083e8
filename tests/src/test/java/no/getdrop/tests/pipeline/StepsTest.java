package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;

/// Steps of a deployment that need neither AWS nor a suite that runs.
final class StepsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir private Path record;
    private Script script;

    @BeforeEach
    void begin() {
        script = new Script(record);
    }

    @Test
    void anApprovalIsGoodForTwentyFourHoursAndNoMore() {
        script.run("pipeline/approval", ago(Duration.ofMinutes(24 * 60 - 1))).succeeds();
        script.run("pipeline/approval", ago(Duration.ofMinutes(24 * 60 + 1)))
                .failsSaying("24 hours ago", "run the workflow deploy anew");
        script.run("pipeline/approval", ago(Duration.ofHours(-1))).failsSaying("in the future");
        script.run("pipeline/approval", "yesterday").failsSaying("'yesterday' is no time");
        script.run("pipeline/approval", "").failsSaying("is no time");
    }

    private static String ago(Duration age) {
        return Instant.now().minus(age).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Test
    void withoutItsVariablesAJobEndsWellWithANotice() {
        Script.Ran missing =
                script.with("SET_ONE", "a-value")
                        .with("GITHUB_ACTIONS", "true")
                        .run("pipeline/configured", "SET_ONE", "UNSET_ONE", "UNSET_TWO")
                        .succeeds();
        assertThat(missing.output()).isEqualTo("configured=false\n");
        assertThat(missing.error())
                .startsWith("::notice ")
                .contains("UNSET_ONE UNSET_TWO")
                .doesNotContain("SET_ONE UNSET_ONE")
                .doesNotContain("a-value");
        Script.Ran set = script.with("SET_ONE", "a-value").run("pipeline/configured", "SET_ONE");
        assertThat(set.succeeds().output()).isEqualTo("configured=true\n");
        assertThat(set.error()).isEmpty();
    }

    @Test
    void theGateIsOpenOnlyWhenEveryJobSucceeded() {
        gate("{\"unit\":{\"result\":\"success\"},\"api\":{\"result\":\"success\"}}").succeeds();
        for (String result : List.of("failure", "cancelled", "skipped")) {
            gate("{\"unit\":{\"result\":\"success\"},\"api\":{\"result\":\"" + result + "\"}}")
                    .failsSaying("not green: api");
        }
        gate("{}").failsSaying("the gate would be open");
        script.run("pipeline/gate").failsSaying("NEEDS");
    }

    private Script.Ran gate(String needs) {
        return script.with("NEEDS", needs).run("pipeline/gate");
    }

    @Test
    void aRecordHoldsEveryPartAndASuccessMayLackNone() throws IOException {
        part("artifact", "{\"file\":\"drop.tar.gz\",\"sha256\":\"ab\"}");
        part("plan", "{\"schemaBefore\":\"1\",\"pending\":[\"2\"]}");
        part("migration", "{\"schemaAfter\":\"2\",\"applied\":[\"2\"]}");
        part("versions-before", "{\"api\":{\"version\":\"7\"}}");
        part("versions-after", "{\"api\":{\"version\":\"8\"}}");
        part("health", "{\"health\":[{\"fullMs\":9}]}");
        script.run("pipeline/record", "staging", COMMIT, "success")
                .failsSaying("left no snapshot: a step did not run");
        part("snapshot", "{\"snapshots\":[{\"snapshot\":\"drop-pre-deploy-1\"}]}");
        script.run("pipeline/record", "staging", COMMIT, "success").succeeds();
        JsonNode deploy = JSON.readTree(script.part("deploy"));
        assertThat(deploy.at("/snapshots/0/snapshot").asText()).isEqualTo("drop-pre-deploy-1");
        assertThat(deploy.at("/schema/before").asText()).isEqualTo("1");
        assertThat(deploy.at("/schema/after").asText()).isEqualTo("2");
        assertThat(deploy.at("/versions/before/api/version").asText()).isEqualTo("7");
        assertThat(deploy.at("/versions/after/api/version").asText()).isEqualTo("8");
        script.run("pipeline/record", "production", COMMIT, "success").failsSaying("left no watch");
    }

    @Test
    void aDeploymentThatFailedIsRecordedWithWhatThereIs() throws IOException {
        part("artifact", "{\"sha256\":\"ab\"}");
        script.run("pipeline/record", "production", COMMIT, "failure").succeeds();
        JsonNode deploy = JSON.readTree(script.part("deploy"));
        assertThat(deploy.path("outcome").asText()).isEqualTo("failure");
        assertThat(deploy.at("/artifact/sha256").asText()).isEqualTo("ab");
        assertThat(deploy.at("/versions/after").isNull()).isTrue();
        script.run("pipeline/record", "production", COMMIT, "perhaps")
                .failsSaying("expected success, failure");
    }

    private void part(String name, String json) throws IOException {
        Files.writeString(record.resolve(name + ".json"), json);
    }

    @Test
    void aDeploymentKeepsTheParametersOfItsEnvironmentAndAddsItsOwn() {
        String command =
                script.with(
                                "STACK_PARAMETERS",
                                "# addresses\nAppUrl=https://app.example\n\nSubnetIds=a,b")
                        .with("EXECUTION_ROLE", "arn:aws:iam::111122223333:role/cfn")
                        .run("pipeline/deploy", "production", COMMIT, "--dry-run")
                        .succeeds()
                        .output();
        assertThat(command)
                .startsWith("sam deploy --config-env production ")
                .contains(" Environment=production ")
                .contains(" ApiConcurrency=")
                .contains(" AppUrl=https://app.example SubnetIds=a\\,b BuildId=" + COMMIT)
                .contains("--role-arn arn:aws:iam::111122223333:role/cfn");
        assertThat(script.run("pipeline/deploy", "staging", COMMIT, "--dry-run").output())
                .contains("Environment=staging")
                .doesNotContain("--region")
                .doesNotContain("--role-arn");
        script.with("STACK_PARAMETERS", "no parameter")
                .run("pipeline/deploy", "staging", COMMIT, "--dry-run")
                .failsSaying("'no parameter' is no parameter");
        script.run("pipeline/deploy", "prod", COMMIT, "--dry-run")
                .failsSaying("expected dev, staging");
        script.run("pipeline/deploy", "staging", "main", "--dry-run").failsSaying("no commit");
    }

    @Test
    void anArtifactThatWasChangedIsNotUnpacked(@TempDir Path artifact) throws Exception {
        Path tree = Files.createDirectory(artifact.resolve("tree"));
        Files.createFile(tree.resolve("template.yaml"));
        List<String> parts =
                Pattern.compile("(?m)^build-([A-Za-z]+):")
                        .matcher(Repository.text(Repository.ROOT.resolve("Makefile")))
                        .results()
                        .map(target -> target.group(1))
                        .toList();
        assertThat(parts).contains("ApiFunction", "NotifierFunction", "DatabaseLayer");
        for (String part : parts) {
            Files.createDirectory(tree.resolve(part));
        }
        Path folder = artifact.resolve("out");
        Files.createDirectories(folder.resolve("sbom"));
        Files.writeString(folder.resolve("sbom/api.cdx.json"), "{}");
        String archive = "drop-" + COMMIT + ".tar.gz";
        shell("tar -C " + tree + " -czf " + folder.resolve(archive) + " .");
        shell("cd " + folder + " && sha256sum ./" + archive + " ./sbom/api.cdx.json >SHA256SUMS");
        verify(folder).succeeds();
        assertThat(JSON.readTree(script.part("artifact")).path("sha256").asText()).hasSize(64);
        assertThat(Repository.ROOT.resolve("target/built/ApiFunction")).isDirectory();

        Files.writeString(folder.resolve("sbom/other.cdx.json"), "{}");
        verify(folder).failsSaying("files without a sum", "other.cdx.json");
        Files.delete(folder.resolve("sbom/other.cdx.json"));
        Files.writeString(folder.resolve("sbom/api.cdx.json"), "{\"changed\":1}");
        verify(folder).failsSaying("is not what was built");
        shell("cd " + folder + " && rm -r " + archive + " && touch " + archive);
        verify(folder).failsSaying("is not what was built");
        script.run("pipeline/verify-artifact", "0123456", folder.toString())
                .failsSaying("holds no drop-");

        Files.delete(tree.resolve("NotifierFunction"));
        shell("tar -C " + tree + " -czf " + folder.resolve(archive) + " .");
        shell("cd " + folder + " && sha256sum ./" + archive + " ./sbom/api.cdx.json >SHA256SUMS");
        verify(folder).failsSaying("holds no NotifierFunction");
    }

    private Script.Ran verify(Path folder) {
        return script.run("pipeline/verify-artifact", COMMIT, folder.toString());
    }

    private static void shell(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", command).inheritIO().start();
        assertThat(process.waitFor()).as(command).isZero();
    }
}
