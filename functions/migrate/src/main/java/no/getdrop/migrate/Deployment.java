package no.getdrop.migrate;

import no.getdrop.migrate.sql.ReleaseNumber;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// For what, and for whom, the schema is migrated.
///
/// @param release of Drop that this build is
/// @param build commit or build number
/// @param caller who asked, in their own words or by their request
record Deployment(ReleaseNumber release, String build, String caller) {
    private static final String FILE = "/drop-release.properties";

    Deployment {
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(build, "build");
        Objects.requireNonNull(caller, "caller");
    }

    /// The release that the package says it is; the build writes that file.
    static Deployment of(String build, String caller) {
        Properties properties = new Properties();
        try (InputStream file = Deployment.class.getResourceAsStream(FILE)) {
            properties.load(Objects.requireNonNull(file, FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Deployment(
                ReleaseNumber.parse(properties.getProperty("release", "")).orElseThrow(),
                build,
                caller);
    }
}
