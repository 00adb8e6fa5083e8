package no.getdrop.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// What providers publish of their own messages, in the folder `published` beside the adapter that
/// reads them. The folder's README.md says where each file is from.
public final class Published {
    private Published() {}

    /// The bytes of a file.
    ///
    /// @param beside a class of the adapter's package
    public static byte[] bytes(Class<?> beside, String file) {
        try (InputStream published = beside.getResourceAsStream("published/" + file)) {
            return Objects.requireNonNull(published, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
