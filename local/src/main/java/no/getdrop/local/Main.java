package no.getdrop.local;

import no.getdrop.local.dump.DumpName;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.lambda.ProcessLedger;
import no.getdrop.local.postgres.LocalPostgres;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/// The commands behind `./run`; the working directory is the project's root.
public final class Main {
    private static final int PORT = 3000;
    private static final int USAGE = 2;

    private Main() {}

    /// Runs one command: `start [port]`, `invoke <function> <event.json>`, `migrate [action]`,
    /// `backup [target]`, `restore <dump>` or `reset`.
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        Path root = Path.of("").toAbsolutePath();
        int exit =
                switch (words.isEmpty() ? "" : words.getFirst()) {
                    case "start" -> start(root, words.size() > 1 ? port(words.get(1)) : PORT);
                    case "invoke" ->
                            words.size() == 3
                                    ? invoke(root, logicalId(words.get(1)), Path.of(words.get(2)))
                                    : usage();
                    case "migrate" ->
                            migrate(root, words.size() > 1 ? words.get(1) : "migrate", words);
                    case "backup" ->
                            dumps(root)
                                    .backup(
                                            words.size() > 1 ? words.get(1) : DumpName.LOCAL,
                                            Instant.now());
                    case "restore" ->
                            words.size() == 2
                                    ? dumps(root)
                                            .restore(
                                                    Path.of(words.get(1)),
                                                    "1".equals(System.getenv("FORCE")))
                                    : usage();
                    case "reset" -> reset(root);
                    default -> usage();
                };
        System.exit(exit);
    }

    private static int start(Path root, int port) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            ended.countDown();
                            awaitQuietly(closed);
                        }));
        try (LocalHost host =
                LocalHost.builder(root)
                        .port(port)
                        .progress(System.out::println)
                        .output(Main::printLogLine)
                        .start()) {
            System.out.println("Drop is up: " + host.url());
            System.out.println("See it at work: " + host.url().resolve("/status"));
            ended.await();
        } catch (RuntimeException e) {
            System.err.println(e.getMessage());
            closed.countDown();
            return 1;
        } finally {
            closed.countDown();
        }
        return 0;
    }

    /// `health` is short for `HealthFunction`, its name in the template.
    private static String logicalId(String function) {
        return function.endsWith("Function")
                ? function
                : function.substring(0, 1).toUpperCase(Locale.ROOT)
                        + function.substring(1)
                        + "Function";
    }

    private static int invoke(Path root, String function, Path eventFile)
            throws IOException, InterruptedException {
        if (!Files.isReadable(eventFile)) {
            System.err.println("cannot read the event file " + eventFile);
            return USAGE;
        }
        return invoke(root, function, Files.readString(eventFile), Printout::indented);
    }

    /// The migrate function's answer in sentences.
    private static int migrate(Path root, String action, List<String> words)
            throws IOException, InterruptedException {
        if (words.size() > 2 || !action.matches("[a-z]+")) {
            return usage();
        }
        String event = "{\"action\":\"%s\",\"by\":\"./run migrate\"}".formatted(action);
        return invoke(root, "MigrateFunction", event, Printout::sentences);
    }

    /// Why a function cannot do its work here.
    static Optional<String> refusal(String function) {
        return switch (function) {
            case "RotationFunction" ->
                    Optional.of(
                            "the rotation function needs Secrets Manager and a rotation that has"
                                    + " begun there, which ./run has not; mvn verify -pl tests -am"
                                    + " -Dit.test=RotationJourneyIT takes it through each step, and"
                                    + " docs/runbooks/secrets.md tells how to rotate on AWS");
            case "AfterTrafficFunction" ->
                    Optional.of(
                            "the afterTraffic function asks Drop at the domain of its customers"
                                    + " (parameter DomainName), which ./run has not; mvn verify -pl"
                                    + " tests -am -Dit.test=DeploymentJourneyIT runs it, and"
                                    + " docs/adr/0024-hooks-that-ask-the-new-version.md tells why");
            default -> Optional.empty();
        };
    }

    private static int invoke(
            Path root, String function, String event, UnaryOperator<String> layout)
            throws IOException, InterruptedException {
        Optional<String> refusal = refusal(function);
        if (refusal.isPresent()) {
            System.err.println(refusal.get());
            return 1;
        }
        Optional<HostFile.Host> running = HostFile.running(root.resolve(".drop"));
        return running.isPresent()
                ? invokeRunning(running.get(), function, event, layout)
                : invokeAlone(root, function, event, layout);
    }

    private static int invokeRunning(
            HostFile.Host host, String function, String event, UnaryOperator<String> layout)
            throws IOException, InterruptedException {
        URI address =
                host.invokeUrl().resolve("/2015-03-31/functions/" + function + "/invocations");
        System.err.println("invoking it at the host that runs: " + host.invokeUrl());
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(address)
                                    .POST(HttpRequest.BodyPublishers.ofString(event))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            System.out.println(layout.apply(response.body()));
            boolean failed = response.headers().firstValue("X-Amz-Function-Error").isPresent();
            return response.statusCode() == 200 && !failed ? 0 : 1;
        }
    }

    private static int invokeAlone(
            Path root, String function, String event, UnaryOperator<String> layout)
            throws InterruptedException {
        LocalHostBuilder builder =
                LocalHost.builder(root)
                        .only(function)
                        .withoutSchedules()
                        .progress(System.err::println)
                        .output(System.err::println);
        if (function.equals(BackupServices.FUNCTION)) {
            builder.moto();
        }
        try (LocalHost host = builder.start()) {
            return switch (host.invoke(function, event)) {
                case Outcome.Succeeded succeeded -> {
                    System.out.println(layout.apply(succeeded.text()));
                    yield 0;
                }
                case Outcome.Failed failed -> {
                    System.out.println(layout.apply(failed.text()));
                    yield 1;
                }
                case Outcome.Throttled throttled -> {
                    System.err.println(function + " is at its reserved concurrency");
                    yield 1;
                }
            };
        } catch (RuntimeException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /// Metrics stay in the log files: nobody reads them line by line.
    private static void printLogLine(String line) {
        if (!line.contains("| {\"_aws\":")) {
            System.out.println(line);
        }
    }

    /// Removes the data folder, unless a host runs with it.
    private static int reset(Path root) throws IOException {
        Path data = root.resolve(".drop");
        try {
            HostFile.take(data).close();
            ProcessLedger.endLeftovers(data.resolve("run"));
            LocalPostgres.endLeftover(data.resolve("postgres"));
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            return 1;
        }
        Folders.delete(data);
        System.out.println("removed " + data);
        return 0;
    }

    private static DumpCommands dumps(Path root) {
        return new DumpCommands(root, System.out, System.err);
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, was '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static int usage() {
        System.err.println("usage: ./run help");
        return USAGE;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
