package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite.Drop;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What all functions wrote since this was made, their start included when it is made with
/// [#whole].
final class Logs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Drop drop;
    private final Map<Path, Long> from;

    private Logs(Drop drop, Map<Path, Long> from) {
        this.drop = drop;
        this.from = from;
    }

    /// From now on.
    static Logs since(Drop drop) {
        Map<Path, Long> lengths = new TreeMap<>();
        files(drop).forEach(file -> lengths.put(file, file.toFile().length()));
        return new Logs(drop, lengths);
    }

    /// From the start of the suite.
    static Logs whole(Drop drop) {
        return new Logs(drop, Map.of());
    }

    /// The lines as they are, the texts in them with their escapes undone, and both with what an
    /// address escapes undone: a secret is one in each of these.
    String read() {
        awaitTheLastLine();
        StringBuilder text = new StringBuilder();
        for (Path file : files(drop)) {
            for (String line : tail(file, from.getOrDefault(file, 0L)).split("\n", -1)) {
                StringBuilder shown = new StringBuilder(line).append('\n');
                if (line.startsWith("{")) {
                    collect(line, shown);
                }
                text.append(shown).append(unescaped(shown.toString()));
            }
        }
        return text.toString();
    }

    /// A function's output reaches its file a moment after its answer.
    private void awaitTheLastLine() {
        // Letters alone: some digits look like an account number, which is redacted.
        String id =
                ThreadLocalRandom.current()
                        .ints(12, 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining("", "last-", ""));
        Answer answer =
                Http.send(
                        "GET",
                        drop.host().url().resolve("/v1/app/version"),
                        Map.of("X-Request-Id", id),
                        null);
        assertThat(answer.status()).isEqualTo(200);
        long end = System.nanoTime() + PATIENCE.toNanos();
        Path file = folder(drop).resolve("ApiFunction.log");
        while (!tail(file, from.getOrDefault(file, 0L)).contains(id)) {
            assertThat(System.nanoTime()).as("the api's log has %s", id).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static Path folder(Drop drop) {
        return drop.data().resolve("logs");
    }

    private static List<Path> files(Drop drop) {
        try (Stream<Path> files = Files.list(folder(drop))) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tail(Path file, long start) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) (open.length() - start)];
            open.seek(start);
            open.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(String line, StringBuilder texts) {
        try {
            collect(JSON.readTree(line), texts);
        } catch (JsonProcessingException e) {
            // A line of a library that is no JSON is looked at as it is.
            texts.append('\n');
        }
    }

    private static void collect(JsonNode node, StringBuilder texts) {
        if (node.isValueNode()) {
            texts.append(node.asText()).append('\n');
        }
        node.properties().forEach(field -> texts.append(field.getKey()).append('\n'));
        node.forEach(child -> collect(child, texts));
    }

    private static String unescaped(String text) {
        if (text.indexOf('%') < 0) {
            return "";
        }
        String whole = text.replaceAll("%(?![0-9a-fA-F]{2})", "%25").replace("+", "%2B");
        return URLDecoder.decode(whole, StandardCharsets.UTF_8);
    }
}
