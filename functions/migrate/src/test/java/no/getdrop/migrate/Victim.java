package no.getdrop.migrate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/// A process of [KilledMigrator], ready to be told which database to migrate.
final class Victim implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private Victim(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Starts one; it is ready a second later.
    static Victim start(String location, String server) {
        try {
            return new Victim(
                    new ProcessBuilder(
                                    List.of(
                                            System.getProperty("java.home") + "/bin/java",
                                            "-XX:+UseSerialGC",
                                            "-XX:TieredStopAtLevel=1",
                                            "-Xmx128m",
                                            "-cp",
                                            Objects.requireNonNull(
                                                    System.getProperty("java.class.path")),
                                            KilledMigrator.class.getName(),
                                            location,
                                            server))
                            .redirectErrorStream(true)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets it migrate, and kills it after it has logged so many steps and a while more.
    ///
    /// @return whether it was still at work
    boolean killedAfter(String url, int steps, long nanos) throws IOException {
        await("ready");
        process.outputWriter(StandardCharsets.UTF_8).append(url).append('\n').flush();
        int seen = 0;
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("finished")) {
                break;
            }
            seen += line.contains("\"migrating\"") || line.contains("\"statement done\"") ? 1 : 0;
            if (seen >= steps) {
                LockSupport.parkNanos(nanos);
                boolean atWork = process.isAlive() && !ended();
                process.destroyForcibly();
                return atWork;
            }
        }
        process.destroyForcibly();
        return false;
    }

    private boolean ended() throws IOException {
        while (output.ready()) {
            if ("finished".equals(output.readLine())) {
                return true;
            }
        }
        return false;
    }

    /// Reads on until a line holds that text.
    void await(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            read.append(line).append('\n');
            if (line.contains(text)) {
                return;
            }
        }
        throw new IllegalStateException("it ended without '" + text + "': " + read);
    }

    /// Tells it the database and goes on.
    void migrate(String url) throws IOException {
        await("ready");
        process.outputWriter(StandardCharsets.UTF_8).append(url).append('\n').flush();
    }

    /// SIGKILL.
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
