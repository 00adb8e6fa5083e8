package no.getdrop.bench.reliability;

import no.getdrop.bench.Drop;
import no.getdrop.local.postgres.LocalPostgres;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// A file system of fixed size in memory for the database's data, which can be filled. Mounting it
/// needs root, or sudo without a password.
final class SmallDisk implements AutoCloseable {
    private static final int MEGABYTES = 700;

    private final Path folder;
    private final Path ballast;

    SmallDisk(Path folder) throws IOException {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
        Files.createDirectories(folder);
        run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m,mode=0755", "tmpfs", folder);
    }

    /// Where PostgreSQL may keep its data.
    Path data() {
        return folder.resolve("postgres");
    }

    /// Every byte of it is taken, and whatever PostgreSQL wants to write does not fit.
    Cause full(Drop drop) {
        return new Cause() {
            @Override
            public String name() {
                return "the database's disk is full";
            }

            @Override
            public void begin() throws IOException {
                fill();
            }

            @Override
            public void end() throws Exception {
                Files.delete(ballast);
                // What it does on such a disk is to stop when it cannot write its log; RDS starts
                // it.
                if (!answers(drop)) {
                    restart(drop.host().postgres());
                }
            }
        };
    }

    private void fill() throws IOException {
        byte[] zeros = new byte[1 << 16];
        Arrays.fill(zeros, (byte) 1);
        try (OutputStream file = Files.newOutputStream(ballast)) {
            while (true) {
                file.write(zeros);
            }
        } catch (IOException e) {
            if (folder.toFile().getUsableSpace() > 1 << 20) {
                throw e;
            }
        }
    }

    private static void restart(LocalPostgres postgres) {
        try {
            postgres.stop();
        } catch (IllegalStateException | UncheckedIOException e) {
            // It had ended by itself.
        }
        postgres.start();
    }

    private static boolean answers(Drop drop) throws InterruptedException {
        for (int attempt = 0; attempt < 10; attempt++) {
            try (Connection connection =
                    DriverManager.getConnection(drop.host().postgres().jdbcUrl("postgres"))) {
                return connection.isValid(1);
            } catch (SQLException e) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", folder);
    }

    private static void run(Object... words) throws IOException {
        boolean root = "root".equals(System.getProperty("user.name"));
        String[] command = new String[words.length + (root ? 0 : 2)];
        if (!root) {
            command[0] = "sudo";
            command[1] = "-n";
        }
        for (int i = 0; i < words.length; i++) {
            command[i + command.length - words.length] = words[i].toString();
        }
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
