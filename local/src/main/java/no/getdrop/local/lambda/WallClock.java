package no.getdrop.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Sets the wall clock of functions that run, and theirs alone, by libfaketime; timers, which use
/// the monotonic clock, go on as they are.
///
/// @param file which the library reads again every other second
public record WallClock(Path file) {
    /// What to tell where it cannot be done.
    public static final String MISSING =
            "the clock cannot be set: libfaketime is missing (Debian: apt-get install libfaketime)";

    private static final long READ_AGAIN_MS = 2_100;
    private static final Path LIBRARIES = Path.of("/usr/lib");

    /// Whether this machine has the library.
    public boolean isAvailable() {
        return library().isPresent();
    }

    /// What a function needs for it; nothing where the library is missing.
    public Map<String, String> variables() {
        return library()
                .map(library ->
                        Map.of(
                                "LD_PRELOAD",
                                library.toString(),
                                "FAKETIME_TIMESTAMP_FILE",
                                file.toString(),
                                "FAKETIME_CACHE_DURATION",
                                "1",
                                "FAKETIME_DONT_FAKE_MONOTONIC",
                                "1",
                                // Else every timed wait of the JVM ends at once, and it spins.
                                "FAKETIME_FORCE_MONOTONIC_FIX",
                                "0"))
                .orElse(Map.of());
    }

    /// How far the functions' clock is ahead of this machine's; returns when they know.
    public void set(Duration ahead) throws InterruptedException {
        try {
            Files.writeString(file, "%+d\n".formatted(ahead.toSeconds()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.sleep(READ_AGAIN_MS);
    }

    private static Optional<Path> library() {
        if (!Files.isDirectory(LIBRARIES)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(LIBRARIES)) {
            return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
