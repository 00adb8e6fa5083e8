package no.getdrop.migrate.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A migration as it is written.
///
/// @param name of the file, `V<yyyyMMddHHmm>__<what it does>.sql`
/// @param statements in their order
public record MigrationFile(String name, MigrationHeader header, List<Statement> statements) {
    public MigrationFile {
        statements = List.copyOf(statements);
    }

    /// Reads a file of the class path.
    ///
    /// @throws IllegalStateException when it is not there, or its header is wrong: a build with
    ///   such a file is a bug
    public static MigrationFile read(String location, String name) {
        String resource = location + "/" + name;
        try (InputStream file =
                MigrationFile.class.getClassLoader().getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return of(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(resource + ": " + e.getMessage(), e);
        }
    }

    /// A file of that name and text.
    ///
    /// @throws IllegalArgumentException when its header is wrong
    public static MigrationFile of(String name, String text) {
        return new MigrationFile(name, MigrationHeader.of(text), Statement.all(text));
    }

    /// Whether it can be run again after it was cut off half way: PostgreSQL rolls it back as a
    /// whole, or each of its statements begins by clearing away what it left.
    public boolean isRepeatable() {
        return statements.stream().noneMatch(Concurrently::isNotTransactional)
                || Concurrently.faults(this).isEmpty();
    }

    /// The indexes that it drops before it makes them, so that broken ones are no hindrance.
    public List<String> rebuiltIndexes() {
        return Concurrently.dropped(this);
    }
}
