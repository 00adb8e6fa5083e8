package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.providers.Moto;
import no.getdrop.tests.Tools;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The steps of a deployment that change or look at a stack, against moto's Lambda, CloudFormation,
/// CloudWatch and logs: versions, the migrate function ahead of its stack, alarms, the way back.
final class StackStepsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STACK = "drop-staging";
    private static final List<String> FUNCTIONS =
            List.of("Api", "Health", "Worker", "Migrate", "Backup");

    @TempDir private Path folder;
    private Script script;

    @BeforeEach
    void beginWithNothingToReach() {
        script = at("http://127.0.0.1:9");
    }

    @Test
    void versionsMoveForwardAndBackAndTheMigrateFunctionGoesAhead() throws IOException {
        if (!Tools.areThere("aws", "jq", "curl", "zip", "moto_server")) {
            return;
        }
        try (Moto moto = Moto.start(folder)) {
            script = at(moto.url().toString());
            begin();
            findFunctions();
            rollBack();
            advance();
            showLogs();
            watch();
        }
    }

    private void begin() throws IOException {
        String functions =
                FUNCTIONS.stream().map(StackStepsIT::function).collect(Collectors.joining(","));
        Path template =
                Files.writeString(
                        folder.resolve("stack.json"),
                        """
                        {"Resources":{"Role":{"Type":"AWS::IAM::Role","Properties":{
                          "AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[
                            {"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},
                             "Action":"sts:AssumeRole"}]}}},
                          "ApiLogs":{"Type":"AWS::Logs::LogGroup",
                            "Properties":{"LogGroupName":"drop-staging-ApiLogs-1"}},
                          %s}}
                        """
                                .formatted(functions));
        aws(
                "cloudformation create-stack --stack-name "
                        + STACK
                        + " --template-body file://"
                        + template);
    }

    private static String function(String name) {
        return """
        "%1$sFunction":{"Type":"AWS::Lambda::Function","Properties":{
          "FunctionName":"drop-staging-%1$sFunction-1","Runtime":"java25","Handler":"none",
          "Role":{"Fn::GetAtt":["Role","Arn"]},"Code":{"ZipFile":"none"},
          "Environment":{"Variables":{"BUILD_ID":"first","KEPT":"as it was"}}}}
        """
                .formatted(name);
    }

    private void findFunctions() {
        assertThat(script.run("pipeline/functions", STACK).succeeds().output().lines())
                .containsExactly(
                        "API_FUNCTION=drop-staging-ApiFunction-1",
                        "HEALTH_FUNCTION=drop-staging-HealthFunction-1",
                        "WORKER_FUNCTION=drop-staging-WorkerFunction-1",
                        "MIGRATE_FUNCTION=drop-staging-MigrateFunction-1",
                        "BACKUP_FUNCTION=drop-staging-BackupFunction-1");
        assertThat(script.run("pipeline/functions", "drop-of-nobody").succeeds().output())
                .isEqualTo("FIRST_DEPLOYMENT=true\n");
    }

    /// Two releases of the api; the health function has had one.
    private void rollBack() throws IOException {
        String api = "drop-staging-ApiFunction-1";
        String health = "drop-staging-HealthFunction-1";
        for (String function : List.of(api, health)) {
            aws("lambda publish-version --function-name " + function);
            aws("lambda create-alias --name live --function-version 1 --function-name " + function);
        }
        script.run("pipeline/versions", "versions-before", api, health).succeeds();
        JsonNode before = JSON.readTree(script.part("versions-before"));
        assertThat(before.path(api).path("version").asText()).isEqualTo("1");
        assertThat(before.path(api).path("build").asText()).isEqualTo("first");

        aws(
                "lambda update-function-configuration --environment 'Variables={BUILD_ID=second}'"
                        + " --function-name "
                        + api);
        aws("lambda publish-version --function-name " + api);
        point(api, "1 --routing-config 'AdditionalVersionWeights={2=0.1}'");
        String file = folder.resolve("record/versions-before.json").toString();
        script.run("pipeline/rollback", "--to", file, api, health).succeeds();
        assertThat(alias(api).path("RoutingConfig").path("AdditionalVersionWeights")).isEmpty();

        point(api, "2");
        script.run("pipeline/rollback", api, health)
                .failsSaying(health + " has no version below 1");
        assertThat(alias(api).path("FunctionVersion").asText()).as("all or none").isEqualTo("2");
        script.run("pipeline/rollback", api).succeeds();
        assertThat(alias(api).path("FunctionVersion").asText()).isEqualTo("1");
        assertThat(JSON.readTree(script.part("rollback")).at("/moved/" + api + "/from").asText())
                .isEqualTo("2");
        script.run("pipeline/rollback", "--to", file, "another").failsSaying("has no alias live");
        script.run("pipeline/rollback", "--to", "no-file", api).failsSaying("cannot be read");
    }

    private void point(String function, String version) {
        aws(
                "lambda update-alias --name live --function-name %s --function-version %s"
                        .formatted(function, version));
    }

    private JsonNode alias(String function) throws IOException {
        return JSON.readTree(aws("lambda get-alias --name live --function-name " + function));
    }

    private void advance() throws IOException {
        String migrate = "drop-staging-MigrateFunction-1";
        Path built = folder.resolve("built");
        for (String part : List.of("MigrateFunction", "RuntimeLayer", "DatabaseLayer")) {
            Files.createDirectories(built.resolve(part));
            Files.writeString(built.resolve(part).resolve("a.class"), part);
        }
        String before = configuration(migrate).path("CodeSha256").asText();
        script.run("pipeline/advance", STACK, migrate, "0123456", built.toString()).succeeds();
        JsonNode after = configuration(migrate);
        assertThat(after.path("CodeSha256").asText()).isNotEqualTo(before);
        assertThat(after.at("/Environment/Variables/BUILD_ID").asText()).isEqualTo("0123456");
        assertThat(after.at("/Environment/Variables/KEPT").asText()).isEqualTo("as it was");
        assertThat(after.path("Layers")).hasSize(2);
        assertThat(after.at("/Layers/0/Arn").asText())
                .contains("drop-staging-migrate-RuntimeLayer:1");
        script.run("pipeline/advance", STACK, migrate, "0123456", folder.toString())
                .failsSaying("holds no MigrateFunction");
    }

    private JsonNode configuration(String function) throws IOException {
        return JSON.readTree(aws("lambda get-function-configuration --function-name " + function));
    }

    /// Half of them are not of the last minute, which is asked for first.
    private void showLogs() {
        long now = System.currentTimeMillis();
        String events =
                java.util.stream.IntStream.rangeClosed(1, 60)
                        .mapToObj(line ->
                                "{\"timestamp\":%d,\"message\":\"line %d\"}"
                                        .formatted(
                                                line > 30 ? now + line : now - 300_000 + line,
                                                line))
                        .collect(Collectors.joining(",", "[", "]"));
        aws("logs create-log-stream --log-group-name drop-staging-ApiLogs-1 --log-stream-name one");
        aws(
                "logs put-log-events --log-group-name drop-staging-ApiLogs-1"
                        + " --log-stream-name one --log-events '"
                        + events
                        + "'");
        assertThat(script.run("pipeline/last-logs", STACK).succeeds().output().lines())
                .hasSize(51)
                .contains("line 11", "line 60")
                .doesNotContain("line 10");
    }

    private void watch() throws IOException {
        script.run("pipeline/watch", STACK, "0").failsSaying("nothing would be watched");
        aws(
                "cloudwatch put-metric-alarm --alarm-name drop-staging-errors --metric-name Errors"
                        + " --namespace Drop --statistic Sum --period 60 --evaluation-periods 1"
                        + " --threshold 1 --comparison-operator GreaterThanThreshold");
        script.run("pipeline/watch", STACK, "0").succeeds();
        assertThat(JSON.readTree(script.part("watch")).at("/watched/alarms/0").asText())
                .isEqualTo("drop-staging-errors");
        int[] asked = {0};
        try (FakeService health =
                new FakeService((request, body) ->
                        ++asked[0] == 2 ? "{\"status\":\"error\"}" : "{\"status\":\"ok\"}")) {
            script.with("WATCH_PAUSE_SECONDS", "1")
                    .run("pipeline/watch", STACK, "5s", health.url())
                    .succeeds();
            assertThat(asked[0]).as("one failure alone is forgiven").isGreaterThan(1);
        }
        script.with("WATCH_PAUSE_SECONDS", "0")
                .run("pipeline/watch", STACK, "20s", "http://127.0.0.1:9")
                .failsSaying("is not healthy; roll back");
        aws(
                "cloudwatch set-alarm-state --alarm-name drop-staging-errors --state-value ALARM"
                        + " --state-reason 'many errors'");
        script.run("pipeline/watch", STACK, "0").failsSaying("drop-staging-errors: many errors");
    }

    private String aws(String command) {
        return script.run("bash", "-c", "aws " + command).succeeds().output();
    }

    private Script at(String url) {
        return new Script(folder.resolve("record"))
                .with("AWS_ENDPOINT_URL", url)
                .with("AWS_ACCESS_KEY_ID", "local")
                .with("AWS_SECRET_ACCESS_KEY", "local")
                .with("AWS_REGION", "eu-west-1")
                .with("AWS_DEFAULT_REGION", "eu-west-1")
                .with("AWS_DEFAULT_OUTPUT", "json");
    }
}
