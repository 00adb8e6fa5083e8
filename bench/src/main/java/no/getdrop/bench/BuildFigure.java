package no.getdrop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How long `mvn verify` took the last time that `.ci/run` ran it; without that there is no line.
final class BuildFigure {
    private static final double BUDGET_MINUTES = 8;
    private static final double SECONDS_PER_MINUTE = 60;

    private BuildFigure() {}

    static List<Result> measure(Bench bench) throws IOException {
        Path file = bench.root().resolve("target/build-seconds");
        if (!Files.exists(file)) {
            bench.say("no mvn verify by .ci/run here: its time is left out");
            return List.of();
        }
        double seconds = Double.parseDouble(Files.readString(file).strip());
        return List.of(
                Result.atMost(
                        "mvn verify",
                        seconds / SECONDS_PER_MINUTE,
                        "min",
                        BUDGET_MINUTES,
                        "not measured now: by .ci/run, with a warm repository"));
    }
}
