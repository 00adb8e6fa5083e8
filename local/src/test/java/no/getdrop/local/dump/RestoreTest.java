package no.getdrop.local.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.Folders;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a restore leaves behind wherever it ends.
class RestoreTest {
    @TempDir private Path data;

    /// @param ended after how many of the five changes of place the process ended
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aRestoreThatWasDecidedIsBroughtToItsEnd(int ended) throws Exception {
        state(data, "old");
        state(data.resolve("restore-decided"), "new");
        Path replaced = Files.createDirectories(data.resolve("replaced"));
        state(replaced, "older");
        for (int step = 0; step < ended; step++) {
            String name = step < 2 ? "postgres" : "secrets.json";
            if (step % 2 == 0) {
                delete(replaced.resolve(name));
                Files.move(data.resolve(name), replaced.resolve(name));
            } else {
                Files.move(data.resolve("restore-decided").resolve(name), data.resolve(name));
            }
        }
        Restore.finish(data);
        assertState(data, "new");
        assertState(replaced, "old");
        assertThat(data.resolve("restore-decided")).doesNotExist();
        Restore.finish(data);
        assertState(data, "new");
    }

    @Test
    void aRestoreThatWasNotDecidedChangesNothing() throws Exception {
        state(data, "old");
        state(data.resolve("restore-unpacking"), "new");
        Restore.finish(data);
        assertState(data, "old");
    }

    @Test
    void whatIsNoDumpIsRefused() throws Exception {
        Path file = Files.writeString(data.resolve("local-20261125-225139.dump"), "not a dump");
        assertThatThrownBy(() -> Restore.contents(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a dump");
    }

    private static void state(Path folder, String text) throws IOException {
        Files.createDirectories(folder.resolve("postgres"));
        Files.writeString(folder.resolve("postgres/rows"), text);
        Files.writeString(folder.resolve("secrets.json"), text);
    }

    private static void assertState(Path folder, String text) {
        assertThat(folder.resolve("postgres/rows")).hasContent(text);
        assertThat(folder.resolve("secrets.json")).hasContent(text);
    }

    private static void delete(Path path) throws IOException {
        Folders.delete(path);
    }
}
