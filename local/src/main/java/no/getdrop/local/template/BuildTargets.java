package no.getdrop.local.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which folder each function and layer is built from, read from the Makefile's targets
/// (`build-ApiFunction: packages ; $(call package,api)`), the only place that says it.
public record BuildTargets(Map<String, Path> packages, Map<String, Path> layers) {
    private static final Pattern TARGET =
            Pattern.compile(
                    "^build-(\\w+):[^;]*;\\s*\\$\\(call (package|layer),([\\w-]+)\\)\\s*$",
                    Pattern.MULTILINE);

    public BuildTargets {
        packages = Map.copyOf(packages);
        layers = Map.copyOf(layers);
    }

    /// Reads the Makefile in the project's root folder.
    public static BuildTargets read(Path root) {
        Path makefile = root.resolve("Makefile");
        String text;
        try {
            text = Files.readString(makefile);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + makefile, e);
        }
        Map<String, Path> packages = new LinkedHashMap<>();
        Map<String, Path> layers = new LinkedHashMap<>();
        Matcher matcher = TARGET.matcher(text);
        while (matcher.find()) {
            String folder = matcher.group(3);
            if (matcher.group(2).equals("package")) {
                packages.put(
                        matcher.group(1), root.resolve("functions/" + folder + "/target/package"));
            } else {
                layers.put(matcher.group(1), root.resolve("layers/" + folder + "/target/layer"));
            }
        }
        return new BuildTargets(packages, layers);
    }

    /// Where a function's finished package is.
    public Path functionPackage(String function) {
        return folder(packages, function, "package");
    }

    /// Where a layer's jars are.
    public Path layerJars(String layer) {
        return folder(layers, layer, "layer").resolve("java/lib");
    }

    private static Path folder(Map<String, Path> folders, String id, String macro) {
        Path folder = folders.get(id);
        if (folder == null) {
            throw new TemplateException(
                    "Makefile: expected a line 'build-%s: packages ; $(call %s,<folder>)'"
                            .formatted(id, macro));
        }
        return folder;
    }
}
