package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/// Which libraries are behind, with a Maven that answers as the plugins do.
final class OutdatedTest {
    private static final String TEXT = "org.apache.commons:commons-text";
    private static final String CORE = "org.springframework:spring-core";

    @TempDir private Path folder;

    private final StringBuilder report = new StringBuilder();

    @BeforeEach
    void installMaven() throws IOException {
        Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
        Files.writeString(
                maven,
                """
                #!/usr/bin/env bash
                set -euo pipefail
                fake=$(dirname "$0")/..
                while [[ $1 != -f ]]; do shift; done
                project=$(dirname "$2")
                if [[ "$*" == *dependency-updates-report* ]]; then
                  [[ ! -f $fake/says ]] || cat "$fake/says"
                  cp "$project/pom.xml" "$fake/asked.xml"
                  mkdir -p "$project/target"
                  cp "$fake/report.xml" "$project/target/dependency-updates-report.xml"
                  exit
                fi
                missing=0
                for module in "$project"/*/; do
                  asked=$(sed 's/.*<artifactItem>//' "$module/pom.xml" | tr -d '\\n')
                  name=${asked##*<artifactId>}
                  version=${asked##*<version>}
                  name=${name%%<*}-${version%%<*}
                  cp "$fake/$name.pom.asc" "$module" 2>/dev/null || missing=1
                done
                exit "$missing"
                """);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void aLibraryIsBehindWhenANewerReleaseHasBeenOutForNinetyDays() throws IOException {
        knows(TEXT, "1.14.0", "<incremental>1.14.1</incremental>");
        signed("commons-text-1.14.1", 90);
        assertThat(outdated(TEXT, "1.14.0").succeeds().error())
                .contains(TEXT + " 1.14.0: 1.14.1 has been out for 90 days of 90");
        signed("commons-text-1.14.1", 91);
        outdated(TEXT, "1.14.0")
                .failsSaying(
                        TEXT + " 1.14.0: 1.14.1 has been out for 91 days, and 90 are allowed",
                        "1 of 1 libraries are behind");
    }

    @Test
    void springAndTheDriverHaveThirtyDays() throws IOException {
        knows(CORE, "6.2.1", "<incremental>6.2.2</incremental>");
        signed("spring-core-6.2.2", 31);
        outdated(CORE, "6.2.1").failsSaying("31 days, and 30 are allowed");
    }

    /// Later releases do not make an earlier one younger.
    @Test
    void theFirstOfAllNewerReleasesCounts() throws IOException {
        knows(
                TEXT,
                "1.14.0",
                "<incremental>1.14.1</incremental>\n<incremental>1.14.2</incremental>\n"
                        + "<minor>1.15.0</minor>\n<minor>1.16.0</minor>\n<major>2.0.0</major>");
        signed("commons-text-1.14.1", 10);
        signed("commons-text-1.15.0", 200);
        outdated(TEXT, "1.14.0").failsSaying("1.15.0 has been out for 200 days");
    }

    @Test
    void aNewerMajorVersionAloneIsNone() throws IOException {
        knows(TEXT, "1.14.0", "<major>2.0.0</major>");
        signed("commons-text-2.0.0", 200);
        assertThat(outdated(TEXT, "1.14.0").succeeds().error()).contains("none behind");
    }

    @Test
    void whatIsAcceptedMayBeBehindUntilItsLastDay() throws IOException {
        knows(TEXT, "1.14.0", "<minor>1.15.0</minor>");
        signed("commons-text-1.15.0", 200);
        accepted(TEXT + " 2999-12-31 why");
        assertThat(outdated(TEXT, "1.14.0").succeeds().error()).contains("accepted until 2999");
        accepted("org.apache.commons:* 2999-12-31 why");
        outdated(TEXT, "1.14.0").succeeds();
        accepted(TEXT + " 2020-12-31 why");
        outdated(TEXT, "1.14.0").failsSaying("200 days, and 90 are allowed");
        accepted("org.apache.commons:commons 2999-12-31 why");
        outdated(TEXT, "1.14.0").failsSaying("200 days, and 90 are allowed");
    }

    @Test
    void aReleaseOfWhichNothingTellsTheDayIsAWarning() throws IOException {
        knows(TEXT, "1.14.0", "<minor>1.15.0</minor>");
        knows(CORE, "6.2.1", "<incremental>6.2.2</incremental>");
        signed("spring-core-6.2.2", 3);
        Path bill = bill(TEXT, "1.14.0", CORE, "6.2.1");
        assertThat(run(bill).succeeds().error())
                .contains(TEXT + " 1.14.0: nothing tells when 1.15.0 came out");
    }

    @Test
    void notAskedIsNotClean() throws IOException {
        knows(TEXT, "1.14.0", "<minor>1.15.0</minor>");
        Path bill = bill(TEXT, "1.14.0");
        run(bill).failsSaying("Maven could not ask", "it never has on this machine");
        assertThat(run(bill, "--offline").succeeds().error()).contains("it never has");
        signed("commons-text-1.15.0", 3);
        run(bill).succeeds();
        String today = Instant.now().truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
        assertThat(run(bill, "--offline").succeeds().error()).contains("it last has on " + today);
        Files.writeString(folder.resolve("says"), "[WARNING] Could not transfer metadata x\n");
        run(bill).failsSaying("Maven could not ask", "it last has on " + today);
        Files.delete(folder.resolve("says"));
        run(bill(TEXT, "1.14.0", CORE, "6.2.1")).failsSaying("Maven could not ask");
    }

    /// Maven is told which versions are none to go to, and what ships, and nothing of ours.
    @Test
    void whatShipsIsAsked() throws IOException {
        knows(TEXT, "1.14.0", "");
        outdated(TEXT, "1.14.0").succeeds();
        assertThat(Files.readString(folder.resolve("asked.xml")))
                .contains("<artifactId>commons-text</artifactId><version>1.14.0</version>")
                .doesNotContain("drop-api");
    }

    private void knows(String library, String version, String newer) {
        String[] name = library.split(":", -1);
        report.append(
                """
                <dependencyManagement>
                <groupId>%s</groupId>
                <artifactId>%s</artifactId>
                <currentVersion>%s</currentVersion>
                %s
                </dependencyManagement>
                """
                        .formatted(name[0], name[1], version, newer));
    }

    private Script.Ran outdated(String library, String version) throws IOException {
        return run(bill(library, version));
    }

    private Script.Ran run(Path bill, String... options) throws IOException {
        Files.writeString(folder.resolve("report.xml"), report);
        String[] command = new String[options.length + 2];
        command[0] = "pipeline/outdated";
        System.arraycopy(options, 0, command, 1, options.length);
        command[command.length - 1] = bill.toString();
        Script script =
                new Script(folder)
                        .with("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"))
                        .with("MAVEN_FLAGS", "");
        Path accepted = folder.resolve("accepted");
        if (Files.exists(accepted)) {
            script = script.with("OUTDATED_ACCEPTED", accepted.toString());
        }
        return script.run(command);
    }

