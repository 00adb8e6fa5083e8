package no.getdrop.local.lambda;

import no.getdrop.local.handlers.EchoHandler;
import no.getdrop.local.template.FunctionSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Makes functions whose package holds [EchoHandler], run as the real ones are.
public final class TestFunctions {
    /// Credentials that open nothing.
    public static final LocalCredentials CREDENTIALS =
            new LocalCredentials("LOCALTEST", "local-test-secret", "local-test-session");

    private static final Path JARS =
            Path.of(System.getProperty("drop.root"), "local/target/runtime-client");

    private final Path folder;

    public TestFunctions(Path folder) {
        this.folder = folder;
    }

    /// A spec with that behaviour and no more than the given environments.
    public static FunctionSpec spec(String name, boolean snapStart, int timeoutSeconds) {
        return new FunctionSpec(
                name,
                EchoHandler.class.getName(),
                256,
                timeoutSeconds,
                snapStart,
                OptionalInt.empty(),
                Map.of(),
                List.of());
    }

    /// The function, not started.
    public LambdaFunction function(
            FunctionSpec spec, int environmentsAtMost, Map<String, String> variables) {
        RuntimeClient client = RuntimeClient.unpack(JARS, folder.resolve("client"));
        return function(spec, environmentsAtMost, variables, client);
    }

    /// The function as it runs where the runtime client has no native library.
    public LambdaFunction portableFunction(FunctionSpec spec) {
        RuntimeClient client = RuntimeClient.portable(JARS, folder.resolve("client"));
        return function(spec, 1, Map.of(), client);
    }

    private LambdaFunction function(
            FunctionSpec spec,
            int environmentsAtMost,
            Map<String, String> variables,
            RuntimeClient client) {
        try {
            Path workingDirectory = packageFolder();

            FunctionConfig config =
                    new FunctionConfig(
                            spec, new HashMap<>(variables), workingDirectory, environmentsAtMost);
            FunctionLog log =
                    new FunctionLog(folder.resolve("logs/" + spec.name() + ".log"), line -> {});
            return new LambdaFunction(
                    config,
                    client,
                    new IssuedCredentials(CREDENTIALS),
                    log,
                    folder.resolve(spec.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A package as `mvn package` leaves it: classes at the root, jars in `lib`.
    public Path packageFolder() throws IOException {
        Path target = folder.resolve("package");
        String classFile = EchoHandler.class.getName().replace('.', '/') + ".class";
        Path copy = target.resolve(classFile);
        if (Files.exists(copy)) {
            return target;
        }
        Files.createDirectories(copy.getParent());
        Path classes = Path.of(location(EchoHandler.class));
        try (Stream<Path> files = Files.list(classes.resolve(classFile).getParent())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolveSibling(file.getFileName()));
            }
        }
        Path lib = Files.createDirectories(target.resolve("lib"));
        Path crac = Path.of(location(org.crac.Core.class));
        Files.copy(crac, lib.resolve(crac.getFileName()));
        return target;
    }

    private static String location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }
}
