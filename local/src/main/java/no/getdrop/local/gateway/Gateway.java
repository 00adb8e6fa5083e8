package no.getdrop.local.gateway;

import no.getdrop.local.http.HttpHandler;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.http.HttpResponse;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.LocalCredentials;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.template.Route;
import no.getdrop.local.template.Template;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A REST API of API Gateway in front of the functions: routes, limits, and its own answers when a
/// function has none.
public final class Gateway implements HttpHandler, AutoCloseable {
    /// The longest request body, 10 MB; the listener refuses longer ones.
    public static final int MAX_REQUEST_BYTES = 10 * 1024 * 1024;

    private static final int MAX_EVENT_BYTES = 6 * 1024 * 1024;

    private static final String MISSING_TOKEN = "Missing Authentication Token";
    private static final String ERROR = "Internal server error";

    /// No function that fails has a type of its own.
    private static final String CRASHED = "DEFAULT_5XX";

    private final RouteTable routes;
    private final BinaryMediaTypes binary;
    private final Refusals refusals;
    private final ProxyEvent events;
    private final SignatureV4 signatures;
    private final Map<String, LambdaFunction> functions;
    private final long limitMs;
    private final LocalCredentials credentials;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param limitMs the longest an integration may take; 29,000 in API Gateway
    public Gateway(
            Template template,
            Map<String, LambdaFunction> functions,
            LocalCredentials credentials,
            int port,
            long limitMs) {
        this.routes = new RouteTable(template.routes());
        this.binary = new BinaryMediaTypes(template.binaryMediaTypes());
        this.refusals = new Refusals(template.gatewayAnswers());
        this.events = new ProxyEvent(template.stage(), binary, port);
        this.signatures = new SignatureV4(credentials, InstantSource.system());
        this.credentials = credentials;
        this.functions = Map.copyOf(functions);
        this.limitMs = limitMs;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws InterruptedException {
        String requestId = UUID.randomUUID().toString();
        HttpResponse response =
                routes.find(request.method(), request.path())
                        .map(match -> integrate(request, match, requestId))
                        .orElseGet(() -> unauthenticated(MISSING_TOKEN, requestId));
        return response.with("x-amzn-RequestId", requestId);
    }

    /// The event that a request without a signature becomes; empty when there is no such route.
    public Optional<byte[]> event(HttpRequest request) {
        return routes.find(request.method(), request.path())
                .map(match ->
                        events.of(request, match, UUID.randomUUID().toString(), Optional.empty()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private HttpResponse integrate(HttpRequest request, RouteTable.Match match, String requestId) {
        Route route = match.route();
        if (route.signed()) {
            Optional<String> refusal = signatures.refusal(request);
            if (refusal.isPresent()) {
                return unauthenticated(refusal.get(), requestId);
            }
        }
        LambdaFunction function = functions.get(route.function());
        if (function == null) {
            return refusals.of("API_CONFIGURATION_ERROR", 500, ERROR, requestId);
        }
        Optional<String> signer =
                route.signed() ? Optional.of(credentials.accessKeyId()) : Optional.empty();
        byte[] event = events.of(request, match, requestId, signer);
        if (event.length > MAX_EVENT_BYTES) {
            return refusals.of("REQUEST_TOO_LARGE", 413, "Request Too Long", requestId);
        }
        return answer(function, event, binary.include(request.header("Accept")), requestId);
    }

    private HttpResponse answer(
            LambdaFunction function, byte[] event, boolean binaryAccepted, String requestId) {
        CompletableFuture<Outcome> invocation = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    invocation.complete(function.invoke(event));
                } catch (InterruptedException | RuntimeException e) {
                    invocation.completeExceptionally(e);
                }
            });
            return switch (invocation.get(limitMs, TimeUnit.MILLISECONDS)) {
                case Outcome.Succeeded succeeded ->
                        ProxyAnswer.read(succeeded.payload(), binaryAccepted)
                                .orElseGet(() -> refusals.of(CRASHED, 502, ERROR, requestId));
                case Outcome.Failed failed -> refusals.of(CRASHED, 502, ERROR, requestId);
                case Outcome.Throttled throttled -> refusals.of(CRASHED, 500, ERROR, requestId);
            };
        } catch (TimeoutException e) {
            // The function runs on to its own timeout, as behind API Gateway.
            return refusals.of("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out", requestId);
        } catch (RejectedExecutionException e) {
            return refusals.of("INTEGRATION_FAILURE", 503, "Service Unavailable", requestId);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refusals.of("INTEGRATION_FAILURE", 503, "Service Unavailable", requestId);
        }
    }

    private HttpResponse unauthenticated(String message, String requestId) {
        String type =
                message.equals(MISSING_TOKEN)
                        ? "MISSING_AUTHENTICATION_TOKEN"
                        : "INVALID_SIGNATURE";
        return refusals.of(type, 403, message, requestId);
    }
}
