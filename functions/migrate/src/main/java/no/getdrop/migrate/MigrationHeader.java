package no.getdrop.migrate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The comment lines `-- name: value` at the top of a migration.
///
/// @param kind `expand` when the release before still works with the schema after it, `contract`
///   when it would not
record MigrationHeader(String kind) {
    private static final String MARK = "-- ";

    /// Reads the header of a file on the class path.
    ///
    /// @throws IllegalStateException when the file is gone or its header lacks a kind
    static MigrationHeader of(String resource) {
        String kind = fields(resource).getOrDefault("kind", "");
        if (!kind.equals("expand") && !kind.equals("contract")) {
            throw new IllegalStateException(
                    resource
                            + " has kind '"
                            + kind
                            + "' in its header, expected '-- kind: expand' or '-- kind: contract'"
                            + " on its first line");
        }
        return new MigrationHeader(kind);
    }

    private static Map<String, String> fields(String resource) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (InputStream file =
                MigrationHeader.class.getClassLoader().getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
            for (String line = reader.readLine();
                    line != null && line.startsWith(MARK);
                    line = reader.readLine()) {
                String[] parts = line.substring(MARK.length()).split(":", 2);
                if (parts.length == 2) {
                    fields.put(parts[0].strip(), parts[1].strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fields;
    }
}
