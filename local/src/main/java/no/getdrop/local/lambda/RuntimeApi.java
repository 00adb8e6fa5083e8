package no.getdrop.local.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpListener;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.http.HttpResponse;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Lambda's Runtime API for one execution environment: hands out invocations and takes answers.
final class RuntimeApi implements AutoCloseable {
    static final String CREDENTIALS_PATH = "/2021-04-23/credentials";

    /// Lambda's limit for a synchronous answer: 6 MB and some room for the envelope.
    static final int MAX_PAYLOAD_BYTES = 6 * 1024 * 1024 + 100;

    private static final String BASE = "/2018-06-01/runtime/";
    private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpListener listener;
    private final ExecutionEnvironment environment;
    private final IssuedCredentials credentials;
    private final String functionArn;

    RuntimeApi(
            ExecutionEnvironment environment, IssuedCredentials credentials, String functionArn) {
        this.environment = environment;
        this.credentials = credentials;
        this.functionArn = functionArn;
        this.listener = HttpListener.bind(0, MAX_BODY_BYTES);
    }

    void start() {
        listener.serve(this::answer);
    }

    String authority() {
        return listener.authority();
    }

    @Override
    public void close() {
        listener.close();
    }

    private @Nullable HttpResponse answer(HttpRequest request) throws InterruptedException {
        String path = request.path();
        if (path.equals(CREDENTIALS_PATH)) {
            return credentials(request);
        }
        if (!path.startsWith(BASE)) {
            return HttpResponse.empty(404);
        }
        String call = request.method() + " " + path.substring(BASE.length());
        return switch (call) {
            case "GET invocation/next" -> next();
            case "GET restore/next" -> {
                environment.awaitRestore();
                yield HttpResponse.json(200, "{}");
            }
            case "POST init/error" -> {
                environment.initFailed(request.body());
                yield accepted();
            }
            case "POST restore/error" -> {
                environment.initFailed(request.body());
                yield accepted();
            }
            default -> invocation(request, path.substring(BASE.length()).split("/", -1));
        };
    }

    private HttpResponse next() throws InterruptedException {
        PendingInvocation invocation = environment.next();
        return new HttpResponse(
                200,
                List.of(
                        new Header("Content-Type", "application/json"),
                        new Header("Lambda-Runtime-Aws-Request-Id", invocation.requestId()),
                        new Header(
                                "Lambda-Runtime-Deadline-Ms",
                                Long.toString(invocation.deadlineMs())),
                        new Header("Lambda-Runtime-Invoked-Function-Arn", functionArn),
                        new Header("Lambda-Runtime-Trace-Id", TraceIds.next())),
                invocation.event());
    }

    private @Nullable HttpResponse invocation(HttpRequest request, String[] parts) {
        if (!request.method().equals("POST")
                || parts.length != 3
                || !parts[0].equals("invocation")) {
            return HttpResponse.empty(404);
        }
        String requestId = parts[1];
        return switch (parts[2]) {
            case "response" -> {
                if (request.body().length > MAX_PAYLOAD_BYTES) {
                    environment.answered(
                            requestId, true, LambdaErrors.responseTooLarge(MAX_PAYLOAD_BYTES));
                    yield HttpResponse.json(
                            413,
                            "{\"errorMessage\":\"Exceeded maximum allowed payload size (6291556"
                                    + " bytes).\",\"errorType\":\"RequestEntityTooLarge\"}");
                }
                yield environment.answered(requestId, false, request.body()) ? accepted() : null;
            }
            case "error" ->
                    environment.answered(requestId, true, request.body()) ? accepted() : null;
            default -> HttpResponse.empty(404);
        };
    }

    private HttpResponse credentials(HttpRequest request) {
        if (!request.header("Authorization")
                .filter(credentials.authorizationToken()::equals)
                .isPresent()) {
            return HttpResponse.empty(403);
        }
        LocalCredentials holding = credentials.current();
        Instant expiration =
                Instant.now().plus(Duration.ofHours(6)).truncatedTo(ChronoUnit.SECONDS);
        return HttpResponse.json(
                200,
                JSON.createObjectNode()
                        .put("AccessKeyId", holding.accessKeyId())
                        .put("SecretAccessKey", holding.secretAccessKey())
                        .put("Token", holding.sessionToken())
                        .put("Expiration", expiration.toString())
                        .toString());
    }

    private static HttpResponse accepted() {
        return HttpResponse.json(202, "{\"status\":\"OK\"}");
    }
}
