package no.getdrop.local.lambda;

import no.getdrop.local.template.FunctionSpec;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Starts the JVM of one execution environment as the managed runtime does: same main class, same
/// flags, same variables, working directory = the package, nothing of the developer's environment.
final class FunctionProcess {
    static final String REGION = "eu-west-1";
    static final String ACCOUNT = "000000000000";

    private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String JNI_PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
    private static final double HEAP_SHARE = 0.85;

    private final FunctionConfig config;
    private final RuntimeClient client;
    private final IssuedCredentials credentials;

    FunctionProcess(FunctionConfig config, RuntimeClient client, IssuedCredentials credentials) {
        this.config = config;
        this.client = client;
        this.credentials = credentials;
    }

    /// Starts it against the Runtime API at `host:port`.
    ///
    /// @param temporaryFolder the process's own `java.io.tmpdir`
    Process start(String runtimeApi, String logStream, Path temporaryFolder) throws IOException {
        Files.createDirectories(temporaryFolder);
        ProcessBuilder builder = new ProcessBuilder(command(temporaryFolder));
        builder.directory(config.workingDirectory().toFile());
        builder.redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(environment(runtimeApi, logStream));
        return builder.start();
    }

    private List<String> command(Path temporaryFolder) {
        FunctionSpec spec = config.spec();
        long heapKb = Math.round(spec.memoryMb() * 1024 * HEAP_SHARE);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:MaxHeapSize=" + heapKb + "k");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+TieredCompilation");
        if (!spec.snapStart()) {
            // java25 stops at C1, except under SnapStart.
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.add("-XX:ActiveProcessorCount=2");
        command.add("-XX:+ErrorFileToStderr");
        command.add("-XX:-UsePerfData");
        command.add("--add-opens=java.base/java.io=ALL-UNNAMED");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Djava.io.tmpdir=" + temporaryFolder.toAbsolutePath());
        // As in Lambda there is no home: AWS profiles of the developer stay out.
        command.add("-Duser.home=/home/sbx_user1051");
        client.nativeLibrary()
                .ifPresent(library ->
                        command.add("-D" + JNI_PROPERTY + "=" + library.toAbsolutePath()));
        command.add("-classpath");
        command.add(
                client.classPath().stream()
                        .map(jar -> jar.toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add(MAIN);
        command.add(spec.handler());
        return command;
    }

    private Map<String, String> environment(String runtimeApi, String logStream) {
        FunctionSpec spec = config.spec();
        Map<String, String> variables = new java.util.HashMap<>(config.variables());
        variables.put("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin");
        variables.put("LANG", "en_US.UTF-8");
        variables.put("TZ", ":UTC");
        variables.put("LAMBDA_TASK_ROOT", config.workingDirectory().toAbsolutePath().toString());
        variables.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
        variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_java25");
        variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
        variables.put("AWS_LAMBDA_FUNCTION_NAME", spec.name());
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", spec.snapStart() ? "1" : "$LATEST");
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(spec.memoryMb()));
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + spec.name());
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream);
        variables.put(
                "AWS_LAMBDA_INITIALIZATION_TYPE", spec.snapStart() ? "snap-start" : "on-demand");
        variables.put("_HANDLER", spec.handler());
        variables.put("AWS_REGION", REGION);
        variables.put("AWS_DEFAULT_REGION", REGION);
        if (spec.snapStart()) {
            variables.put(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                    "http://" + runtimeApi + RuntimeApi.CREDENTIALS_PATH);
            variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", credentials.authorizationToken());
        } else {
            LocalCredentials holding = credentials.current();
            variables.put("AWS_ACCESS_KEY_ID", holding.accessKeyId());
            variables.put("AWS_SECRET_ACCESS_KEY", holding.secretAccessKey());
            variables.put("AWS_SESSION_TOKEN", holding.sessionToken());
        }
        return variables;
    }
}
