package no.getdrop.local.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.http.HttpHandler;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.http.HttpResponse;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lambda's Invoke API: `POST /2015-03-31/functions/{name}/invocations`, so that the AWS CLI and
/// SDKs reach the functions with `--endpoint-url`.
///
/// Signatures are not checked; requests that a browser sends for a web page are refused.
public final class InvokeApi implements HttpHandler {
    /// The longest event, 6 MB and some room for the envelope; the listener refuses longer ones.
    public static final int MAX_EVENT_BYTES = RuntimeApi.MAX_PAYLOAD_BYTES;

    private static final Pattern PATH =
            Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, LambdaFunction> functions;
    private final Consumer<String> problems;

    /// @param problems told when an invocation without a waiting caller fails
    public InvokeApi(Map<String, LambdaFunction> functions, Consumer<String> problems) {
        this.functions = Map.copyOf(functions);
        this.problems = problems;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws InterruptedException {
        if (request.header("Origin").isPresent() || request.header("Sec-Fetch-Site").isPresent()) {
            return error(403, "AccessDeniedException", "web pages may not invoke functions");
        }
        Matcher path = PATH.matcher(request.path());
        if (!path.matches() || !request.method().equals("POST")) {
            return error(404, "UnknownOperationException", "only Invoke is served here");
        }
        String name = functionName(URLDecoder.decode(path.group(1), StandardCharsets.UTF_8));
        LambdaFunction function = functions.get(name);
        if (function == null) {
            return error(
                    404,
                    "ResourceNotFoundException",
                    "Function not found: %s; there are %s"
                            .formatted(name, String.join(", ", functions.keySet())));
        }
        byte[] event =
                request.body().length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : request.body();
        if (!isJson(event)) {
            return error(
                    400,
                    "InvalidRequestContentException",
                    "Could not parse request body into json");
        }
        return switch (request.header("X-Amz-Invocation-Type").orElse("RequestResponse")) {
            case "RequestResponse" -> answer(function.invoke(event));
            case "Event" -> {
                invokeLater(function, event);
                yield HttpResponse.empty(202)
                        .with("x-amzn-RequestId", UUID.randomUUID().toString());
            }
            case "DryRun" -> HttpResponse.empty(204);
            case String other ->
                    error(
                            400,
                            "InvalidParameterValueException",
                            "X-Amz-Invocation-Type must be RequestResponse, Event or DryRun, was "
                                    + other);
        };
    }

    /// Invokes without waiting for the answer; a failure is told to `problems`.
    public void invokeLater(LambdaFunction function, byte[] event) {
        Thread.ofVirtual()
                .name(function.spec().name() + "-event")
                .start(() -> {
                    try {
                        tell(function, function.invoke(event));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void tell(LambdaFunction function, Outcome outcome) {
        String name = function.spec().name();
        switch (outcome) {
            case Outcome.Succeeded succeeded -> {}
            case Outcome.Failed failed -> problems.accept(name + " failed: " + failed.text());
            case Outcome.Throttled throttled ->
                    problems.accept(name + " is at its reserved concurrency; the event is dropped");
        }
    }

    private static HttpResponse answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded done ->
                    HttpResponse.json(200, done.payload())
                            .with("X-Amz-Executed-Version", "1")
                            .with("x-amzn-RequestId", done.requestId());
            case Outcome.Failed failed ->
                    HttpResponse.json(200, failed.payload())
                            .with("X-Amz-Executed-Version", "1")
                            .with("X-Amz-Function-Error", "Unhandled")
                            .with("x-amzn-RequestId", failed.requestId());
            case Outcome.Throttled throttled ->
                    error(429, "TooManyRequestsException", "Rate Exceeded.");
        };
    }

    /// The name in `name`, `name:qualifier`, or an ARN of either.
    private static String functionName(String text) {
        String[] parts = text.split(":", -1);
        return parts.length >= 7 ? parts[6] : parts[0];
    }

    private static boolean isJson(byte[] event) {
        try {
            JSON.readTree(event);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpResponse error(int status, String type, String message) {
        return HttpResponse.json(
                        status,
                        JSON.createObjectNode()
                                .put("Type", "User")
                                .put("Message", message)
                                .toString())
                .with("x-amzn-ErrorType", type);
    }
}
