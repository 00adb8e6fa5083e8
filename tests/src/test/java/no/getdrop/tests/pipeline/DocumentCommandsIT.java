package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import no.getdrop.tests.Repository;
import no.getdrop.tests.Tools;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The commands in the documents are right as far as one machine can tell: what needs nothing is
/// run, SQL is run and rolled back, what needs AWS is read by the AWS CLI up to the call that it
/// would make, and what needs GitHub names workflows and inputs that exist.
@ExtendWith(Suite.class)
final class DocumentCommandsIT {
    private static final Pattern WORKFLOW =
            Pattern.compile("gh workflow run (\\S+)((?: --?\\S+ (?:'[^']*'|\\S+))*)");

    @TempDir private Path folder;

    @Test
    void whatNeedsNothingRuns() {
        if (!Tools.areThere("jq", "git", "openssl")) {
            return;
        }
        List<Documents.Block> run =
                Documents.marked("bash")
                        .filter(block -> block.needs().isEmpty())
                        .filter(block -> !Documents.OF_A_STACK.contains(block.document()))
                        .toList();
        assertThat(run).hasSizeGreaterThanOrEqualTo(3);
        for (Documents.Block block : run) {
            Script.Ran ran = new Script(folder).run("bash", "-eu", "-c", block.text());
            assertThat(ran.exit()).as(block + "\n" + ran.output() + ran.error()).isZero();
        }
    }

    @Test
    void whatNeedsAnAccountIsMarkedAndCanBeReadByBash() {
        List<Documents.Block> blocks = Documents.marked("bash").toList();
        assertThat(blocks).hasSizeGreaterThan(20);
        for (Documents.Block block : blocks) {
            assertThat(block.needs())
                    .as(block.toString())
                    .isIn("", "# needs AWS", "# needs GitHub");
            if (block.needs().isEmpty() && !Documents.OF_A_STACK.contains(block.document())) {
                assertThat(block.text()).doesNotContain("aws ", "gh ", "sam ");
            }
            new Script(folder).run("bash", "-n", "-c", block.text()).succeeds();
            Pattern.compile("(?m)(?<![\\w/-])(?:pipeline|checks)/([a-z-]+)(?= |\")")
                    .matcher(block.text())
                    .results()
                    .forEach(script ->
                            assertThat(Repository.ROOT.resolve(script.group()))
                                    .as(block.toString())
                                    .isExecutable());
        }
    }

    /// A command that the CLI understands fails only when it cannot reach AWS.
    @Test
    void everyCommandOfTheAwsCliIsUnderstood() throws IOException {
        if (!Tools.areThere("aws")) {
            return;
        }
        for (String file : List.of("off.json", "alarms.json")) {
            Files.writeString(folder.resolve(file), "{}");
        }
        Files.writeString(
                folder.resolve("to-eu-north-1.json"),
                "{\"Changes\":[{\"Action\":\"UPSERT\",\"ResourceRecordSet\":"
                        + "{\"Name\":\"api.getdrop.no\",\"Type\":\"A\"}}]}");
        List<String> commands = Documents.awsCommands().toList();
        assertThat(commands).hasSizeGreaterThan(30);
        List<String> wrong =
                commands.parallelStream()
                        .map(command -> {
                            Script.Ran ran = offline().run("bash", "-c", complete(command));
                            return ran.error().contains("Could not connect to the endpoint URL")
                                    ? ""
                                    : command + "\n  " + ran.error().strip();
                        })
                        .filter(told -> !told.isEmpty())
                        .toList();
        assertThat(wrong).isEmpty();
    }

    /// What is left open in a document, filled in.
    private String complete(String command) {
        return "physical() { echo physical; }; output() { echo output; }; cd "
                + folder
                + " && "
                + Tools.forAwsCli(command)
                        .replace("file://events/", "file://" + Repository.ROOT + "/events/")
                        .replaceAll("file://(?=[a-z])", "file://" + folder + "/")
                        .replaceAll("(?<= )pipeline/", Repository.ROOT + "/pipeline/")
                        .replaceAll("<ARN[^>]*>", "arn:aws:rds:eu-west-1:111122223333:cluster:drop")
                        .replaceAll("<[^>]*>", "filled-in")
                        .replaceAll(" …$", "");
    }

    private Script offline() {
        return new Script(folder)
                .with("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
                .with("AWS_MAX_ATTEMPTS", "1")
                .with("AWS_ACCESS_KEY_ID", "none")
                .with("AWS_SECRET_ACCESS_KEY", "none")
                .with("AWS_DEFAULT_REGION", "eu-west-1")
                .with("STACK", "drop")
                .with("SECRET", "secret")
                .with("VERSION", "00000000-0000-4000-8000-000000000000")
                .with("current", "00000000-0000-4000-8000-000000000001")
                .with("DEPLOYMENT", "d-R6QJ2KZ4F")
                .with("DEPLOYMENT_GROUP", "group")
                .with("APP", "application")
                .with("BEFORE", "41")
                .with("CLONE", "clone")
                .with("CHECK", "00000000-0000-4000-8000-000000000002")
                .with("ZONE", "Z0EXAMPLE")
                .with("KEY", "key")
                .with("REPLICA", "replica")
                .with("SNAPSHOT", "drop-nightly")
                .with("SUBNETS", "drop")
                .with("GROUP", "sg-0123456789abcdef0")
                .with("secret", "EncryptionSecret")
                .with("INSTANCE", "clone-1")
                .with("id", "query")
                .with("MIGRATE", "migrate")
                .with("API_FUNCTION", "api")
                .with("WORKER_FUNCTION", "worker")
                .with("MIGRATE_FUNCTION", "migrate")
                .with("BACKUP_FUNCTION", "backup");
    }

    @Test
    void everyWorkflowThatIsToBeRunTakesTheInputsItIsGiven() {
        List<String> found = new ArrayList<>();
        Documents.marked("bash")
                .flatMap(block -> WORKFLOW.matcher(block.text()).results())
                .forEach(run -> {
                    Path file = Repository.ROOT.resolve(".github/workflows").resolve(run.group(1));
                    assertThat(file).exists();
                    found.add(run.group(1));
                    for (MatchResult input :
                            Pattern.compile("-f (\\w+)=")
                                    .matcher(run.group(2))
                                    .results()
                                    .toList()) {
                        assertThat(Repository.text(file))
                                .contains("\n      " + input.group(1) + ":\n");
                    }
                });
        assertThat(found).contains("deploy.yml", "rollback.yml");
    }

    @Test
    void everyStatementOfARunbookIsOneThatTheDatabaseTakes(Drop drop) throws SQLException {
        List<Documents.Block> blocks = Documents.marked("sql").toList();
        assertThat(blocks).hasSizeGreaterThan(4);
        for (Documents.Block block : blocks) {
            try (Connection connection =
                            DriverManager.getConnection(
                                    drop.host().postgres().jdbcUrl("postgres"));
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                assertThatCode(() -> statement.execute(block.text()))
                        .as(block.toString())
                        .doesNotThrowAnyException();
                connection.rollback();
            }
        }
    }
}
