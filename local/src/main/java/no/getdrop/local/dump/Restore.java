package no.getdrop.local.dump;

import no.getdrop.local.Folders;
import no.getdrop.local.postgres.LocalPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;

/// Puts a dump in the place of this machine's data.
///
/// The dump is unpacked beside the data and proved on a server of its own. Then one rename decides:
/// before it nothing has happened, after it [#finish(Path)] brings the restore to its end, at once
/// or at the next start. What was there is kept in `replaced`.
public final class Restore {
    private static final String UNPACKING = "restore-unpacking";
    private static final String DECIDED = "restore-decided";
    private static final String REPLACED = "replaced";

    private final Path data;

    /// @param data the host's data folder, with no server on it
    public Restore(Path data) {
        this.data = data;
    }

    /// What a dump holds, in words, by its manifest.
    ///
    /// @throws IOException when the file is no dump
    public static String contents(Path dump) throws IOException {
        return manifest(dump).text();
    }

    /// Restores it.
    ///
    /// @throws IOException when the dump is not whole; the data are as they were then
    public void restore(Path dump) throws IOException {
        Contents expected = manifest(dump);
        Path unpacking = data.resolve(UNPACKING);
        LocalPostgres.endLeftover(unpacking.resolve(Backup.POSTGRES));
        Folders.delete(unpacking);
        try {
            Files.createDirectories(unpacking);
            Archive.unpack(dump, unpacking);
            Files.setPosixFilePermissions(
                    unpacking.resolve(Backup.SECRETS),
                    PosixFilePermissions.fromString("rw-------"));
            Contents found = Backup.settle(unpacking.resolve(Backup.POSTGRES));
            if (!found.equals(expected)) {
                throw new IOException(
                        "%s holds %s, its manifest says %s"
                                .formatted(dump, found.text(), expected.text()));
            }
            Files.deleteIfExists(unpacking.resolve(Backup.POSTGRES + ".log"));
        } catch (IOException | SQLException | IllegalStateException e) {
            Folders.delete(unpacking);
            throw new IOException(
                    "%s was not restored, and nothing has been changed: %s"
                            .formatted(dump, e.getMessage()),
                    e);
        }
        Files.move(unpacking, data.resolve(DECIDED), StandardCopyOption.ATOMIC_MOVE);
        finish(data);
    }

    /// Brings a restore that was decided to its end; does nothing when there is none.
    public static void finish(Path data) throws IOException {
        Path decided = data.resolve(DECIDED);
        if (!Files.exists(decided)) {
            return;
        }
        Path replaced = Files.createDirectories(data.resolve(REPLACED));
        for (String name : List.of(Backup.POSTGRES, Backup.SECRETS)) {
            Path fresh = decided.resolve(name);
            Path place = data.resolve(name);
            if (!Files.exists(fresh)) {
                continue;
            }
            if (Files.exists(place)) {
                Folders.delete(replaced.resolve(name));
                Files.move(place, replaced.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        }
        Folders.delete(decided);
    }

    private static Contents manifest(Path dump) throws IOException {
        try {
            return Contents.parse(Archive.text(dump, Backup.MANIFEST));
        } catch (IOException e) {
            throw new IOException(
                    "%s is not a dump of ./run backup: %s".formatted(dump, e.getMessage()), e);
        }
    }
}
