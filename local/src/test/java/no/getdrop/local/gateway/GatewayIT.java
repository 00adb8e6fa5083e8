package no.getdrop.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.handlers.EchoHandler;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.http.HttpResponse;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.TestFunctions;
import no.getdrop.local.template.FunctionSpec;
import no.getdrop.local.template.GatewayAnswer;
import no.getdrop.local.template.Route;
import no.getdrop.local.template.Template;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What callers see when a function is slow, dies or is busy.
class GatewayIT {
    @TempDir Path folder;

    @Test
    void aSlowFunctionIsGivenUpAndTheNextRequestIsServed() throws Exception {
        try (LambdaFunction function = function(OptionalInt.empty());
                Gateway gateway = gateway(function, 700)) {
            function.start();
            HttpResponse late = gateway.handle(get("wish=hang"));
            assertThat(late.status()).isEqualTo(504);
            assertThat(late.body())
                    .asString()
                    .isEqualTo("{\"message\": \"Endpoint request timed out\"}");
            assertThat(late.headers())
                    .anyMatch(header ->
                            header.name().equals("X-Content-Type-Options")
                                    && header.value().equals("nosniff"));
        }
    }

    @Test
    void aProcessKilledBeforeItsAnswerIsABadGateway() throws Exception {
        try (LambdaFunction function = function(OptionalInt.empty());
                Gateway gateway = gateway(function, 20_000)) {
            function.killBeforeAnswer(event -> event.contains("\"lost\""));
            assertThat(gateway.handle(get("which=kept")).status()).isEqualTo(200);
            assertThat(gateway.handle(get("which=lost")).status()).isEqualTo(502);
            assertThat(gateway.handle(get("which=lost")).status()).isEqualTo(200);
        }
    }

    @Test
    void requestsRunSideBySideAndAThrottledOneFails() throws Exception {
        try (LambdaFunction function = function(OptionalInt.of(1));
                Gateway gateway = gateway(function, 20_000);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            function.start();
            Callable<HttpResponse> call = () -> gateway.handle(get("n=1"));
            List<Integer> statuses = new ArrayList<>();
            for (Future<HttpResponse> done :
                    callers.invokeAll(List.of(call, call, call, call, call, call))) {
                statuses.add(done.get().status());
            }
            assertThat(statuses).contains(200).containsAnyOf(200, 500).doesNotContain(502, 504);
        }
    }

    private LambdaFunction function(OptionalInt reserved) {
        FunctionSpec spec =
                new FunctionSpec(
                        "Echo",
                        EchoHandler.class.getName(),
                        256,
                        5,
                        false,
                        reserved,
                        Map.of(),
                        List.of());
        return new TestFunctions(folder).function(spec, 2, Map.of());
    }

    private static Gateway gateway(LambdaFunction function, long limitMs) {
        Template template =
                new Template(
                        "v",
                        List.of(),
                        Map.of(
                                "DEFAULT_5XX",
                                new GatewayAnswer(
                                        OptionalInt.empty(),
                                        Map.of("X-Content-Type-Options", "nosniff"),
                                        Optional.empty())),
                        Map.of("Echo", function.spec()),
                        List.of(new Route("ANY", "/{proxy+}", "Echo", false)),
                        List.of());
        return new Gateway(
                template, Map.of("Echo", function), TestFunctions.CREDENTIALS, 3000, limitMs);
    }

    private static HttpRequest get(String query) {
        return new HttpRequest("GET", "/x", query, List.of(), new byte[0], "127.0.0.1");
    }
}
