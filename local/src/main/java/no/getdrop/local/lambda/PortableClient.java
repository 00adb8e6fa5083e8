package no.getdrop.local.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Stands in for the two native parts of the Lambda runtime client where its library does not load
/// (macOS): the same classes in Java, compiled against the client when the host starts.
final class PortableClient {
    private static final Map<String, String> SOURCES =
            Map.of(
                    "NativeClient",
                    "com/amazonaws/services/lambda/runtime/api/client/runtimeapi/",
                    "DNSManager",
                    "com/amazonaws/services/lambda/crac/");

    private PortableClient() {}

    /// Compiles the classes into the folder, which goes first on the class path.
    static Path compile(Path clientJar, Path folder) throws IOException {
        Files.createDirectories(folder);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> sources =
                SOURCES.entrySet().stream()
                        .map(entry -> source(entry.getKey(), entry.getValue()))
                        .toList();
        boolean compiled =
                compiler.getTask(
                                null,
                                null,
                                null,
                                List.of("-cp", clientJar.toString(), "-d", folder.toString()),
                                null,
                                sources)
                        .call();
        if (!compiled) {
            throw new IllegalStateException(
                    "the Lambda runtime client has changed: its native part could not be replaced");
        }
        return folder;
    }

    private static JavaFileObject source(String name, String path) {
        String text;
        try (InputStream resource =
                PortableClient.class.getResourceAsStream(name + ".java.source")) {
            if (resource == null) {
                throw new IllegalStateException(name + ".java.source is missing");
            }
            text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        URI place = URI.create("string:///" + path + name + ".java");
        return new SimpleJavaFileObject(place, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
