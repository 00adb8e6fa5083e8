package no.getdrop.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The command behind `./run bench`; the working directory is the project's root.
public final class Main {
    private static final int USAGE = 2;

    /// In the order in which they run: first those that share one system.
    private static final List<Figure> FIGURES =
            List.of(
                    Figure.shared("payment", PaymentFigure::measure),
                    Figure.shared("read", ReadFigure::measure),
                    Figure.shared("init", InitFigure::measure),
                    Figure.shared("migrate", MigrateFigure::measure),
                    Figure.shared("load", LoadFigure::measure),
                    Figure.alone("restore", RestoreFigure::measure),
                    Figure.alone("round-trips", RoundTripsFigure::measure),
                    Figure.alone("worker", WorkerFigure::measure),
                    Figure.alone("dead-bank", DeadBankFigure::measure),
                    Figure.alone("growth", GrowthFigure::measure),
                    Figure.alone("packages", PackagesFigure::measure),
                    Figure.alone("start", StartFigure::measure),
                    Figure.alone("build", BuildFigure::measure));

    private Main() {}

    /// Measures the figures that are named, or all.
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
        List<String> names = List.of(arguments);
        List<String> unknown =
                names.stream()
                        .filter(name -> FIGURES.stream().noneMatch(f -> f.name().equals(name)))
                        .toList();
        if (!unknown.isEmpty()) {
            System.err.println(
                    "no figure %s; there are %s"
                            .formatted(
                                    String.join(", ", unknown),
                                    FIGURES.stream()
                                            .map(Figure::name)
                                            .collect(Collectors.joining(", "))));
            System.exit(USAGE);
        }
        List<Figure> wanted =
                FIGURES.stream()
                        .filter(figure -> names.isEmpty() || names.contains(figure.name()))
                        .toList();
        System.exit(run(wanted));
    }

    private static int run(List<Figure> figures) throws Exception {
        List<Result> results = new ArrayList<>();
        try (Bench bench = bench()) {
            for (Figure figure : figures) {
                if (!bench.isEnding()) {
                    results.addAll(measure(figure, bench));
                }
            }
            Report.write(results, bench.target().resolve("figures.json"));
        }
        System.out.print(Report.table(results));
        return results.stream().anyMatch(Result::isMissed) ? 1 : 0;
    }

    private static List<Result> measure(Figure figure, Bench bench) throws Exception {
        if (!figure.sharesSystem()) {
            bench.endShared();
        }
        bench.say(figure.name());
        long begun = System.nanoTime();
        try {
            return figure.measurement().take(bench);
        } catch (Exception e) {
            e.printStackTrace();
            return List.of(Result.failed(figure.name(), e));
        } finally {
            bench.endOwn();
            bench.say(
                    "%s took %d s"
                            .formatted(figure.name(), (System.nanoTime() - begun) / 1_000_000_000));
        }
    }

    private static Bench bench() throws IOException {
        return new Bench(Path.of("").toAbsolutePath(), line -> System.err.println(line));
    }
}
