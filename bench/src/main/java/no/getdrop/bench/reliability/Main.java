package no.getdrop.bench.reliability;

import no.getdrop.bench.Bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The commands behind `./run faults` and `./run soak [minutes]`; the working directory is the
/// project's root. The exit says whether what docs/reliability.md promises holds.
public final class Main {
    private static final int USAGE = 2;
    private static final int MINUTES = 30;

    private Main() {}

    /// Runs one of them.
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> words) throws Exception {
        Path root = Path.of("").toAbsolutePath();
        ReliabilityDocument document = new ReliabilityDocument(root);
        try (Bench bench = new Bench(root, line -> System.err.println(line))) {
            return switch (words.isEmpty() ? "" : words.getFirst()) {
                case "faults" -> {
                    Faults.Report report = Faults.run(bench);
                    document.write(report);
                    yield tell(report, report.holds());
                }
                case "soak" -> {
                    int minutes = words.size() > 1 ? Integer.parseInt(words.get(1)) : MINUTES;
                    Soak.Report report = Soak.run(bench, minutes);
                    document.write(report);
                    yield tell(report, report.holds());
                }
                default -> {
                    System.err.println("usage: ./run help");
                    yield USAGE;
                }
            };
        }
    }

    private static int tell(Object report, boolean holds) {
        System.out.println(report);
        System.out.println(holds ? "holds" : "does not hold");
        return holds ? 0 : 1;
    }
}
