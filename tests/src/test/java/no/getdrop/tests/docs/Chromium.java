package no.getdrop.tests.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.tests.Tools;
import no.getdrop.tests.journeys.Http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A page in a headless Chromium, driven by the DevTools protocol.
///
/// It reaches nothing but this machine: every other host's name is unknown to it.
final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Path folder;
    private final Process process;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final AtomicInteger last = new AtomicInteger();
    private final WebSocket socket;

    private Chromium(Path folder, Process process, URI address) {
        this.folder = folder;
        this.process = process;
        this.socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(address, new Listener())
                        .join();
        send("Runtime.enable", Map.of());
        send("Log.enable", Map.of());
        send("Page.enable", Map.of());
    }

    /// Starts one.
    ///
    /// @throws AssertionError when none is installed
    static Chromium start() {
        String program =
                NAMES.stream()
                        .filter(Tools::isInstalled)
                        .findFirst()
                        .orElseThrow(() ->
                                new AssertionError(
                                        "no Chromium on the PATH: nothing is proved here about"
                                                + " /docs; install it, on Debian by: apt-get"
                                                + " install chromium"));
        try {
            Path folder = Files.createTempDirectory("drop-browser");
            Process process =
                    new ProcessBuilder(
                                    program,
                                    "--headless=new",
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--disable-dev-shm-usage",
                                    "--no-first-run",
                                    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost,"
                                            + " EXCLUDE 127.0.0.1",
                                    "--remote-debugging-port=0",
                                    "--window-size=1280,1600",
                                    "--user-data-dir=" + folder,
                                    "about:blank")
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("browser.log").toFile())
                            .start();
            return new Chromium(folder, process, page(folder, process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Opens an address.
    void open(URI address) {
        send("Page.navigate", Map.of("url", address.toString()));
    }

    /// The value of a JavaScript expression.
    JsonNode evaluate(String expression) {
        JsonNode result =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /// Waits until a JavaScript expression is true.
    void await(String expression) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!evaluate("Boolean(" + expression + ")").asBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        expression + " did not become true; the page complains of " + complaints);
            }
            pause();
        }
    }

    /// What the page's console and the browser's policy checks complained of.
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /// Writes a picture of what is seen.
    void screenshot(Path file) {
        String data = send("Page.captureScreenshot", Map.of("format", "png")).path("data").asText();
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode send(String method, Map<String, Object> parameters) {
        int id = last.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        socket.sendText(message.toString(), true).join();
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).path("result");
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " got no answer", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The address of its page, once it has said at which port it listens.
    private static URI page(Path folder, Process process) throws IOException {
        Path file = folder.resolve("DevToolsActivePort");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file) || Files.readString(file).lines().count() < 2) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError(
                        "Chromium does not start: "
                                + Files.readString(folder.resolve("browser.log")));
            }
            pause();
        }
        String port = Files.readString(file).lines().findFirst().orElseThrow();
        JsonNode targets = Http.get(URI.create("http://127.0.0.1:" + port + "/json/list")).json();
        for (JsonNode target : targets) {
            if (target.path("type").asText().equals("page")) {
                return URI.create(target.path("webSocketDebuggerUrl").asText());
            }
        }
        throw new AssertionError("Chromium has no page: " + targets);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean whole) {
            text.append(data);
            webSocket.request(1);
            if (whole) {
                try {
                    take(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    text.setLength(0);
                }
            }
            return CompletableFuture.completedFuture(null);
        }

        private void take(JsonNode message) {
            CompletableFuture<JsonNode> answer = answers.remove(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
            }
            switch (message.path("method").asText()) {
                case "Log.entryAdded" -> {
                    JsonNode entry = message.path("params").path("entry");
                    if (entry.path("level").asText().equals("error")) {
                        complaints.add(entry.path("text").asText() + " " + entry.path("url"));
                    }
                }
                case "Runtime.exceptionThrown" ->
                        complaints.add(message.path("params").path("exceptionDetails").toString());
                default -> {}
            }
        }
    }
}
