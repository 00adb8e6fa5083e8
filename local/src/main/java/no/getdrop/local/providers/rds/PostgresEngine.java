package no.getdrop.local.providers.rds;

import no.getdrop.local.Folders;
import no.getdrop.local.postgres.BaseBackup;
import no.getdrop.local.postgres.LocalPostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A database with rows: a PostgreSQL of this machine. An image is a copy of its data folder, made
/// while it runs; what is restored from it is a server of its own on a copy of that.
public final class PostgresEngine implements Engine {
    private static final String OWNER = "postgres";

    private final LocalPostgres server;
    private final Path folder;
    private final AtomicInteger numbers;
    private final boolean restored;

    private PostgresEngine(
            LocalPostgres server, Path folder, AtomicInteger numbers, boolean restored) {
        this.server = server;
        this.folder = folder;
        this.numbers = numbers;
        this.restored = restored;
    }

    /// A server that others start and stop.
    ///
    /// @param folder for its images and what is restored from them, emptied first
    public static PostgresEngine of(LocalPostgres server, Path folder) {
        endLeftovers(folder);
        delete(folder);
        return new PostgresEngine(server, folder, new AtomicInteger(), false);
    }

    /// JDBC address as its owner.
    public String jdbcUrl() {
        return server.jdbcUrl(OWNER);
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public Image image() {
        Path copy = folder.resolve("image-" + numbers.incrementAndGet());
        try {
            BaseBackup.take(jdbcUrl(), server.data(), copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Copy(copy);
    }

    @Override
    public void close() {
        if (restored) {
            server.close();
            delete(server.data());
            delete(server.logFile());
        }
    }

    /// Ends servers that a killed host left behind.
    private static void endLeftovers(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> left = Files.list(folder)) {
            for (Path data : left.filter(Files::isDirectory).toList()) {
                LocalPostgres.endLeftover(data);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Copy implements Image {
        private final Path copy;

        Copy(Path copy) {
            this.copy = copy;
        }

        @Override
        public Engine start() {
            Path data = folder.resolve("restored-" + numbers.incrementAndGet());
            try {
                Folders.copy(copy, data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new PostgresEngine(LocalPostgres.start(data), folder, numbers, true);
        }

        @Override
        public void delete() {
            PostgresEngine.delete(copy);
        }
    }
}
