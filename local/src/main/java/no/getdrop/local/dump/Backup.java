package no.getdrop.local.dump;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import no.getdrop.local.Folders;
import no.getdrop.local.postgres.BaseBackup;
import no.getdrop.local.postgres.LocalPostgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;

/// Makes a dump of this machine's data, while it is used or while it is not.
///
/// The data folder is copied, a server is started on the copy and ended in order, and that is what
/// the dump holds: so each dump has been restored once before it has its name. With it are the
/// secrets without which nobody could read what is encrypted.
public final class Backup {
    static final String MANIFEST = "manifest.json";
    static final String SECRETS = "secrets.json";
    static final String POSTGRES = "postgres";

    private static final FileAttribute<?> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path data;
    private final Path dumps;

    /// @param data the host's data folder
    /// @param dumps where dumps are kept, made when missing
    public Backup(Path data, Path dumps) {
        this.data = data;
        this.dumps = dumps;
    }

    /// A dump that was made.
    ///
    /// @param contents in words
    public record Made(Path file, long bytes, String contents) {}

    /// Makes one.
    ///
    /// @param jdbcUrl of the server on the data folder, which runs
    /// @throws IOException when it was not made; there is no file then
    public Made make(DumpName name, String jdbcUrl) throws IOException {
        Path work = Files.createDirectories(dumps).resolve(".making");
        try (FileChannel channel = FileChannel.open(dumps.resolve(".lock"), CREATE, WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new IOException("another ./run backup is at work");
            }
            clear(work);
            try {
                return make(name, jdbcUrl, work);
            } catch (SQLException e) {
                throw new IOException("the copy does not answer: " + e.getMessage(), e);
            } finally {
                clear(work);
            }
        }
    }

    private Made make(DumpName name, String jdbcUrl, Path work) throws IOException, SQLException {
        Path file = dumps.resolve(name.file());
        if (Files.exists(file)) {
            throw new IOException(file + " is there already; try again in a second");
        }
        Path whole = work.resolve("whole");
        Files.createDirectory(work, OWNER_ALONE);
        BaseBackup.take(jdbcUrl, data.resolve(POSTGRES), whole.resolve(POSTGRES));
        Contents contents = settle(whole.resolve(POSTGRES));
        Files.writeString(whole.resolve(MANIFEST), contents.json());
        Files.copy(data.resolve(SECRETS), whole.resolve(SECRETS));
        Files.deleteIfExists(whole.resolve(POSTGRES + ".log"));
        Path written = work.resolve("dump");
        Archive.write(whole, List.of(MANIFEST, SECRETS), written);
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        return new Made(file, Files.size(file), contents.text());
    }

    /// Removes what is being made, with the server on it when one was left behind.
    private static void clear(Path work) throws IOException {
        LocalPostgres.endLeftover(work.resolve("whole").resolve(POSTGRES));
        Folders.delete(work);
    }

    /// Has PostgreSQL bring the copy to its end, and counts what it holds.
    static Contents settle(Path postgres) throws SQLException {
        try (LocalPostgres server = LocalPostgres.start(postgres)) {
            return Contents.of(server.jdbcUrl("postgres"));
        }
    }
}