    private void accepted(String line) throws IOException {
        Files.writeString(folder.resolve("accepted"), "# why\n" + line + "\n");
    }

    private Path bill(String... librariesAndVersions) throws IOException {
        StringBuilder components =
                new StringBuilder(
                        "{\"group\":\"no.getdrop\",\"name\":\"drop-api\",\"version\":\"1\"}");
        for (int i = 0; i < librariesAndVersions.length; i += 2) {
            String[] name = librariesAndVersions[i].split(":", -1);
            components.append(
                    ",{\"group\":\"%s\",\"name\":\"%s\",\"version\":\"%s\"}"
                            .formatted(name[0], name[1], librariesAndVersions[i + 1]));
        }
        return Files.writeString(
                folder.resolve("bill.cdx.json"), "{\"components\":[" + components + "]}");
    }

    /// A signature as OpenPGP lays it out (RFC 4880, 5.2.3), with its time and nothing that is true
    /// else.
    private void signed(String release, int daysAgo) throws IOException {
        long time = Instant.now().minus(daysAgo, ChronoUnit.DAYS).getEpochSecond();
        byte[] packet =
                ByteBuffer.allocate(22)
                        .put(new byte[] {(byte) 0x88, 20, 4, 0, 1, 8, 0, 6, 5, 2})
                        .putInt((int) time)
                        .put(new byte[] {0, 0, 1, 2, 0, 16, (byte) 0x80, 1})
                        .array();
        Files.writeString(
                folder.resolve(release + ".pom.asc"),
                "-----BEGIN PGP SIGNATURE-----\n\n"
                        + Base64.getMimeEncoder().encodeToString(packet)
                        + "\n-----END PGP SIGNATURE-----\n");
    }
}
