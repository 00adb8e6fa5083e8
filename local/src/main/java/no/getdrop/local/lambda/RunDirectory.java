package no.getdrop.local.lambda;

import no.getdrop.local.Folders;
import no.getdrop.local.template.BuildTargets;
import no.getdrop.local.template.FunctionSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// Unpacks one function as Lambda does: its package, and the layers' jars behind its own.
///
/// Lambda has layers under `/opt/java/lib`, which the runtime client puts after the function's
/// `lib`, both sorted by name. Here they share `lib` under names that sort last. Files are copied:
/// a build while the host runs must not change what a process has open.
public final class RunDirectory {
    private static final String AFTER_OWN_JARS = "~layer-";

    private RunDirectory() {}

    /// Fills the folder afresh.
    ///
    /// @throws IllegalStateException when a package or layer has not been built
    public static Path assemble(FunctionSpec spec, BuildTargets targets, Path folder) {
        try {
            Folders.delete(folder);
            Folders.copy(built(targets.functionPackage(spec.name()), spec.name()), folder);
            Path lib = Files.createDirectories(folder.resolve("lib"));
            for (String layer : spec.layers()) {
                Path jars = built(targets.layerJars(layer), layer);
                for (Path jar : list(jars)) {
                    Files.copy(
                            jar,
                            lib.resolve(AFTER_OWN_JARS + jar.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path built(Path folder, String name) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    "%s is not built: %s is missing; build it with ./run packages"
                            .formatted(name, folder));
        }
        return folder;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
