package no.getdrop.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// What this build is, as `drop-version.properties` of a package says; the build writes that file.
///
/// @param version of Drop, such as `0.1.0`
/// @param schemaVersion newest migration that existed when this was built
public record Build(String version, long schemaVersion) {
    private static final String FILE = "/drop-version.properties";

    /// Reads the file.
    ///
    /// @throws IllegalStateException when the package has none
    public static Build read() {
        Properties properties = new Properties();
        try (InputStream file = Build.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not in the package");
            }
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(
                properties.getProperty("version"),
                Long.parseLong(properties.getProperty("schemaVersion")));
    }
}
