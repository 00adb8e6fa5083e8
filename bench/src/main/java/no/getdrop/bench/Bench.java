package no.getdrop.bench;

import no.getdrop.local.Folders;
import no.getdrop.local.LocalHostBuilder;
import no.getdrop.local.lambda.ProcessLedger;
import no.getdrop.local.postgres.LocalPostgres;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What figures measure with: systems to start, a folder for pictures, a line to say how far they
/// are. Closing it ends all that was started.
public final class Bench implements AutoCloseable {
    private final Path root;
    private final Path target;
    private final Consumer<String> progress;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Thread interruption;
    private @Nullable Drop shared;
    private volatile boolean ending;

    /// Made by the thread that measures, which Ctrl-C interrupts.
    ///
    /// @param root the project's root folder
    /// @param progress told what is being done
    public Bench(Path root, Consumer<String> progress) throws IOException {
        this.root = root;
        this.target = root.resolve("bench/target");
        this.progress = progress;
        clear();
        Thread measuring = Thread.currentThread();
        this.interruption = new Thread(() -> interrupt(measuring));
        Runtime.getRuntime().addShutdownHook(interruption);
    }

    /// The project's root folder.
    public Path root() {
        return root;
    }

    /// Where results and pictures go.
    public Path target() {
        return target;
    }

    /// Says how far it is.
    public void say(String line) {
        progress.accept("bench: " + line);
    }

    /// The whole system, started at first use and shared by the figures that say so.
    public Drop shared() {
        Drop running = shared;
        if (running == null) {
            running = start("shared", builder -> builder);
            shared = running;
        }
        return running;
    }

    /// Ends the shared system, if it runs.
    public void endShared() throws Exception {
        if (shared != null) {
            end(shared);
            shared = null;
        }
    }

    /// Ends what a figure started and did not end itself.
    public void endOwn() throws Exception {
        List<AutoCloseable> parts;
        synchronized (started) {
            parts = started.stream().filter(part -> part != shared).toList();
        }
        for (AutoCloseable part : parts) {
            end(part);
        }
    }

    /// Whether it has been told to end.
    public boolean isEnding() {
        return ending;
    }

    /// Has `measuring` stop, as soon as it can, and ends all that was started.
    private void interrupt(Thread measuring) {
        ending = true;
        measuring.interrupt();
        try {
            measuring.join(Duration.ofSeconds(20));
            close();
            endLeftovers();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            say("while ending: " + e.getMessage());
        }
    }

    /// A system of one's own, with a database of its own; whoever started it ends it.
    public Drop start(String name, UnaryOperator<LocalHostBuilder> settings) {
        if (ending) {
            throw new IllegalStateException("told to end");
        }
        say("starting the system '" + name + "'");
        return opened(Drop.start(root, systems().resolve(name), settings));
    }

    /// Ends what was started here.
    public void end(AutoCloseable part) throws Exception {
        synchronized (started) {
            started.remove(part);
        }
        part.close();
    }

    /// Has something closed with this, should its figure fail or be interrupted.
    public <T extends AutoCloseable> T opened(T part) {
        synchronized (started) {
            started.push(part);
        }
        return part;
    }

    /// A folder for what a figure starts; emptied at the beginning of each run.
    public Path folder(String name) {
        return systems().resolve(name);
    }

    @Override
    public void close() {
        if (!ending) {
            Runtime.getRuntime().removeShutdownHook(interruption);
        }
        List<AutoCloseable> parts;
        synchronized (started) {
            parts = List.copyOf(started);
            started.clear();
        }
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                say("while ending: " + e.getMessage());
            }
        }
    }

    private Path systems() {
        return target.resolve("systems");
    }

    private void clear() throws IOException {
        endLeftovers();
        Folders.delete(systems());
        Files.createDirectories(systems());
    }

    /// Ends what an earlier run left behind when it was killed.
    private void endLeftovers() throws IOException {
        if (!Files.isDirectory(systems())) {
            return;
        }
        try (Stream<Path> folders = Files.list(systems())) {
            for (Path folder : folders.toList()) {
                for (Path data : List.of(folder, folder.resolve(".drop"))) {
                    ProcessLedger.endLeftovers(data.resolve("run"));
                    LocalPostgres.endLeftover(data.resolve("postgres"));
                }
            }
        }
    }
}
