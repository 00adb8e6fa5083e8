package no.getdrop.local;

import no.getdrop.local.dump.Backup;
import no.getdrop.local.dump.DumpName;
import no.getdrop.local.dump.Restore;
import no.getdrop.local.lambda.ProcessLedger;
import no.getdrop.local.postgres.LocalPostgres;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// `./run backup` and `./run restore`; their exit codes are 0 for done and 1 for not.
final class DumpCommands {
    private final Path data;
    private final Path dumps;
    private final PrintStream out;
    private final PrintStream err;

    /// @param root the project's folder
    DumpCommands(Path root, PrintStream out, PrintStream err) {
        this.data = root.resolve(".drop");
        this.dumps = root.resolve("backups");
        this.out = out;
        this.err = err;
    }

    /// Makes a dump, of a host that runs as well.
    int backup(String target, Instant now) {
        try {
            DumpName name = new DumpName(target, now);
            if (!Files.exists(data.resolve("postgres/PG_VERSION"))) {
                throw new IOException("there are no data yet in %s: start ./run".formatted(data));
            }
            Backup.Made made =
                    HostFile.running(data).isPresent() ? ofRunning(name) : ofStopped(name);
            out.printf(
                    "%s (%,d bytes): %s; it has been restored once to see%n",
                    made.file(), made.bytes(), made.contents());
            return 0;
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    /// Puts a dump in the place of the data; only said so twice, as it replaces them.
    ///
    /// @param forced `FORCE=1`
    int restore(Path dump, boolean forced) {
        try {
            if (!Files.isReadable(dump)) {
                throw new IOException("there is no dump %s%s".formatted(dump, known()));
            }
            String contents = Restore.contents(dump);
            if (!forced) {
                err.printf(
                        """
                        This replaces the database and the secrets in %s by
                        %s: %s.
                        Nothing has been changed. To do it: FORCE=1 ./run restore %s
                        """,
                        data, dump, contents, dump);
                return 1;
            }
            HostFile host = HostFile.take(data);
            try (host) {
                ProcessLedger.endLeftovers(data.resolve("run"));
                LocalPostgres.endLeftover(data.resolve("postgres"));
                Restore.finish(data);
                new Restore(data).restore(dump);
            }
            out.printf(
                    "restored %s: %s; what was there is in %s%n",
                    dump, contents, data.resolve("replaced"));
            return 0;
        } catch (IOException | IllegalStateException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private Backup.Made ofRunning(DumpName name) throws IOException {
        OptionalInt port = LocalPostgres.portOf(data.resolve("postgres"));
        if (port.isEmpty()) {
            throw new IOException("a host runs without PostgreSQL; wait until it is up");
        }
        return new Backup(data, dumps)
                .make(name, LocalPostgres.jdbcUrl(port.getAsInt(), "postgres"));
    }

    private Backup.Made ofStopped(DumpName name) throws IOException {
        HostFile host = HostFile.take(data);
        try (host) {
            Restore.finish(data);
            try (LocalPostgres server = LocalPostgres.start(data.resolve("postgres"))) {
                return new Backup(data, dumps).make(name, server.jdbcUrl("postgres"));
            }
        }
    }

    /// The dumps there are, newest first.
    private String known() throws IOException {
        if (!Files.isDirectory(dumps)) {
            return "; ./run backup makes one";
        }
        try (Stream<Path> files = Files.list(dumps)) {
            List<String> names =
                    files.flatMap(file -> DumpName.of(file).map(name -> file.toString()).stream())
                            .sorted()
                            .toList()
                            .reversed();
            return names.isEmpty()
                    ? "; ./run backup makes one"
                    : "; there are:\n  " + String.join("\n  ", names);
        }
    }
}
