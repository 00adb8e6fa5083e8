package no.getdrop.local.providers;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.lambda.ProcessLedger;
import no.getdrop.local.providers.http.Json;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// AWS as moto's server plays it, in a process of its own on a loopback port: RDS, Secrets Manager
/// and KMS with the error codes of AWS, where everything is available at once.
public final class Moto implements AutoCloseable {
    private static final Pattern RUNNING =
            Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");
    private static final String REGION = "eu-west-1";

    private final Process process;
    private final URI url;

    private Moto(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    private static Optional<Path> find(String path) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "moto_server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Starts it.
    ///
    /// @param folder where its process is written down, so that a later host can end it
    /// @throws IllegalStateException when it is not installed; the message says how to
    public static Moto start(Path folder) throws IOException {
        return start(folder, Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    /// The same for a program that is on this path.
    static Moto start(Path folder, String path) throws IOException {
        Path program =
                find(path)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "backups need AWS's services: install moto's server, which"
                                                + " plays them on this machine (pip install"
                                                + " 'moto[server]'), so that moto_server is on the"
                                                + " PATH"));
        Process process =
                new ProcessBuilder(program.toString(), "-H", "127.0.0.1", "-p", "0")
                        .redirectErrorStream(true)
                        .start();
        new ProcessLedger(folder).add(process.toHandle());
        StringBuilder said = new StringBuilder();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            Matcher running = RUNNING.matcher(line);
            if (running.find()) {
                Thread.ofVirtual().start(() -> drain(output));
                return new Moto(process, URI.create(running.group(1)));
            }
        }
        throw new IllegalStateException("moto_server did not start: " + said);
    }

    /// Where every service is reached: `AWS_ENDPOINT_URL_RDS` and its like.
    public URI url() {
        return url;
    }

    /// Creates an Aurora cluster with one instance.
    public void createCluster(String id) throws IOException, InterruptedException {
        rds(
                Map.of(
                        "Action", "CreateDBCluster",
                        "DBClusterIdentifier", id,
                        "Engine", "aurora-postgresql",
                        "MasterUsername", "postgres",
                        "MasterUserPassword", "of-no-use-here"));
        rds(
                Map.of(
                        "Action", "CreateDBInstance",
                        "DBInstanceIdentifier", id + "-1",
                        "DBClusterIdentifier", id,
                        "DBInstanceClass", "db.serverless",
                        "Engine", "aurora-postgresql"));
    }

    /// Creates a secret; its ARN.
    public String createSecret(String name, String text) throws IOException, InterruptedException {
        return json(
                        REGION,
                        "secretsmanager",
                        "secretsmanager.CreateSecret",
                        Map.of("Name", name, "SecretString", text))
                .path("ARN")
                .asText();
    }

    /// Creates a key; its ARN.
    public String createKey(String region) throws IOException, InterruptedException {
        return json(region, "kms", "TrentService.CreateKey", Map.of())
                .at("/KeyMetadata/Arn")
                .asText();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        process.onExit().join();
    }

    private void rds(Map<String, String> form) throws IOException, InterruptedException {
        post(
                REGION,
                "rds",
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                form.entrySet().stream()
                        .map(field ->
                                field.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "Version=2014-10-31&", "")));
    }

    private JsonNode json(String region, String service, String target, Map<String, String> asked)
            throws IOException, InterruptedException {
        return Json.tree(
                post(
                        region,
                        service,
                        Map.of(
                                "Content-Type",
                                "application/x-amz-json-1.1",
                                "X-Amz-Target",
                                target),
                        Json.text(asked)));
    }

    /// One call; moto reads service and region out of the signature and does not check it.
    private String post(String region, String service, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .header(
                                "Authorization",
                                ("AWS4-HMAC-SHA256 Credential=local/20260101/%s/%s/aws4_request,"
                                                + " SignedHeaders=host, Signature=0")
                                        .formatted(region, service))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("moto_server refused: " + response.body());
            }
            return response.body();
        }
    }

    private static void drain(BufferedReader output) {
        try (output) {
            while (output.readLine() != null) {
                // Its log of requests; read so that it never waits for us.
            }
        } catch (IOException e) {
            // It has ended.
        }
    }
}
