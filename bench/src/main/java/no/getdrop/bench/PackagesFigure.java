package no.getdrop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The size of what is deployed: every file of a package, jars as they are.
final class PackagesFigure {
    private static final Map<String, Double> BUDGETS_MB =
            new TreeMap<>(
                    Map.of(
                            "api", 30.0,
                            "worker", 20.0,
                            "health", 8.0,
                            "backup", 8.0,
                            "migrate", 8.0));

    private static final double LAYERS_BUDGET_MB = 15;
    private static final double BYTES_PER_MB = 1e6;

    private PackagesFigure() {}

    static List<Result> measure(Bench bench) throws IOException {
        List<Result> results = new ArrayList<>();
        for (Map.Entry<String, Double> budget : BUDGETS_MB.entrySet()) {
            Path module = bench.root().resolve("functions").resolve(budget.getKey());
            if (Files.isDirectory(module)) {
                results.add(
                        Result.atMost(
                                "package of " + budget.getKey(),
                                megabytes(module.resolve("target/package")),
                                "MB",
                                budget.getValue(),
                                ""));
            }
        }
        double layers = 0;
        for (String layer : List.of("runtime", "database")) {
            layers += megabytes(bench.root().resolve("layers/" + layer + "/target/layer"));
        }
        results.add(Result.atMost("layers together", layers, "MB", LAYERS_BUDGET_MB, ""));
        return results;
    }

    private static double megabytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    / BYTES_PER_MB;
        }
    }
}
