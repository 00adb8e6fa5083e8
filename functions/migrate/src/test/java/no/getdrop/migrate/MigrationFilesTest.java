package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

final class MigrationFilesTest {
    static List<Path> files() throws IOException, URISyntaxException {
        URL folder =
                Objects.requireNonNull(
                        MigrationFilesTest.class.getClassLoader().getResource("db/migration"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsNamedByItsTimeAndWhatItDoes(Path file) {
        assertThat(file.getFileName().toString()).matches("V20\\d{10}__[a-z]+(_[a-z]+)*\\.sql");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileSaysKindReasonLocksUndoAndRelease(Path file) throws IOException {
        assertThat(Files.readAllLines(file).stream().limit(5))
                .extracting(line -> line.split(":", 2)[0])
                .containsExactly("-- kind", "-- why", "-- locks", "-- undo", "-- since");
        assertThat(MigrationHeader.of("db/migration/" + file.getFileName()).kind())
                .isIn("expand", "contract");
    }
}
