package no.getdrop.local.lambda;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// One function's log: a file, the host's output, and the newest lines in memory for tests.
public final class FunctionLog implements AutoCloseable {
    private static final int KEPT_LINES = 20_000;

    private final Deque<String> kept = new ArrayDeque<>();
    private final BufferedWriter file;
    private final Consumer<String> sink;
    private boolean closed;

    /// A log that appends to the file and passes each line on.
    public FunctionLog(Path file, Consumer<String> sink) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            this.file =
                    Files.newBufferedWriter(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.sink = sink;
    }

    /// A line the function wrote.
    void line(String line) {
        write(line);
        sink.accept(line);
    }

    /// A line of the platform (START, END, REPORT): in the file, not on the host's output.
    synchronized void platform(String line) {
        write(line);
    }

    /// The newest lines, oldest first.
    public synchronized List<String> lines() {
        return List.copyOf(kept);
    }

    private synchronized void write(String line) {
        if (closed) {
            return;
        }
        kept.addLast(line);
        if (kept.size() > KEPT_LINES) {
            kept.removeFirst();
        }
        try {
            file.write(line);
            file.write('\n');
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
