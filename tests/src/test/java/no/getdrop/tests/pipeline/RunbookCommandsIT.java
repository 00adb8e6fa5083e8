package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.providers.Moto;
import no.getdrop.tests.Repository;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The runbooks of a stack, section by section, against a stack at moto: whoever is woken at night
/// finds that each command does what its text says. What moto lacks is marked with what it needs.
final class RunbookCommandsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STACK = "drop-production";
    private static final String CLUSTER = "drop-production-database";
    private static final int EMPTY_ZIP_BYTES = 22;
    private static final int INVOCATIONS = 20;
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^([A-Z]+)=\\S+ +# .*$");

    /// What is in the stack by its logical id: a log group's own name is its physical id.
    private static final List<String> LOG_GROUPS =
            List.of(
                    "AccessLogs",
                    "ApiLogs",
                    "WorkerLogs",
                    "BackupLogs",
                    "NotifierLogs",
                    "DeploymentLogs",
                    "DatabaseProxy");

    private static final List<String> FUNCTIONS =
            List.of(
                    "ApiFunction",
                    "HealthFunction",
                    "WorkerFunction",
                    "BackupFunction",
                    "BeforeTrafficFunction");

    /// Which secret a command of the runbook is about, by what it names; the last one counts.
    private static final Map<String, String> SECRETS = new LinkedHashMap<>();

    static {
        SECRETS.put("SECRET", "encryption");
        SECRETS.put("BANKID_CLIENT_SECRET", "providers");
        SECRETS.put("rotate-secret", "rotated");
        SECRETS.put("JWT_SECRET", "token");
        SECRETS.put("QR_SIGNING_KEY", "qr");
        SECRETS.put("restore-secret", "deleted");
    }

    private static @Nullable Moto moto;

    @TempDir private static Path folder;

    @BeforeAll
    static void deploy() throws Exception {
        if (!Script.has("aws", "jq", "moto_server")) {
            return;
        }
        moto = Moto.start(folder);
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
            running().createCluster(cluster);
        }
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            moto.close();
        }
    }

    @Test
    void everySectionOfTheAlarmsCanBeFollowed() throws Exception {
        if (moto == null) {
            return;
        }
        String said = follow("docs/runbooks/alarms.md", Map.of(), 24);
        assertThat(said).contains("newest proved", "\"broken\": 7", CLUSTER);
        assertThat(aws("rds describe-db-clusters").toString()).doesNotContain("drop-verify-");
        assertThat(aws("sns list-subscriptions").toString()).contains("on-call@getdrop.example");
    }

    @Test
    void aDeploymentThatFailedCanBeLookedIntoAndTakenBack() throws Exception {
        if (moto == null) {
            return;
        }
        String api = STACK + "-ApiFunction";
        aws("lambda update-function-configuration --description second --function-name " + api);
        aws("lambda publish-version --function-name " + api);
        aws("lambda update-alias --name live --function-version 2 --function-name " + api);
        aws("deploy create-application --compute-platform Lambda --application-name drop");
        aws(
                "deploy create-deployment-group --application-name drop --deployment-group-name api"
                        + " --service-role-arn arn:aws:iam::123456789012:role/deploy");
        String deployment =
                aws("deploy create-deployment --application-name drop"
                                + " --deployment-group-name api")
                        .path("deploymentId")
                        .asText();
        String log = STACK + "-DeploymentLogs";
        aws("logs create-log-stream --log-stream-name hook --log-group-name " + log);
        aws(
                "logs put-log-events --log-stream-name hook --log-group-name "
                        + log
                        + " --log-events 'timestamp="
                        + System.currentTimeMillis()
                        + ",message=\""
                        + deployment
                        + " api:read failed\"'");

        String said =
                follow(
                        "docs/runbooks/deployment.md",
                        Map.of(
                                "DEPLOYMENT",
                                deployment,
                                "BEFORE",
                                "1",
                                "VERSION",
                                STACK + "-HealthFunction:1"),
                        5);

        assertThat(said).contains(deployment + " api:read failed", "{\"status\":\"ok\"}");
        assertThat(
                        aws("lambda get-alias --name live --function-name " + api)
                                .path("FunctionVersion")
                                .asText())
                .isEqualTo("1");
    }

    @Test
    void secretsCanBeFilledInRotatedAndBroughtBack() throws Exception {
        if (moto == null) {
            return;
        }
        secret("providers", "{\"BANKID_CLIENT_SECRET\":\"\",\"SUMSUB_APP_TOKEN\":\"kept\"}");
        secret("rotated", "{\"OPERATOR_KEY\":\"old\"}");
        secret("token", "{\"JWT_SECRET\":\"now\",\"JWT_SECRET_PREVIOUS\":\"known\"}");
        secret(
                "qr",
                "{\"QR_SIGNING_KEY_ID\":\"4\",\"QR_SIGNING_KEYS_PREVIOUS\":\"1:a,3:known,2:b\"}");
        String keys = "{\"ENCRYPTION_KEY_ID\":\"3\",\"ENCRYPTION_KEYS_PREVIOUS\":\"%s\"}";
        String whole = secret("encryption", keys.formatted("1:a,2:lost"));
        aws(
                "secretsmanager put-secret-value --secret-id encryption --secret-string '"
                        + keys.formatted("1:a")
                        + "'");
        secret("deleted", "{}");
        aws("secretsmanager delete-secret --secret-id deleted --recovery-window-in-days 7");

        String said = follow("docs/runbooks/secrets.md", Map.of("VERSION", whole), 8);

        assertThat(held("providers"))
                .isEqualTo("{\"BANKID_CLIENT_SECRET\":\"typed\",\"SUMSUB_APP_TOKEN\":\"kept\"}");
        assertThat(held("token")).isEqualTo("{\"JWT_SECRET\":\"now\"}");
        assertThat(held("qr")).contains("\"QR_SIGNING_KEYS_PREVIOUS\":\"1:a,2:b\"");
        assertThat(held("encryption")).contains("\"ENCRYPTION_KEYS_PREVIOUS\":\"1:a,2:lost\"");
        assertThat(aws("secretsmanager describe-secret --secret-id deleted").has("DeletedDate"))
                .isFalse();
        assertThat(aws("secretsmanager describe-secret --secret-id rotated").toString())
                .contains("AWSCURRENT", "AWSPREVIOUS");
        assertThat(said).contains("\"1\"", "\"2\"").doesNotContain("typed", "known", "lost");
    }

    @Test
    void theSecondRegionTakesOver() throws Exception {
        if (moto == null) {
            return;
        }
        List<String> kept =
                List.of("EncryptionSecret", "NationalIdSecret", "QrSecret", "ProviderSecret");
        for (String id : kept) {
            secret(id + "-First1", "{\"of\":\"eu-west-1, " + id + "\"}");
            north("secretsmanager create-secret --name " + id + "-Second --secret-string '{}'");
        }
        stackOfNames("eu-west-1", "drop-payments", "First1", kept);
        stackOfNames("eu-north-1", "drop-payments", "Second", kept);
        north(
                "rds create-db-cluster --engine aurora-postgresql --db-cluster-identifier copied"
                        + " --master-username postgres --master-user-password of-no-use-here");
        for (String snapshot : List.of("drop-older", "drop-newest")) {
            north(
                    "rds create-db-cluster-snapshot --db-cluster-identifier copied"
                            + " --db-cluster-snapshot-identifier "
                            + snapshot);
        }
        String zone =
                aws("route53 create-hosted-zone --name getdrop.no --caller-reference 1")
                        .at("/HostedZone/Id")
                        .asText()
                        .replace("/hostedzone/", "");
        String check =
                aws("route53 create-health-check --caller-reference 2"
                                + " --health-check-config Type=TCP,IPAddress=192.0.2.1,Port=443")
                        .at("/HealthCheck/Id")
                        .asText();
        aws(
                "route53 change-resource-record-sets --hosted-zone-id %s --change-batch '%s'"
                        .formatted(
                                zone,
                                """
                                {"Changes":[{"Action":"CREATE","ResourceRecordSet":{"Name":"api.getdrop.no",
                                "Type":"A","SetIdentifier":"eu-west-1","Failover":"PRIMARY","TTL":60,
                                "HealthCheckId":"%s","ResourceRecords":[{"Value":"192.0.2.1"}]}}]}
                                """
                                        .formatted(check)));

        follow(
                "docs/disaster-recovery.md",
                Map.of(
                        "STACK",
                        "drop-payments",
                        "ZONE",
                        zone,
                        "SUBNETS",
                        "default",
                        "SNAPSHOT",
                        "drop-newest"),
                5);

        for (String id : kept) {
            assertThat(
                            north("secretsmanager get-secret-value --secret-id " + id + "-Second")
                                    .path("SecretString")
                                    .asText())
                    .contains("eu-west-1, " + id);
        }
        assertThat(
                        north("rds describe-db-clusters --db-cluster-identifier drop-restored")
                                .toString())
                .contains("drop-restored-1");
        assertThat(
                        aws("route53 get-health-check --health-check-id " + check)
                                .at("/HealthCheck/HealthCheckConfig/Inverted")
                                .asBoolean())
                .isTrue();
    }

    /// A stack whose resources are called as secrets are: moto's CloudFormation makes no secrets.
    private static void stackOfNames(String region, String stack, String end, List<String> ids)
            throws IOException {
        List<String> resources = new ArrayList<>();
        for (String id : ids) {
            resources.add(
                    "\"%1$s\":{\"Type\":\"AWS::Logs::LogGroup\",\"Properties\":{\"LogGroupName\":\"%1$s-%2$s\"}}"
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

    private static JsonNode north(String command) throws IOException {
        return aws(command + " --region eu-north-1");
    }

    /// Runs what a document's sections have, each after the one before, and gives what was said.
    ///
    /// @param given instead of the examples
    private static String follow(String document, Map<String, String> given, int atLeast) {
        List<Documents.Block> blocks =
                Documents.of(document)
                        .filter(block -> block.language().equals("bash"))
                        .filter(block -> block.needs().isEmpty())
                        .toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(atLeast);
        StringBuilder functions = new StringBuilder("read() { value=typed; }\n");
        StringBuilder said = new StringBuilder();
        for (Documents.Block block : blocks) {
            String text = filledIn(block.text(), given);
            if (block.text().contains("() {")) {
                functions.append(text);
                continue;
            }
            Script.Ran ran =
                    script().run(
                                    "bash",
                                    "-eu",
                                    "-o",
                                    "pipefail",
                                    "-c",
                                    "cd "
                                            + folder
                                            + "\n"
                                            + variables(block, given)
                                            + functions
                                            + text);
            assertThat(ran.exit()).as(block + "\n" + ran.output() + ran.error()).isZero();
            said.append(ran.output());
        }
        return said.toString();
    }

    /// The examples become what there is, and a flag of version 2 of the CLI is left out.
    private static String filledIn(String text, Map<String, String> given) {
        Matcher example = EXAMPLE.matcher(text);
        return example.replaceAll(found ->
                        Matcher.quoteReplacement(
                                found.group(1)
                                        + "="
                                        + given.getOrDefault(
                                                found.group(1),
                                                found.group().replaceAll("^[A-Z]+=| +# .*$", ""))))
                .replace("--cli-binary-format raw-in-base64-out", "")
                .replace("file://events/", "file://" + Repository.ROOT + "/events/");
    }

    /// What a reader has set by then: a name of the stack, the version and deployment that are
    /// looked at, the secret that the text around a command is about.
    private static String variables(Documents.Block block, Map<String, String> given) {
        StringBuilder variables = new StringBuilder("STACK=" + STACK + "\n");
        given.forEach(
                (name, value) -> variables.append(name).append("='").append(value).append("'\n"));
        SECRETS.forEach((field, secret) -> {
            if (block.text().contains(field)) {
                variables.append("SECRET=").append(secret).append('\n');
            }
        });
        return variables.toString();
    }

    private static Moto running() {
        return Objects.requireNonNull(moto);
    }

    private static Script script() {
        return new Script(folder)
                .with("AWS_ENDPOINT_URL", running().url().toString())
                .with("AWS_ACCESS_KEY_ID", "none")
                .with("AWS_SECRET_ACCESS_KEY", "none")
                .with("AWS_DEFAULT_REGION", "eu-west-1")
                .with("AWS_PAGER", "");
    }

    private static JsonNode aws(String command) throws IOException {
        String output =
                script().run("bash", "-c", "aws " + command + " --output json").succeeds().output();
        return JSON.readTree(output.isBlank() ? "{}" : output);
    }

    private static String secret(String name, String text) throws IOException {
        return aws("secretsmanager create-secret --name "
                        + name
                        + " --secret-string '"
                        + text
                        + "'")
                .path("VersionId")
                .asText();
    }

    /// What a secret holds now, on one line.
    private static String held(String name) throws IOException {
        String text =
                aws("secretsmanager get-secret-value --version-stage AWSCURRENT"
                                + " --secret-id "
                                + name)
                        .path("SecretString")
                        .asText();
        return JSON.readTree(text).toString();
    }

    /// Every function answers what the runbooks read of any of them.
    private static void answerInvocations() throws Exception {
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

    private static void post(String path, String body) throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(running().url() + path))
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
          "Role":{"Type":"AWS::IAM::Role","Properties":{"RoleName":"function","AssumeRolePolicyDocument":{
            "Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
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
}
