package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;
import no.getdrop.tests.Tools;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The runbooks of a stack, section by section, against a stack at moto: whoever is woken at night
/// finds that each command does what its text says. What moto lacks is marked with what it needs.
final class RunbookCommandsIT {
    private static final String STACK = StackAtMoto.STACK;
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^([A-Z]+)=\\S+ +# .*$");

    /// Which secret a command of the runbook is about, by what it names; the last one counts.
    private static final Map<String, String> SECRETS = new LinkedHashMap<>();

    static {
        SECRETS.put("SECRET", "encryption");
        SECRETS.put("BANKID_CLIENT_SECRET", "providers");
        SECRETS.put("rotate-secret", "rotated");
        SECRETS.put("JWT_SECRET", "token");
        SECRETS.put("QR_SIGNING_KEY", "qr");
        SECRETS.put("restore-secret", "deleted");
        SECRETS.put("startswith(\"2:\") | not", "sealed");
        SECRETS.put("NATIONAL_ID_KEY", "national");
    }

    /// What the second region must not be without.
    private static final List<String> KEPT =
            List.of("EncryptionSecret", "NationalIdSecret", "QrSecret", "ProviderSecret");

    private static @Nullable StackAtMoto moto;

    @TempDir private static Path folder;

    @BeforeAll
    static void deploy() throws Exception {
        if (Tools.areThere("aws", "jq", "moto_server")) {
            moto = StackAtMoto.start(folder);
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
        String said = follow("docs/runbooks/alarms.md", Map.of(), 22);
        assertThat(said).contains("newest proved", "\"broken\": 7", StackAtMoto.CLUSTER);
        assertThat(moto().aws("rds describe-db-clusters").toString())
                .doesNotContain("drop-verify-");
        assertThat(moto().aws("sns list-subscriptions").toString())
                .contains("on-call@getdrop.example");
    }

    @Test
    void aDeploymentThatFailedCanBeLookedIntoAndTakenBack() throws Exception {
        if (moto == null) {
            return;
        }
        String api = STACK + "-ApiFunction";
        moto().aws(
                        "lambda update-function-configuration --description second --function-name "
                                + api);
        moto().aws("lambda publish-version --function-name " + api);
        moto().aws("lambda update-alias --name live --function-version 2 --function-name " + api);
        moto().aws("deploy create-application --compute-platform Lambda --application-name drop");
        moto().aws(
                        "deploy create-deployment-group --application-name drop"
                                + " --deployment-group-name api --service-role-arn"
                                + " arn:aws:iam::123456789012:role/deploy");
        String deployment =
                moto().aws(
                                "deploy create-deployment --application-name drop"
                                        + " --deployment-group-name api")
                        .path("deploymentId")
                        .asText();
        String log = STACK + "-DeploymentLogs";
        moto().aws("logs create-log-stream --log-stream-name hook --log-group-name " + log);
        moto().aws(
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
                        moto().aws("lambda get-alias --name live --function-name " + api)
                                .path("FunctionVersion")
                                .asText())
                .isEqualTo("1");
    }

    @Test
    void secretsCanBeFilledInRotatedAndBroughtBack() throws Exception {
        if (moto == null) {
            return;
        }
        moto().secret("providers", "{\"BANKID_CLIENT_SECRET\":\"\",\"SUMSUB_APP_TOKEN\":\"kept\"}");
        moto().secret("rotated", "{\"OPERATOR_KEY\":\"old\"}");
        moto().secret("token", "{\"JWT_SECRET\":\"now\",\"JWT_SECRET_PREVIOUS\":\"known\"}");
        moto().secret(
                        "qr",
                        "{\"QR_SIGNING_KEY_ID\":\"4\","
                                + "\"QR_SIGNING_KEYS_PREVIOUS\":\"1:a,3:known,2:b\"}");
        String keys = "{\"ENCRYPTION_KEY_ID\":\"3\",\"ENCRYPTION_KEYS_PREVIOUS\":\"%s\"}";
        String whole = moto().secret("encryption", keys.formatted("1:a,2:lost"));
        moto().aws(
                        "secretsmanager put-secret-value --secret-id encryption --secret-string '"
                                + keys.formatted("1:a")
                                + "'");
        moto().secret("sealed", keys.formatted("1:a,2:known"));
        moto().secret("national", "{\"NATIONAL_ID_KEY\":\"known\"}");
        moto().secret("deleted", "{}");
        moto().aws("secretsmanager delete-secret --secret-id deleted --recovery-window-in-days 7");

        String said = follow("docs/runbooks/secrets.md", Map.of("VERSION", whole), 10);

        assertThat(moto().held("providers"))
                .isEqualTo("{\"BANKID_CLIENT_SECRET\":\"typed\",\"SUMSUB_APP_TOKEN\":\"kept\"}");
        assertThat(moto().held("token")).isEqualTo("{\"JWT_SECRET\":\"now\"}");
        assertThat(moto().held("qr")).contains("\"QR_SIGNING_KEYS_PREVIOUS\":\"1:a,2:b\"");
        assertThat(moto().held("sealed")).contains("\"ENCRYPTION_KEYS_PREVIOUS\":\"1:a\"");
        assertThat(moto().held("national"))
                .matches(
                        "\\{\"NATIONAL_ID_KEY\":\"[0-9a-f]{64}\","
                                + "\"NATIONAL_ID_KEY_ID\":\"2\","
                                + "\"NATIONAL_ID_KEYS_PREVIOUS\":\"1:known\"}");
        assertThat(moto().held("encryption"))
                .contains("\"ENCRYPTION_KEYS_PREVIOUS\":\"1:a,2:lost\"");
        assertThat(
                        moto().aws("secretsmanager describe-secret --secret-id deleted")
                                .has("DeletedDate"))
                .isFalse();
        assertThat(moto().aws("secretsmanager describe-secret --secret-id rotated").toString())
                .contains("AWSCURRENT", "AWSPREVIOUS");
        assertThat(said).contains("\"1\"", "\"2\"").doesNotContain("typed", "known", "lost");
    }

    @Test
    void theSecondRegionTakesOver() throws Exception {
        if (moto == null) {
            return;
        }
        prepareTwoRegions();
        Records records = records();

        follow(
                "docs/disaster-recovery.md",
                Map.of(
                        "STACK",
                        "drop-payments",
                        "ZONE",
                        records.zone(),
                        "SUBNETS",
                        "default",
                        "SNAPSHOT",
                        "drop-newest"),
                5);

        for (String id : KEPT) {
            assertThat(
                            moto().north(
                                            "secretsmanager get-secret-value --secret-id "
                                                    + id
                                                    + "-Second")
                                    .path("SecretString")
                                    .asText())
                    .contains("eu-west-1, " + id);
        }
        assertThat(
                        moto().north(
                                        "rds describe-db-clusters --db-cluster-identifier"
                                                + " drop-restored")
                                .toString())
                .contains("drop-restored-1");
        assertThat(
                        moto().aws("route53 get-health-check --health-check-id " + records.check())
                                .at("/HealthCheck/HealthCheckConfig/Inverted")
                                .asBoolean())
                .isTrue();
    }

    /// A zone and the check that its first region's record follows.
    private record Records(String zone, String check) {}

    private static Records records() throws IOException {
        String zone =
                moto().aws("route53 create-hosted-zone --name getdrop.no --caller-reference 1")
                        .at("/HostedZone/Id")
                        .asText()
                        .replace("/hostedzone/", "");
        String check =
                moto().aws(
                                "route53 create-health-check --caller-reference 2"
                                        + " --health-check-config"
                                        + " Type=TCP,IPAddress=192.0.2.1,Port=443")
                        .at("/HealthCheck/Id")
                        .asText();
        moto().aws(
                        "route53 change-resource-record-sets --hosted-zone-id %s"
                                .concat(" --change-batch '%s'")
                                .formatted(
                                        zone,
                                        """
                                        {"Changes":[{"Action":"CREATE","ResourceRecordSet":{
                                        "Name":"api.getdrop.no",
                                        "Type":"A","SetIdentifier":"eu-west-1",
                                        "Failover":"PRIMARY","TTL":60,
                                        "HealthCheckId":"%s",
                                        "ResourceRecords":[{"Value":"192.0.2.1"}]}}]}
                                        """
                                                .formatted(check)));
        return new Records(zone, check);
    }

    /// The first region's secrets and stack, a stack in the second, and copies of snapshots there.
    private static void prepareTwoRegions() throws IOException {
        for (String id : KEPT) {
            moto().secret(id + "-First1", "{\"of\":\"eu-west-1, " + id + "\"}");
            moto().north(
                            "secretsmanager create-secret --name "
                                    + id
                                    + "-Second --secret-string '{}'");
        }
        moto().stackOfNames("eu-west-1", "drop-payments", "First1", KEPT);
        moto().stackOfNames("eu-north-1", "drop-payments", "Second", KEPT);
        moto().north(
                        "rds create-db-cluster --engine aurora-postgresql --db-cluster-identifier"
                                + " copied --master-username postgres --master-user-password"
                                + " of-no-use-here");
        for (String snapshot : List.of("drop-older", "drop-newest")) {
            moto().north(
                            "rds create-db-cluster-snapshot --db-cluster-identifier copied"
                                    + " --db-cluster-snapshot-identifier "
                                    + snapshot);
        }
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
                    moto().script()
                            .run(
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

    /// The examples become what there is.
    private static String filledIn(String text, Map<String, String> given) {
        Matcher example = EXAMPLE.matcher(text);
        String commands =
                example.replaceAll(found ->
                                Matcher.quoteReplacement(
                                        found.group(1)
                                                + "="
                                                + given.getOrDefault(
                                                        found.group(1),
                                                        found.group()
                                                                .replaceAll(
                                                                        "^[A-Z]+=| +# .*$", ""))))
                        .replace("file://events/", "file://" + Repository.ROOT + "/events/");
        return Tools.forAwsCli(commands);
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

    private static StackAtMoto moto() {
        return Objects.requireNonNull(moto);
    }
}
