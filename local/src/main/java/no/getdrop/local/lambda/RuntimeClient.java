package no.getdrop.local.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// AWS's Lambda runtime client for Java: the jars a function's process starts from, and the native
/// library in them, unpacked once (the client's own copy at a fixed place under `/tmp` is shared by
/// every process and replaced by each).
///
/// @param nativeLibrary empty where there is none for this machine; see [PortableClient]
public record RuntimeClient(List<Path> classPath, Optional<Path> nativeLibrary) {
    private static final String CLIENT_JAR = "aws-lambda-java-runtime-interface-client";

    public RuntimeClient {
        classPath = List.copyOf(classPath);
    }

    /// Takes the jars from a folder and prepares what they need on this machine.
    ///
    /// @throws IllegalStateException when the jars are not there
    public static RuntimeClient unpack(Path jars, Path target) {
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        return linux ? withNativeLibrary(jars, target) : portable(jars, target);
    }

    /// The client as it is, for Linux.
    private static RuntimeClient withNativeLibrary(Path jars, Path target) {
        try {
            List<Path> classPath = classPath(jars);
            Files.createDirectories(target);
            Path library = target.resolve("libaws-lambda-jni.so");
            unpackLibrary(clientJar(classPath, jars), library);
            return new RuntimeClient(classPath, Optional.of(library));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The client with its native parts replaced, for every system.
    static RuntimeClient portable(Path jars, Path target) {
        try {
            List<Path> classPath = new ArrayList<>(classPath(jars));
            Path client = clientJar(classPath, jars);
            classPath.addFirst(PortableClient.compile(client, target.resolve("portable")));
            return new RuntimeClient(classPath, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> classPath(Path jars) throws IOException {
        if (!Files.isDirectory(jars)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(jars)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static Path clientJar(List<Path> classPath, Path jars) {
        return classPath.stream()
                .filter(file -> file.getFileName().toString().startsWith(CLIENT_JAR))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "no Lambda runtime client in %s; fetch it with ./run packages"
                                        .formatted(jars)));
    }

    private static void unpackLibrary(Path client, Path library) throws IOException {
        String entry = "jni/libaws-lambda-jni.%s-%s.so".formatted(system(), processor());
        try (JarFile jar = new JarFile(client.toFile())) {
            ZipEntry found = jar.getEntry(entry);
            if (found == null) {
                throw new IllegalStateException(
                        "the Lambda runtime client has no native library for this machine (%s)"
                                .formatted(entry));
            }
            Path fresh = Files.createTempFile(library.getParent(), "jni", ".so");
            try (InputStream in = jar.getInputStream(found)) {
                Files.write(fresh, in.readAllBytes());
            }
            // A rename leaves a library that a process still has mapped as it was.
            Files.move(
                    fresh,
                    library,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static String system() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/lib"))) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("ld-musl-"))
                    ? "linux_musl"
                    : "linux";
        }
    }

    private static String processor() {
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "aarch64", "arm64" -> "aarch_64";
            case "amd64", "x86_64" -> "x86_64";
            case String other -> other;
        };
    }
}
