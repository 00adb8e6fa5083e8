package no.getdrop.bench;

import no.getdrop.local.lambda.ProcessLedger;
import no.getdrop.local.postgres.LocalPostgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// `./run` from a built tree to the first 200: the command itself, in a folder of links to the
/// tree, so that it has a port and a `.drop` of its own.
///
/// The first start also makes the database, migrates and seeds it; the second finds it made.
final class StartFigure {
    private static final double BUDGET_S = 15;
    private static final String READY = "Drop is up: ";
    private static final double NANOS_PER_S = 1e9;

    private StartFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Path tree = links(bench.root(), bench.folder("start"));
        bench.say("start: with no data");
        double fresh = start(bench, tree);
        bench.say("start: with data");
        double again = start(bench, tree);
        return List.of(
                Result.atMost(
                        "./run to the first 200",
                        fresh,
                        "s",
                        BUDGET_S,
                        "GET /v1/rates, from a built tree without data"),
                Result.information("./run to the first 200, again", again, "s", "with its data"));
    }

    private static Path links(Path root, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.list(root)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".")) {
                    Files.createSymbolicLink(folder.resolve(name), entry);
                }
            }
        }
        return folder;
    }

    private static double start(Bench bench, Path tree) throws Exception {
        long begun = System.nanoTime();
        Process process =
                new ProcessBuilder("./run", "0")
                        .directory(tree.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        AutoCloseable ending = bench.opened(() -> end(process, tree.resolve(".drop")));
        try (BufferedReader lines =
                new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith(READY)) {
                line = lines.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("./run ended with " + process.waitFor());
            }
            awaitRates(URI.create(line.substring(READY.length()).strip()));
            return (System.nanoTime() - begun) / NANOS_PER_S;
        } finally {
            bench.end(ending);
        }
    }

    private static void awaitRates(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/v1/rates")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int attempt = 0; attempt < 600; attempt++) {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()
                        == 200) {
                    return;
                }
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("GET /v1/rates did not answer 200 within a minute");
    }

    /// In order, as Ctrl-C does it; what is left then is ended as `./run reset` would.
    private static void end(Process process, Path data) throws Exception {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        ProcessLedger.endLeftovers(data.resolve("run"));
        LocalPostgres.endLeftover(data.resolve("postgres"));
    }
}
