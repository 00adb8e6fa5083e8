package no.getdrop.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Written list of the processes a function was given, so that a host that was killed leaves none
/// behind for good: the next one ends them.
public final class ProcessLedger {
    private static final String NAME = "processes";

    private final Path file;

    /// @param folder that holds the list
    public ProcessLedger(Path folder) {
        this.file = folder.resolve(NAME);
    }

    /// Writes down a process with its start, as process ids come round again.
    public void add(ProcessHandle process) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    process.pid() + " " + startedAt(process) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends what the lists one level below the folder name and is still alive, and removes them.
    public static void endLeftovers(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> functions = Files.list(folder)) {
            for (Path list : functions.map(f -> f.resolve(NAME)).filter(Files::exists).toList()) {
                Files.readAllLines(list)
                        .forEach(line -> alive(line).ifPresent(ProcessHandle::destroyForcibly));
                Files.delete(list);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ProcessHandle> alive(String line) {
        List<String> parts = List.of(line.split(" ", -1));
        return parts.size() == 2 && parts.getFirst().matches("[0-9]+")
                ? ProcessHandle.of(Long.parseLong(parts.getFirst()))
                        .filter(process -> startedAt(process).equals(parts.getLast()))
                : Optional.empty();
    }

    private static String startedAt(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("?");
    }
}
