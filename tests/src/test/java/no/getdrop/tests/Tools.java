package no.getdrop.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The programs of this machine.
public final class Tools {
    private Tools() {}

    /// Whether all of these are installed; where one is not, says so, and fails in CI.
    public static boolean areThere(String... names) {
        List<String> missing = Stream.of(names).filter(name -> !isInstalled(name)).toList();
        if (!missing.isEmpty()) {
            assertThat(System.getenv("CI")).as(missing + " needed in CI").isNotEqualTo("true");
            System.err.println(
                    String.join(", ", missing)
                            + " not on the PATH: what needs them is not run here");
        }
        return missing.isEmpty();
    }

    /// Commands of a document, as the AWS CLI of this machine takes them: version 1 has no flag for
    /// payloads that are no base64, which version 2 needs.
    public static String forAwsCli(String commands) {
        return AwsCli.VERSION.startsWith("aws-cli/1.")
                ? commands.replace(" --cli-binary-format raw-in-base64-out", "")
                : commands;
    }

    /// Asked when it is first needed, since not every machine has it.
    private static final class AwsCli {
        private static final String VERSION = version();

        private static String version() {
            try {
                Process aws = new ProcessBuilder("aws", "--version").start();
                return new String(aws.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Whether it is on the path.
    public static boolean isInstalled(String name) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
