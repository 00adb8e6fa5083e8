package no.getdrop.local.dump;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// A folder as one file, in the ZIP format; empty folders are kept, as PostgreSQL needs them.
final class Archive {
    private Archive() {}

    /// Writes it and sees it onto the disk. The names in `first` come first.
    static void write(Path folder, List<String> first, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : first) {
                add(zip, folder, folder.resolve(name));
            }
            try (Stream<Path> found = Files.walk(folder)) {
                for (Path each : found.sorted().toList()) {
                    if (!first.contains(folder.relativize(each).toString())) {
                        add(zip, folder, each);
                    }
                }
            }
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// The text of one entry; only what stands before it is read.
    ///
    /// @throws IOException when the file is no archive or has no such entry
    static String text(Path file, String name) throws IOException {
        try (ZipInputStream zip = open(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        }
        throw new IOException("it has no " + name);
    }

    /// Unpacks it into a folder. A file that was cut off or changed fails by its checksums.
    static void unpack(Path file, Path folder) throws IOException {
        try (ZipInputStream zip = open(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("it holds a path outside itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
    }

    private static ZipInputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        return new ZipInputStream(in);
    }

    private static void add(ZipOutputStream zip, Path folder, Path each) throws IOException {
        String name = folder.relativize(each).toString();
        if (name.isEmpty()) {
            return;
        }
        boolean directory = Files.isDirectory(each);
        zip.putNextEntry(new ZipEntry(directory ? name + "/" : name));
        if (!directory) {
            Files.copy(each, zip);
        }
        zip.closeEntry();
    }
}
