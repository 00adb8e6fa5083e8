package no.getdrop.local.postgres;

import no.getdrop.local.Folders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The data of a PostgreSQL that was never used, made once for all tests of this module: to make
/// them takes seconds, to copy them a fraction of one.
public final class FreshData {
    private static final Path MADE = make();

    private FreshData() {}

    /// Puts a copy into a folder that is not there yet, and returns that.
    public static Path in(Path folder) throws IOException {
        Folders.copy(MADE, folder);
        return folder;
    }

    private static Path make() {
        try {
            Path root = Files.createTempDirectory("drop-fresh-data");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
            Path data = root.resolve("postgres");
            LocalPostgres.start(data).close();
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path root) {
        try {
            Folders.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
