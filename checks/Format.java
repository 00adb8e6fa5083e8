import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Checks (`check`) or mends (`fix`) the layout of every Java file below the working directory:
/// google-java-format in its AOSP style, 4 spaces and 100 columns.
final class Format {
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".drop", "node_modules");

    public static void main(String[] arguments) throws Exception {
        boolean fix = arguments[0].equals("fix");
        var formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        List<Path> untidy =
                javaFiles(Path.of(".")).parallelStream()
                        .filter(file -> !isTidy(file, formatter, fix))
                        .toList();
        if (!untidy.isEmpty() && !fix) {
            untidy.forEach(file -> System.err.println("not formatted: " + file));
            System.err.println("Mend it with: ./run format");
            System.exit(1);
        }
    }

    /// Whether the file was formatted; afterwards it is, if it is to be mended.
    private static boolean isTidy(Path file, Formatter formatter, boolean fix) {
        try {
            String text = Files.readString(file);
            String formatted = formatter.formatSourceAndFixImports(text);
            if (fix && !formatted.equals(text)) {
                Files.writeString(file, formatted);
            }
            return formatted.equals(text);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read or written", e);
        } catch (FormatterException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
                        return SKIPPED.contains(folder.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        if (file.toString().endsWith(".java")) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }
}
