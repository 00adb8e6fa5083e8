package no.getdrop.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;
import no.getdrop.testing.lambda.FakeContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// The hook after traffic, over HTTP to a public address of this machine.
final class AfterTrafficHandlerTest {
    private static final String WELL = "{\"status\":\"ok\",\"version\":\"0.1.0\"}";
    private static final Duration INTERVAL = Duration.ofMillis(120);

    private final Map<String, String> variables = new HashMap<>();
    private final List<Long> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int faultyPass = -1;
    private volatile int status = 200;
    private volatile String body = WELL;
    private volatile Duration delay = Duration.ZERO;
    private FakeAws aws;
    private HttpServer drop;

    @BeforeEach
    void start() throws IOException {
        aws = new FakeAws();
        drop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        drop.createContext("/v1/health", this::answer);
        drop.start();
        variables.put("DROP_ENVIRONMENT", "staging");
        variables.put("AWS_REGION", "eu-west-1");
        variables.put("AWS_ENDPOINT_URL_CODEDEPLOY", aws.url());
        variables.put(
                "PUBLIC_HEALTH_URL",
                "http://127.0.0.1:" + drop.getAddress().getPort() + "/v1/health");
    }

    @AfterEach
    void stop() {
        aws.close();
        drop.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (requests.getAndIncrement() > 0) {
                asked.add(System.nanoTime());
            }
            boolean faulty = asked.size() == faultyPass;
            if (faulty) {
                Thread.sleep(delay);
            }
            byte[] bytes = (faulty ? body : WELL).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(faulty ? status : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 7", "3, 3", "9, 9"})
    void dropIsWellThatOftenInARow(String passes, int times) throws IOException {
        variables.put("HEALTH_PASSES", passes);
        JsonNode verdict = run();
        assertThat(asked).hasSize(times);
        for (int i = 1; i < times; i++) {
            // The sleep is from request to request; the way there takes a little more or less.
            assertThat(Duration.ofNanos(asked.get(i) - asked.get(i - 1)))
                    .isGreaterThan(INTERVAL.dividedBy(2));
        }
        assertThat(Duration.ofNanos(asked.getLast() - asked.getFirst()))
                .isGreaterThan(INTERVAL.multipliedBy(times - 1).minus(INTERVAL.dividedBy(2)));
        assertThat(verdict.path("checks")).hasSize(times);
        assertThat(aws.told()).containsValue("Succeeded");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 503, '{\"status\":\"error\"}'",
        "2, 503, '{\"status\":\"ok\"}'",
        "3, 200, '{\"status\":\"error\"}'",
        "7, 200, ''",
        "2, 302, '{\"status\":\"ok\"}'",
        "2, 429, '{\"status\":\"ok\"}'"
    })
    void theFirstPassThatFailsIsTheLast(int pass, int with, String text) throws IOException {
        faultyPass = pass;
        status = with;
        body = text;
        JsonNode verdict = run();
        assertThat(asked).hasSize(pass);
        assertThat(verdict.path("checks").path(pass - 1).path("held").booleanValue()).isFalse();
        assertThat(verdict.path("checks").path(pass - 1).path("name").asText())
                .isEqualTo("public-health");
        assertThat(aws.told()).containsValue("Failed");
    }

    @Test
    void anAnswerAfterTwoSecondsIsNone() throws IOException {
        faultyPass = 2;
        delay = Duration.ofMillis(2_400);
        run();
        assertThat(asked).hasSize(2);
        assertThat(aws.told()).containsValue("Failed");
    }

    @Test
    void theFirstRequestOfAColdProcessIsNotJudged() throws IOException {
        faultyPass = 0;
        status = 503;
        run();
        assertThat(requests.get()).isEqualTo(asked.size() + 1);
        assertThat(aws.told()).containsValue("Succeeded");
    }

    @Test
    void anAddressThatNobodyServesIsAFailure() throws IOException {
        drop.stop(0);
        JsonNode verdict = run();
        assertThat(verdict.toString()).contains("ConnectException");
        assertThat(aws.told()).containsValue("Failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api.getdrop.no/v1/health", "http://api.getdrop.no/v1/health"})
    void anAddressThatCannotBeIsAFailureToo(String url) throws IOException {
        variables.put("DROP_ENVIRONMENT", "production");
        variables.put("PUBLIC_HEALTH_URL", url);
        JsonNode verdict = run();
        assertThat(verdict.toString()).contains("PUBLIC_HEALTH_URL");
        assertThat(aws.told()).containsValue("Failed");
    }

    private JsonNode run() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new AfterTrafficHandler(Environment.of(variables), INTERVAL)
                .handleRequest(
                        Files.newInputStream(Path.of("../../events/afterTraffic/codedeploy.json")),
                        output,
                        new FakeContext(Duration.ofMinutes(2)));
        return Json.mapper().readTree(output.toByteArray());
    }
}
