package no.getdrop.local.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A copy of a server's data folder while it runs, as `pg_basebackup` makes one: a server started
/// on the copy replays the log to the moment the copy ended, and holds what was committed until
/// then.
///
/// The statements are those of PostgreSQL's manual, "Making a Base Backup Using the Low Level API".
public final class BaseBackup {
    /// What a server makes anew at its start, or what belongs to the running one alone.
    private static final Set<String> EMPTY =
            Set.of(
                    "pg_wal",
                    "pg_replslot",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans");

    private static final Set<String> LEFT_OUT =
            Set.of(
                    "postmaster.pid",
                    "postmaster.opts",
                    "backup_label",
                    "backup_label.old",
                    "tablespace_map",
                    "epg-lock");

    private BaseBackup() {}

    /// Copies it.
    ///
    /// @param jdbcUrl of the server, with a role that may do anything
    /// @param data its data folder
    /// @param copy a folder that does not exist yet
    /// @throws IOException when a file cannot be copied or the log has been recycled meanwhile
    public static void take(String jdbcUrl, Path data, Path copy) throws IOException {
        try (Connection session = DriverManager.getConnection(jdbcUrl)) {
            begin(session);
            Files.createDirectories(copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
            copyFiles(data, copy);
            Log log = end(session, copy);
            copyLog(data.resolve("pg_wal"), copy.resolve("pg_wal"), log);
        } catch (SQLException e) {
            throw new IOException("PostgreSQL cannot be backed up: " + e.getMessage(), e);
        }
    }

    /// The log's files that the copy needs, first and last.
    private record Log(String first, String last) {
        boolean needs(String file) {
            return file.length() == first.length()
                    && file.compareTo(first) >= 0
                    && file.compareTo(last) <= 0;
        }
    }

    private static void begin(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("SELECT pg_backup_start('drop', true)");
        }
    }

    private static Log end(Connection session, Path copy) throws SQLException, IOException {
        try (PreparedStatement statement =
                        session.prepareStatement(
                                """
                                SELECT pg_walfile_name(lsn) AS last, labelfile,
                                       substring(labelfile FROM 'file ([0-9A-F]{24})') AS first
                                FROM pg_backup_stop(false)
                                """);
                ResultSet row = statement.executeQuery()) {
            row.next();
            Files.writeString(copy.resolve("backup_label"), row.getString("labelfile"));
            return new Log(row.getString("first"), row.getString("last"));
        }
    }

    private static void copyFiles(Path data, Path copy) throws IOException {
        Files.walkFileTree(
                data,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        Path name = data.relativize(folder);
                        if (name.startsWith("base") && name.endsWith("pgsql_tmp")) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        Files.createDirectories(copy.resolve(name));
                        return EMPTY.contains(name.toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Path name = data.relativize(file);
                        if (!LEFT_OUT.contains(name.toString())) {
                            copyIfThere(file, copy.resolve(name));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure)
                            throws IOException {
                        if (failure instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw failure;
                    }
                });
    }

    /// A table may have been dropped while its folder was read; the log tells the rest.
    private static void copyIfThere(Path file, Path copy) throws IOException {
        try {
            Files.copy(file, copy);
        } catch (NoSuchFileException e) {
            Files.deleteIfExists(copy);
        }
    }

    private static void copyLog(Path from, Path to, Log log) throws IOException {
        List<Path> needed;
        try (Stream<Path> files = Files.list(from)) {
            needed = files.filter(file -> log.needs(file.getFileName().toString())).toList();
        }
        for (Path file : needed) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
        if (!Files.exists(to.resolve(log.first)) || !Files.exists(to.resolve(log.last))) {
            throw new IOException(
                    "PostgreSQL recycled the log from %s to %s while its data was copied; try again"
                            .formatted(log.first, log.last));
        }
    }
}
