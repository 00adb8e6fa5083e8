package no.getdrop.tests.journeys;

import no.getdrop.local.LocalHost;
import no.getdrop.local.lambda.FunctionConfig;
import no.getdrop.local.lambda.FunctionLog;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.RunDirectory;
import no.getdrop.local.lambda.RuntimeClient;
import no.getdrop.local.template.BuildTargets;
import no.getdrop.local.template.FunctionSpec;
import no.getdrop.tests.Repository;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Starts a packaged function by the side of a host, under AWS's runtime client, with variables
/// that a deployment alone would know.
final class Packaged {
    private static final int MEMORY_MB = 512;
    private static final int TIMEOUT_SECONDS = 120;

    private Packaged() {}

    /// A function without a snapshot.
    ///
    /// @param name as the Makefile has it
    static LambdaFunction function(
            LocalHost host,
            String name,
            String handler,
            Map<String, String> variables,
            Path folder) {
        FunctionSpec spec =
                new FunctionSpec(
                        name,
                        handler,
                        MEMORY_MB,
                        TIMEOUT_SECONDS,
                        false,
                        OptionalInt.of(1),
                        Map.of(),
                        List.of("RuntimeLayer"));
        Path work = folder.resolve(name);
        return new LambdaFunction(
                new FunctionConfig(
                        spec,
                        variables,
                        RunDirectory.assemble(
                                spec, BuildTargets.read(Repository.ROOT), work.resolve("package")),
                        1),
                RuntimeClient.unpack(
                        Repository.ROOT.resolve("local/target/runtime-client"),
                        folder.resolve("runtime-client")),
                host.issuedCredentials(),
                new FunctionLog(folder.resolve(name + ".log"), line -> {}),
                work);
    }
}
