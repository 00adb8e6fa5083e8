package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The scan for secrets finds each kind in a history that no longer shows it, and nothing else.
///
/// No secret stands here in one piece, or the scan would find this file.
final class SecretScanTest {
    private static final String HEX = "0123456789abcdef".repeat(2);

    private static final Map<String, String> PLANTED =
            Map.ofEntries(
                    Map.entry("AWS access key", "id = AKIA" + "ABCDEFGH12345678"),
                    Map.entry(
                            "AWS secret key", "aws_secret_" + "access_key = " + "aB3/".repeat(10)),
                    Map.entry("private key", "-----BEGIN RSA " + "PRIVATE KEY-----"),
                    Map.entry("GitHub token", "gh" + "p_" + "aB3d".repeat(9)),
                    Map.entry("Slack token", "xox" + "b-1234567890-abc"),
                    Map.entry(
                            "Slack webhook",
                            "hooks.slack" + ".com/services/T0000000/B0000000/" + HEX),
                    Map.entry("Sentry address", "https://" + HEX + "@o1.ingest.sentry.io/42"),
                    Map.entry(
                            "JSON web token", "ey" + "JhbGciOiJIUzI1.ey" + "JzdWIiOiIxMjM0." + HEX),
                    Map.entry(
                            "database password",
                            "postgresql" + "://drop:s3cretive@db.example/drop"),
                    Map.entry("npm token", "npm" + "_" + "aB3d".repeat(9)),
                    Map.entry("card processor key", "sk" + "_live_" + "aB3d".repeat(5)),
                    Map.entry("Google key", "AI" + "za" + "aB3de".repeat(7)),
                    Map.entry("assigned secret", "JWT_SECRET" + " = \"" + HEX + "\""));

    @TempDir private Path tree;
    @TempDir private Path record;

    static Stream<Map.Entry<String, String>> planted() {
        return PLANTED.entrySet().stream();
    }

    @BeforeEach
    void begin() throws Exception {
        git("init", "-q");
        commit("notes.txt", "nothing to hide\npassword is asked for at the page\n");
    }

    @ParameterizedTest
    @MethodSource("planted")
    void aSecretIsFoundAfterItWasRemoved(Map.Entry<String, String> secret) throws Exception {
        commit("settings.txt", "first line\n" + secret.getValue() + "\n");
        commit("settings.txt", "first line\n");
        Script.Ran ran = scan();
        ran.failsSaying("settings.txt: " + secret.getKey(), "rotate");
        String value = secret.getValue();
        assertThat(ran.error()).doesNotContain(value.substring(value.length() - 12));
    }

    @Test
    void aHistoryWithoutSecretsPasses() throws Exception {
        commit("address.txt", "postgresql://drop_app@localhost:5432/drop\nTOKEN=\"$TOKEN\"\n");
        assertThat(scan().succeeds().error()).contains("no secret in");
    }

    @Test
    void whatIsNotCommittedYetIsFoundToo() throws Exception {
        Files.writeString(tree.resolve("new.txt"), PLANTED.get("GitHub token") + "\n");
        scan().failsSaying("new.txt: GitHub token");
        Files.delete(tree.resolve("new.txt"));
        Files.writeString(tree.resolve("notes.txt"), PLANTED.get("npm token") + "\n");
        scan().failsSaying("notes.txt: npm token");
    }

    @Test
    void anotherBranchIsReadWhenAllAreAskedFor() throws Exception {
        git("checkout", "-q", "-b", "other");
        commit("deep/key.pem", PLANTED.get("private key") + "\n");
        git("checkout", "-q", "-");
        scan().succeeds();
        new Script(record)
                .run("checks/secrets", "--all", tree.toString())
                .failsSaying("deep/key.pem: private key");
    }

    @Test
    void thisTreeHoldsNone() {
        new Script(record).run("checks/secrets").succeeds();
    }

    private Script.Ran scan() {
        return new Script(record).run("checks/secrets", tree.toString());
    }

    private void commit(String name, String text) throws Exception {
        Path file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        git("add", "-A");
        git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "change");
    }

    private void git(String... words) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("git"), Stream.of(words)).toList();
        Process process = new ProcessBuilder(command).directory(tree.toFile()).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
