package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// docs/licences.md names what ships, each with a licence that may ship.
final class LicencesTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| [^|]*:(\\S+) \\| (\\S+) \\| ([^|]+) \\| ", Pattern.MULTILINE);

    @Test
    void theDocumentNamesEveryLibraryThatShipsAndNoOther() {
        Set<String> shipped = new TreeSet<>();
        Stream.concat(libraries("functions", "package/lib"), libraries("layers", "layer/java/lib"))
                .filter(Files::isDirectory)
                .flatMap(folder -> Repository.names(folder).stream())
                .filter(jar -> !jar.startsWith("drop-"))
                .forEach(shipped::add);
        Set<String> told = new TreeSet<>();
        ROW.matcher(document())
                .results()
                .forEach(row -> told.add(row.group(1) + "-" + row.group(2) + ".jar"));
        assertThat(told)
                .as("run pipeline/sbom && pipeline/licences target/sbom")
                .isEqualTo(shipped)
                .hasSizeGreaterThan(50);
    }

    @Test
    void everyLicenceMayShip() {
        Set<String> allowed = new TreeSet<>();
        Repository.text(Repository.ROOT.resolve("checks/licences.allowed"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(allowed::add);
        assertThat(ROW.matcher(document()).results().map(row -> row.group(3)))
                .isNotEmpty()
                .allMatch(licences ->
                        Stream.of(licences.split(" or ", -1)).anyMatch(allowed::contains));
    }

    private static Stream<Path> libraries(String modules, String shipped) {
        Path folder = Repository.ROOT.resolve(modules);
        return Repository.names(folder).stream()
                .map(module -> folder.resolve(module).resolve("target").resolve(shipped));
    }

    private static String document() {
        return Repository.text(Repository.ROOT.resolve("docs/licences.md"));
    }
}
