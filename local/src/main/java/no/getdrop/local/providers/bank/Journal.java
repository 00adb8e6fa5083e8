package no.getdrop.local.providers.bank;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the bank did, one JSON line each, so that a restarted bank knows it; nothing where no
/// folder was given.
final class Journal {
    private final Optional<Path> file;

    Journal(Optional<Path> folder) throws IOException {
        if (folder.isPresent()) {
            Files.createDirectories(folder.get());
        }
        file = folder.map(into -> into.resolve("bank.jsonl"));
    }

    /// A line of the journal.
    record Line(String kind, JsonNode content) {}

    synchronized void append(String kind, Map<String, Object> content) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.writeString(
                    file.get(),
                    Json.text(Map.of("kind", kind, "content", content)) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + file.get(), failed);
        }
    }

    /// The whole lines so far; a last one that a crash cut off is left out.
    List<Line> read() throws IOException {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return List.of();
        }
        String text = Files.readString(file.get());
        if (!text.isEmpty() && !text.endsWith("\n")) {
            // The next line must not grow onto the one that a crash cut off.
            Files.writeString(file.get(), "\n", StandardOpenOption.APPEND);
        }
        return text.lines()
                .map(Json::tree)
                .filter(line -> line.path("kind").isTextual())
                .map(line -> new Line(line.path("kind").textValue(), line.path("content")))
                .toList();
    }
}
