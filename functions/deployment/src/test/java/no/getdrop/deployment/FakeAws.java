package no.getdrop.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import no.getdrop.runtime.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Lambda's Invoke API with two new versions, and CodeDeploy, on this machine. Both refuse what AWS
/// refuses: a signature that does not hold, a target that is not known, a second answer.
final class FakeAws implements AutoCloseable {
    static final String API = "arn:aws:lambda:eu-west-1:123456789012:function:drop-ApiFunction:7";
    static final String HEALTH =
            "arn:aws:lambda:eu-west-1:123456789012:function:drop-HealthFunction:9";

    /// What an API answers.
    record Reply(int status, String error, String functionError, String body) {
        static Reply error(int status, String type) {
            return new Reply(status, type, "", "{\"message\":\"no\"}");
        }
    }

    private static final String INVOKE = "/2015-03-31/functions/";
    private static final String TARGET = "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> properties;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Deque<Reply> invokeErrors = new ArrayDeque<>();
    private final Deque<Reply> codeDeployErrors = new ArrayDeque<>();
    private final Map<String, String> told = new ConcurrentHashMap<>();
    private final Map<String, Integer> atWork = new HashMap<>();
    private final Map<String, Integer> mostAtWork = new HashMap<>();
    private final List<String> invocations = new CopyOnWriteArrayList<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> statuses = new CopyOnWriteArrayList<>();
    private volatile Duration delay = Duration.ofMillis(20);
    private volatile boolean losesAnswer;

    FakeAws() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        properties =
                Map.of(
                        "aws.accessKeyId", Signature.KEY_ID,
                        "aws.secretAccessKey", Signature.KEY,
                        "aws.region", "eu-west-1");
        properties.forEach(System::setProperty);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// What a version answers to a path, as a proxy answer; `function error` makes it fail.
    void answers(String path, String proxyAnswer) {
        answers.put(path, proxyAnswer);
    }

    /// The next invocations end so, in this order.
    synchronized void nextInvocations(Reply... replies) {
        invokeErrors.addAll(List.of(replies));
    }

    /// What CodeDeploy answers next, in this order.
    synchronized void nextAnswers(Reply... replies) {
        codeDeployErrors.addAll(List.of(replies));
    }

    /// How long a version takes.
    void takes(Duration each) {
        delay = each;
    }

    /// CodeDeploy takes the next answer and ends the connection.
    void losesNextAnswer() {
        losesAnswer = true;
    }

    /// What CodeDeploy took, by execution.
    Map<String, String> told() {
        return Map.copyOf(told);
    }

    /// Every status that was sent to CodeDeploy, taken or not.
    List<String> statuses() {
        return List.copyOf(statuses);
    }

    /// `version path`, as they came.
    List<String> invocations() {
        return List.copyOf(invocations);
    }

    /// What did not fit any API.
    List<String> problems() {
        return List.copyOf(problems);
    }

    synchronized int mostAtWork(String version) {
        return mostAtWork.getOrDefault(version, 0);
    }

    @Override
    public void close() {
        properties.keySet().forEach(System::clearProperty);
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getRawPath();
            boolean invoke = path.startsWith(INVOKE);
            @Nullable Reply reply;
            if (!Signature.holds(exchange, body, invoke ? "lambda" : "codedeploy")) {
                problems.add("signature of " + path);
                reply = Reply.error(403, "InvalidSignatureException");
            } else {
                reply = invoke ? invoke(exchange, body) : asJson11(put(exchange, body));
            }
            if (reply != null) {
                send(exchange, reply);
            }
        } catch (InterruptedException | GeneralSecurityException e) {
            problems.add(e.toString());
        }
    }

    private Reply invoke(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getRawPath();
        String version =
                URLDecoder.decode(
                        path.substring(INVOKE.length(), path.lastIndexOf('/')),
                        StandardCharsets.UTF_8);
        JsonNode event = Json.mapper().readTree(body);
        String asked = event.path("path").asText();
        invocations.add(version + " " + asked);
        Reply next;
        synchronized (this) {
            next = invokeErrors.poll();
        }
        if (next != null) {
            return next;
        }
        if (!version.equals(
                asked.startsWith("/v1/rates") || asked.contains("auth") ? API : HEALTH)) {
            problems.add("asks " + version + " for " + asked);
            return Reply.error(404, "ResourceNotFoundException");
        }
        work(version, 1);
        try {
            Thread.sleep(delay);
        } finally {
            work(version, -1);
        }
        String answer = answers.getOrDefault(asked, Versions.good(asked, event));
        return answer.equals("function error")
                ? new Reply(200, "", "Unhandled", "{\"errorMessage\":\"it broke\"}")
                : new Reply(200, "", "", answer);
    }

    private synchronized void work(String version, int change) {
        int now = atWork.merge(version, change, Integer::sum);
        mostAtWork.merge(version, now, Math::max);
    }

    private @Nullable Reply put(HttpExchange exchange, byte[] body) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (!TARGET.equals(target) || !"application/x-amz-json-1.1".equals(type)) {
            problems.add(target + " as " + type);
            return Reply.error(400, "UnknownOperationException");
        }
        JsonNode request = Json.mapper().readTree(body);
        String execution = request.path("lifecycleEventHookExecutionId").asText();
        String status = request.path("status").asText();
        statuses.add(status);
        Reply next;
        synchronized (this) {
            next = codeDeployErrors.poll();
        }
        if (next != null) {
            return next;
        }
        if (!request.path("deploymentId").asText().startsWith("d-")) {
            return Reply.error(400, "InvalidDeploymentIdException");
        }
        if (!List.of("Succeeded", "Failed").contains(status)) {
            return Reply.error(400, "InvalidLifecycleEventHookExecutionStatusException");
        }
        if (told.putIfAbsent(execution, status) != null) {
            return Reply.error(400, "LifecycleEventAlreadyCompletedException");
        }
        if (losesAnswer) {
            losesAnswer = false;
            return null;
        }
        return new Reply(200, "", "", "{\"lifecycleEventHookExecutionId\":\"" + execution + "\"}");
    }

    /// CodeDeploy tells the type of an error in the body alone.
    private static @Nullable Reply asJson11(@Nullable Reply reply) {
        return reply == null || reply.error().isEmpty()
                ? reply
                : new Reply(
                        reply.status(),
                        "",
                        "",
                        "{\"__type\":\"com.amazonaws.codedeploy#" + reply.error() + "\"}");
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        if (!reply.error().isEmpty()) {
            exchange.getResponseHeaders().set("x-amzn-ErrorType", reply.error());
        }
        if (!reply.functionError().isEmpty()) {
            exchange.getResponseHeaders().set("X-Amz-Function-Error", reply.functionError());
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
