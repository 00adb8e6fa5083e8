import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Writes the version of the build and of the newest migration to a properties file.
final class WriteVersion {
    public static void main(String[] arguments) throws IOException {
        Path migrations = Path.of(arguments[1]);
        Path target = Path.of(arguments[2]);
        String text = "version=" + arguments[0] + "\nschemaVersion=" + newest(migrations) + "\n";
        if (!Files.exists(target) || !Files.readString(target).equals(text)) {
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
        }
    }

    private static String newest(Path migrations) throws IOException {
        try (Stream<Path> files = Files.list(migrations)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("V\\d+__\\w+\\.sql"))
                    .map(name -> name.substring(1, name.indexOf("__")))
                    .max(Comparator.comparingLong(Long::parseLong))
                    .orElseThrow(() -> new IOException("no migrations in " + migrations));
        }
    }
}
