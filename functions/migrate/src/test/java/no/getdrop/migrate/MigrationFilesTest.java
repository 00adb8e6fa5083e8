package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.migrate.sql.Finding;
import no.getdrop.migrate.sql.MigrationHeader;
import no.getdrop.migrate.sql.Rules;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The check of the build: a migration without its header, or one that would stop or break what
/// runs, does not get into a package.
final class MigrationFilesTest {
    private static final String LOCATION = "db/migration";
    private static final Path EXCEPTIONS = Path.of("src/test/resources/rules/exceptions.txt");

    static List<Path> files() {
        return MigrationFolder.paths(LOCATION);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsNamedByItsTimeAndWhatItDoes(Path file) {
        assertThat(file.getFileName().toString()).matches("V20\\d{10}__[a-z]+(_[a-z]+)*\\.sql");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileSaysKindReasonLocksUndoAndRelease(Path file) throws IOException {
        assertThat(MigrationHeader.faults(Files.readString(file))).isEmpty();
    }

    /// An exception is `<file> <rule>: <why it is harmless there>`. Applied files do not change, so
    /// it cannot stand in the file itself.
    @Test
    void noFileStopsOrBreaksWhatRunsAndEveryExceptionIsNeeded() throws IOException {
        Set<String> exceptions =
                Files.readAllLines(EXCEPTIONS).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.split(": ", 2))
                        .peek(parts -> assertThat(parts).as("with a reason").hasSize(2))
                        .map(parts -> parts[0])
                        .collect(Collectors.toSet());
        List<Finding> findings =
                Rules.findings(
                        MigrationFolder.files(LOCATION), Deployment.of("test", "test").release());
        assertThat(findings)
                .filteredOn(finding -> !exceptions.contains(key(finding)))
                .as("mend the file, or add '<file> <rule>: <why it is harmless>' to " + EXCEPTIONS)
                .isEmpty();
        Set<String> unneeded = new TreeSet<>(exceptions);
        findings.forEach(finding -> unneeded.remove(key(finding)));
        assertThat(unneeded).isEmpty();
    }

    private static String key(Finding finding) {
        return finding.file() + " " + finding.rule();
    }
}
