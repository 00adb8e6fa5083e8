package no.getdrop.tests;

import static org.assertj.core.api.Assertions.assertThat;

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

    /// Whether it is on the path.
    public static boolean isInstalled(String name) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
