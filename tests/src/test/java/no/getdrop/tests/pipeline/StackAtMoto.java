package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.providers.Moto;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// A stack of Drop at moto as far as runbooks look at it, and the AWS CLI that reaches it.
final class StackAtMoto implements AutoCloseable {
    static final String STACK = "drop-production";
    static final String CLUSTER = "drop-production-database";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EMPTY_ZIP_BYTES = 22;
    private static final int INVOCATIONS = 20;

    /// What is in the stack by its logical id: a log group's own name is its physical id.
    private static final List<String> LOG_GROUPS =
            List.of(
                    "AccessLogs",
                    "ApiLogs",
                    "WorkerLogs",
                    "BackupLogs",
                    "NotifierLogs",
                    "NameLogs",
                    "DeploymentLogs",
                    "DatabaseProxy");

    private static final List<String> FUNCTIONS =
            List.of(
                    "ApiFunction",
                    "HealthFunction",
                    "WorkerFunction",
                    "BackupFunction",
                    "BeforeTrafficFunction");

    private final Moto moto;
    private final Path folder;

    private StackAtMoto(Moto moto, Path folder) {
        this.moto = moto;
        this.folder = folder;
    }

    /// Starts moto and makes the stack.
    static StackAtMoto start(Path folder) throws Exception {
        StackAtMoto stack = new StackAtMoto(Moto.start(folder), folder);
        stack.deploy();
        return stack;
    }

    @Override
    public void close() {
        moto.close();
    }

    private void deploy() throws Exception {
        post("/moto-api/config", "{\"lambda\":{\"use_docker\":false}}");
        answerInvocations();
        Path code =
                Files.write(
                        folder.resolve("code.zip"),
                        Arrays.copyOf(new byte[] {'P', 'K', 5, 6}, EMPTY_ZIP_BYTES));
        Path template = Files.writeString(folder.resolve("stack.json"), template());
        aws(
                "cloudformation create-stack --stack-name "
                        + STACK
                        + " --template-body file://"
                        + template);
        for (String group :
                List.of(
                        "/aws/rds/cluster/" + CLUSTER + "/postgresql",
                        "/aws/rds/proxy/" + STACK + "-DatabaseProxy",
                        "aws-waf-logs-" + STACK)) {
            aws("logs create-log-group --log-group-name " + group);
        }
        // Of moto's two Lambdas the stack makes functions in the one, and the other answers.
        for (String function : FUNCTIONS) {
            aws(
                    "lambda create-function --runtime java21 --handler none --zip-file fileb://"
                            + code
                            + " --role arn:aws:iam::123456789012:role/function --environment"
                            + " 'Variables={DATABASE_URL=postgresql://proxy}' --function-name "
                            + STACK
                            + "-"
                            + function);
            aws("lambda publish-version --function-name " + STACK + "-" + function);
            aws(
                    "lambda create-alias --name live --function-version 1 --function-name "
                            + STACK
                            + "-"
                            + function);
        }
        for (String cluster : List.of(CLUSTER, "drop-verify-20261122t0200z")) {
            moto.createCluster(cluster);
        }
    }

    Script script() {
        return new Script(folder)
                .with("AWS_ENDPOINT_URL", moto.url().toString())
                .with("AWS_ACCESS_KEY_ID", "none")
                .with("AWS_SECRET_ACCESS_KEY", "none")
                .with("AWS_DEFAULT_REGION", "eu-west-1")
                .with("AWS_PAGER", "");
    }

    JsonNode aws(String command) throws IOException {
        String output =
                script().run("bash", "-c", "aws " + command + " --output json").succeeds().output();
        return JSON.readTree(output.isBlank() ? "{}" : output);
    }

    String secret(String name, String text) throws IOException {
        return aws("secretsmanager create-secret --name "
                        + name
                        + " --secret-string '"
                        + text
                        + "'")
                .path("VersionId")
                .asText();
    }

    /// What a secret holds now, on one line.
    String held(String name) throws IOException {
        String text =
                aws("secretsmanager get-secret-value --version-stage AWSCURRENT"
                                + " --secret-id "
                                + name)
                        .path("SecretString")
                        .asText();
        return JSON.readTree(text).toString();
    }

    /// Every function answers what the runbooks read of any of them.
    private void answerInvocations() throws Exception {
        String payload =
                """
                {"lines":["newest proved"],"done":{"chain":{"broken":7}},
                "body":"{\\"status\\":\\"ok\\"}"}\
                """;
        List<String> results = Collections.nCopies(INVOCATIONS, payload);
        post(
                "/moto-api/static/lambda-simple/response",
                JSON.writeValueAsString(Map.of("results", results, "region", "eu-west-1")));
    }

    private void post(String path, String body) throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(moto.url() + path))
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    }

    private static String template() {
        List<String> resources = new ArrayList<>();
        LOG_GROUPS.forEach(group ->
                resources.add(
                        "\"%1$s\":{\"Type\":\"AWS::Logs::LogGroup\",\"Properties\":"
                                        .formatted(group)
                                + "{\"LogGroupName\":\"%s-%s\"}}".formatted(STACK, group)));
        FUNCTIONS.forEach(function ->
                resources.add(
                        """
                        "%1$s":{"Type":"AWS::Lambda::Function","Properties":{
                          "FunctionName":"%2$s-%1$s","Runtime":"java25","Handler":"none",
                          "Role":{"Fn::GetAtt":["Role","Arn"]},"Code":{"ZipFile":"none"}}}
                        """
                                .formatted(function, STACK)));
        return """
        {"Resources":{
          "Role":{"Type":"AWS::IAM::Role","Properties":{
            "RoleName":"function","AssumeRolePolicyDocument":{"Version":"2012-10-17",
            "Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
            "Principal":{"Service":"lambda.amazonaws.com"}}]}}},
          "DeadLetters":{"Type":"AWS::SQS::Queue"},
          "Alerts":{"Type":"AWS::SNS::Topic"},
          "DatabaseStandby":{"Type":"AWS::RDS::DBInstance","Properties":{
            "DBInstanceIdentifier":"%1$s-standby","DBInstanceClass":"db.t4g.medium",
            "Engine":"postgres","AllocatedStorage":"20","MasterUsername":"postgres",
            "MasterUserPassword":"of-no-use-here"}},
          %3$s},
        "Outputs":{
          "ApiFunctionName":{"Value":"%1$s-ApiFunction"},
          "BackupFunctionName":{"Value":"%1$s-BackupFunction"},
          "AlertsTopicArn":{"Value":{"Ref":"Alerts"}},
          "DatabaseClusterIdentifier":{"Value":"%2$s"}}}
        """
                .formatted(STACK, CLUSTER, String.join(",", resources));
    }

    /// A stack whose resources are called as secrets are: moto's CloudFormation makes no secrets.
    void stackOfNames(String region, String stack, String end, List<String> ids)
            throws IOException {
        List<String> resources = new ArrayList<>();
        for (String id : ids) {
            resources.add(
                    "\"%1$s\":{\"Type\":\"AWS::Logs::LogGroup\",\"Properties\":"
                            .concat("{\"LogGroupName\":\"%1$s-%2$s\"}}")
                            .formatted(id, end));
        }
        Path template =
                Files.writeString(
                        folder.resolve(region + ".json"),
                        "{\"Resources\":{" + String.join(",", resources) + "}}");
        aws(
                "cloudformation create-stack --region "
                        + region
                        + " --stack-name "
                        + stack
                        + " --template-body file://"
                        + template);
    }

    JsonNode north(String command) throws IOException {
        return aws(command + " --region eu-north-1");
    }
}
