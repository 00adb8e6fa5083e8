package no.getdrop.tests.packages;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.template.BuildTargets;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What `sam build` would deploy is what the tests ran: each target of the Makefile, called as `sam
/// build` calls it, gives the same files, and in a function's package the build's id, without which
/// SAM would see no reason for a new version.
final class BuildTargetsTest {
    private static final BuildTargets TARGETS = BuildTargets.read(Repository.ROOT);

    @Test
    void everyFunctionsPackageIsTheTestedOne(@TempDir Path folder) throws Exception {
        assertThat(TARGETS.packages()).hasSizeGreaterThanOrEqualTo(5);
        for (Map.Entry<String, Path> target : TARGETS.packages().entrySet()) {
            Path made = make(target.getKey(), folder);
            Path id = made.resolve("build-id");
            assertThat(id).as(target.getKey()).hasContent("0123456789ab\n");
            Files.delete(id);
            assertThat(files(made))
                    .as(target.getKey())
                    .isNotEmpty()
                    .isEqualTo(files(target.getValue()));
            assertThat(differing(made, target.getValue())).isEmpty();
        }
    }

    @Test
    void everyLayerIsTheTestedOneInTheFolderThatLambdaReads(@TempDir Path folder) throws Exception {
        assertThat(TARGETS.layers()).hasSize(2);
        for (Map.Entry<String, Path> target : TARGETS.layers().entrySet()) {
            Path made = make(target.getKey(), folder);
            assertThat(Repository.names(made)).containsExactly("java");
            assertThat(files(made.resolve("java/lib")))
                    .as(target.getKey())
                    .isNotEmpty()
                    .isEqualTo(files(target.getValue().resolve("java/lib")));
            assertThat(differing(made, target.getValue())).isEmpty();
        }
    }

    @Test
    void everyFunctionHasAFolderOfEventsByTheNameThatIsInvoked() {
        assertThat(Repository.names(Repository.ROOT.resolve("events")))
                .map(name -> Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Function")
                .containsExactlyInAnyOrderElementsOf(TARGETS.packages().keySet());
    }

    private static Path make(String target, Path folder) throws IOException, InterruptedException {
        Path made = Files.createDirectory(folder.resolve(target));
        ProcessBuilder builder =
                new ProcessBuilder("make", "-s", "build-" + target)
                        .directory(Repository.ROOT.toFile())
                        .redirectErrorStream(true);
        builder.environment().put("ARTIFACTS_DIR", made.toString());
        builder.environment().put("BUILD_ID", "0123456789ab");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("make build-%s: %s", target, said).isZero();
        return made;
    }

    private static Map<String, Long> files(Path folder) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file ->
                            sizes.put(folder.relativize(file).toString(), file.toFile().length()));
        }
        return sizes;
    }

    /// The files of the first folder that differ from those of the second.
    private static List<Path> differing(Path made, Path tested) throws IOException {
        try (Stream<Path> files = Files.walk(made)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> differs(file, tested.resolve(made.relativize(file))))
                    .toList();
        }
    }

    private static boolean differs(Path made, Path tested) {
        try {
            return Files.mismatch(made, tested) >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
