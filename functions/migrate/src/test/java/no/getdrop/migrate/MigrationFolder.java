package no.getdrop.migrate;

import no.getdrop.migrate.sql.MigrationFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The migrations of a folder of the class path.
public final class MigrationFolder {
    private MigrationFolder() {}

    /// Their paths, the oldest first.
    public static List<Path> paths(String location) {
        try (Stream<Path> files =
                Files.list(
                        Path.of(
                                Objects.requireNonNull(
                                                MigrationFolder.class
                                                        .getClassLoader()
                                                        .getResource(location))
                                        .toURI()))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What they hold.
    public static List<MigrationFile> files(String location) {
        return paths(location).stream()
                .map(path -> MigrationFile.read(location, path.getFileName().toString()))
                .toList();
    }
}
