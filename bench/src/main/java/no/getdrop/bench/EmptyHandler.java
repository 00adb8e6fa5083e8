package no.getdrop.bench;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The least that a function can be: what its start costs is the runtime's own.
public final class EmptyHandler implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        output.write("{\"statusCode\":200}".getBytes(StandardCharsets.UTF_8));
    }

    /// A package in that folder with this class alone.
    static Path packageIn(Path folder) throws IOException {
        String file = EmptyHandler.class.getName().replace('.', '/') + ".class";
        Path copy = folder.resolve(file);
        Files.createDirectories(copy.getParent());
        try (InputStream classFile = EmptyHandler.class.getResourceAsStream("/" + file)) {
            Files.write(copy, Optional.ofNullable(classFile).orElseThrow().readAllBytes());
        }
        return folder;
    }
}
