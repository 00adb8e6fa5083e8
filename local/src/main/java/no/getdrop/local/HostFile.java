package no.getdrop.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Marks a data folder as in use by one host: a lock while it runs, and `host.json` with its
/// addresses once it is up.
public final class HostFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private HostFile(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /// Takes the folder.
    ///
    /// @throws IllegalStateException when a host runs with it already
    static HostFile take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("host.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                String where =
                        running(folder)
                                .map(host -> " at %s (process %d)".formatted(host.url, host.pid))
                                .orElse("");
                throw new IllegalStateException(
                        "a local host runs already with the data in %s%s; end it first"
                                .formatted(folder, where));
            }
            Files.deleteIfExists(folder.resolve("host.json"));
            return new HostFile(folder, channel, lock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The host that runs with that folder and is up.
    public static Optional<Host> running(Path folder) {
        Path file = folder.resolve("host.json");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            var node = JSON.readTree(file.toFile());
            Host host =
                    new Host(
                            node.path("pid").asLong(),
                            URI.create(node.path("url").asText()),
                            URI.create(node.path("invokeUrl").asText()));
            boolean alive = ProcessHandle.of(host.pid).filter(ProcessHandle::isAlive).isPresent();
            return alive ? Optional.of(host) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Writes down where the host is reached.
    void announce(URI url, URI invokeUrl) {
        ObjectNode node = JSON.createObjectNode();
        node.put("pid", ProcessHandle.current().pid());
        node.put("url", url.toString());
        node.put("invokeUrl", invokeUrl.toString());
        try {
            Files.writeString(folder.resolve("host.json"), node.toPrettyString() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(folder.resolve("host.json"));
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /// A host that is up.
    public record Host(long pid, URI url, URI invokeUrl) {}
}
