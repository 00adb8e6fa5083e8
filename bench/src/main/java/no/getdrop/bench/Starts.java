package no.getdrop.bench;

import no.getdrop.local.lambda.FunctionConfig;
import no.getdrop.local.lambda.FunctionLog;
import no.getdrop.local.lambda.IssuedCredentials;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.LocalCredentials;
import no.getdrop.local.lambda.RuntimeClient;
import no.getdrop.local.template.FunctionSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Starts functions, one process each time, and ends them.
///
/// @param folder for their logs
record Starts(RuntimeClient client, LocalCredentials credentials, Path folder) {
    /// What is measured of one start.
    @FunctionalInterface
    interface Measurement {
        /// Starts the function and says what that took, in nanoseconds.
        long of(LambdaFunction function) throws InterruptedException;
    }

    static Starts in(Path folder, Bench bench, Drop drop) {
        return new Starts(
                RuntimeClient.unpack(
                        bench.root().resolve("local/target/runtime-client"),
                        folder.resolve("runtime-client")),
                drop.host().credentials(),
                folder);
    }

    /// That function with another handler, and without its own environment and layers.
    static FunctionSpec like(FunctionSpec spec, String handler, boolean snapStart) {
        return new FunctionSpec(
                spec.name(),
                handler,
                spec.memoryMb(),
                spec.timeoutSeconds(),
                snapStart,
                OptionalInt.empty(),
                Map.of(),
                List.of());
    }

    /// Measures a function that has not been started.
    long nanos(
            FunctionSpec spec,
            Path workingDirectory,
            Map<String, String> variables,
            Measurement measurement)
            throws InterruptedException {
        FunctionConfig config = new FunctionConfig(spec, variables, workingDirectory, 1);
        FunctionLog log = new FunctionLog(folder.resolve(spec.name() + ".log"), line -> {});
        try (LambdaFunction function =
                new LambdaFunction(
                        config,
                        client,
                        new IssuedCredentials(credentials),
                        log,
                        folder.resolve("run"))) {
            return measurement.of(function);
        }
    }
}
