package no.getdrop.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;
import no.getdrop.testing.lambda.FakeContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The hook before traffic, over HTTP to what stands in for Lambda and CodeDeploy.
final class BeforeTrafficHandlerTest {
    private static final String EXECUTION = "eyJlbmNyeXB0ZWREYXRhIjoiQUJDIn0=";
    private static final long OLDER = Versions.BUILD.schemaVersion() - 1;

    private final Map<String, String> variables = new HashMap<>();
    private FakeAws aws;

    @BeforeEach
    void start() throws IOException {
        aws = new FakeAws();
        variables.put("DROP_ENVIRONMENT", "staging");
        variables.put("AWS_REGION", "eu-west-1");
        variables.put("AWS_ENDPOINT_URL_LAMBDA", aws.url());
        variables.put("AWS_ENDPOINT_URL_CODEDEPLOY", aws.url());
        variables.put("API_FUNCTION_VERSION", FakeAws.API);
        variables.put("HEALTH_FUNCTION_VERSION", FakeAws.HEALTH);
        variables.put("BUILD_ID", Versions.BUILD_ID);
        variables.put("OPERATOR_KEY", Versions.OPERATOR_KEY);
    }

    @AfterEach
    void stop() {
        assertThat(aws.problems()).isEmpty();
        aws.close();
    }

    @Test
    void aGoodVersionGetsTheTraffic() throws IOException {
        long begun = System.nanoTime();
        JsonNode verdict = run(handler());
        assertThat(names(verdict, true))
                .containsExactly(
                        "health:answer",
                        "api:read",
                        "api:refused-login",
                        "readiness:answer",
                        "readiness:schema",
                        "readiness:build");
        assertThat(names(verdict, false)).isEmpty();
        assertThat(aws.told()).containsExactly(Map.entry(EXECUTION, "Succeeded"));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void twoEnvironmentsOfEachAreAtWorkAtOnceTwice() throws IOException {
        aws.takes(Duration.ofMillis(300));
        run(handler());
        assertThat(aws.mostAtWork(FakeAws.API)).isEqualTo(2);
        assertThat(aws.mostAtWork(FakeAws.HEALTH)).isEqualTo(2);
        assertThat(aws.invocations())
                .filteredOn(each -> each.equals(FakeAws.API + " /v1/rates"))
                .hasSize(4);
        assertThat(aws.invocations())
                .filteredOn(each -> each.equals(FakeAws.HEALTH + " /v1/health"))
                .hasSize(4);
        assertThat(aws.invocations().subList(0, 4))
                .containsExactlyInAnyOrderElementsOf(aws.invocations().subList(4, 8));
    }

    static Stream<Arguments> faults() {
        String login = "/v1/auth/token";
        String ready = "/readyz";
        return Stream.of(
                fault("/v1/health", Versions.health("error", "0.1.0"), "health:answer"),
                fault("/v1/health", Versions.health("ok", "0.0.9"), "health:answer"),
                fault("/v1/health", Versions.json(200, "{}"), "health:answer"),
                fault("/v1/health", "function error", "health:answer"),
                fault("/v1/health", "{\"greeting\":\"hello\"}", "health:answer"),
                fault("/v1/health", Versions.json(200, "not JSON"), "health:answer"),
                fault("/v1/rates", Versions.problem(503, "service_unavailable"), "api:read"),
                fault("/v1/rates", Versions.json(200, "{\"rates\":[]}"), "api:read"),
                fault("/v1/rates", Versions.answer(200, "text/html", "{\"data\":[]}"), "api:read"),
                fault(login, Versions.json(200, "{\"data\":{}}"), "api:refused-login"),
                fault(login, Versions.problem(500, "internal_error"), "api:refused-login"),
                fault(
                        login,
                        Versions.json(400, "{\"error\":\"invalid_code\"}"),
                        "api:refused-login"),
                fault(
                        ready,
                        Versions.ready(Versions.BUILD.schemaVersion(), Versions.BUILD_ID, "error"),
                        "readiness:answer"),
                fault(ready, Versions.json(200, "{\"status\":\"ok\"}"), "readiness:answer"),
                fault(ready, Versions.ready(OLDER, Versions.BUILD_ID, "ok"), "readiness:schema"),
                fault(
                        ready,
                        Versions.ready(Versions.BUILD.schemaVersion(), "0ther", "ok"),
                        "readiness:build"));
    }

    private static Arguments fault(String path, String answer, String check) {
        return Arguments.of(path, answer, check);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachFaultAloneKeepsTheTrafficAwayAndIsNamed(String path, String answer, String check)
            throws IOException {
        aws.answers(path, answer);
        JsonNode verdict = run(handler());
        assertThat(names(verdict, false)).as(verdict.toString()).containsExactly(check);
        assertThat(aws.told()).containsExactly(Map.entry(EXECUTION, "Failed"));
    }

    @Test
    void aNewerSchemaIsNoFault() throws IOException {
        aws.answers(
                "/readyz",
                Versions.ready(Versions.BUILD.schemaVersion() + 1, Versions.BUILD_ID, "ok"));
        run(handler());
        assertThat(aws.told()).containsValue("Succeeded");
    }

    @Test
    void aFailureOfWhatIsBeingMendedMayBeAllowed() throws IOException {
        variables.put("DEPLOY_DESPITE", "worker:heartbeatAge, backup:verifiedAge");
        aws.answers(
                "/readyz",
                Versions.ready(Versions.BUILD.schemaVersion(), Versions.BUILD_ID, "error"));
        JsonNode verdict = run(handler());
        assertThat(aws.told()).containsValue("Succeeded");
        assertThat(verdict.toString()).contains("worker:heartbeatAge older than 180 s");
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequestsException",
        "409, ResourceConflictException",
        "409, SnapStartNotReadyException",
        "502, ResourceNotReadyException",
        "500, ServiceException"
    })
    void aVersionThatIsNotReadyYetIsWaitedFor(int status, String error) throws IOException {
        FakeAws.Reply notYet = FakeAws.Reply.error(status, error);
        aws.nextInvocations(notYet, notYet, notYet);
        run(handler());
        assertThat(aws.told()).containsValue("Succeeded");
        assertThat(aws.invocations()).hasSize(13);
    }

    @Test
    void whatDoesNotPassIsNotAskedAgain() throws IOException {
        aws.nextInvocations(
                Stream.generate(() -> FakeAws.Reply.error(403, "AccessDeniedException"))
                        .limit(10)
                        .toArray(FakeAws.Reply[]::new));
        JsonNode verdict = run(handler());
        assertThat(names(verdict, true)).isEmpty();
        assertThat(verdict.toString()).contains("403 AccessDeniedException");
        assertThat(aws.invocations()).hasSize(10);
        assertThat(aws.told()).containsValue("Failed");
    }

    @ParameterizedTest
    @CsvSource({
        "API_FUNCTION_VERSION, ''",
        "API_FUNCTION_VERSION, arn:aws:lambda:eu-west-1:123456789012:function:drop-ApiFunction",
        "HEALTH_FUNCTION_VERSION, arn:aws:lambda:eu-west-1:123456789012:function:drop-Health:live",
        "BUILD_ID, ''",
        "OPERATOR_KEY, ''",
        "DEPLOY_DESPITE, schema:version"
    })
    void aSettingThatIsWrongIsAnAnswerToo(String name, String value) throws IOException {
        variables.put(name, value);
        JsonNode verdict = run(handler());
        assertThat(names(verdict, false)).containsExactly("settings");
        assertThat(verdict.toString()).contains(name).doesNotContain(Versions.OPERATOR_KEY);
        assertThat(aws.told()).containsExactly(Map.entry(EXECUTION, "Failed"));
    }

    @Test
    void aVersionThatHangsIsToldBeforeTheTimeIsUp() throws IOException {
        aws.takes(Duration.ofMinutes(1));
        long begun = System.nanoTime();
        JsonNode verdict = run(handler(), Duration.ofSeconds(17));
        assertThat(names(verdict, false)).contains("time");
        assertThat(aws.told()).containsValue("Failed");
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(8));
    }

    @Test
    void theEventsOfTheRepositoryAreUnderstood() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        handler()
                .handleRequest(
                        Files.newInputStream(Path.of("../../events/beforeTraffic/codedeploy.json")),
                        output,
                        new FakeContext(Duration.ofMinutes(2)));
        assertThat(aws.told()).hasSize(1).containsValue("Succeeded");
    }

    @Test
    void whatIsNoEventOfCodeDeployIsRefused() {
        assertThatThrownBy(() ->
                        handler()
                                .handleRequest(
                                        new ByteArrayInputStream(
                                                "{\"DeploymentId\":\"d-1\"}"
                                                        .getBytes(StandardCharsets.UTF_8)),
                                        new ByteArrayOutputStream(),
                                        new FakeContext(Duration.ofMinutes(2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LifecycleEventHookExecutionId");
        assertThat(aws.invocations()).isEmpty();
    }

    private BeforeTrafficHandler handler() {
        return new BeforeTrafficHandler(Environment.of(variables));
    }

    private static JsonNode run(BeforeTrafficHandler handler) throws IOException {
        return run(handler, Duration.ofMinutes(2));
    }

    private static JsonNode run(BeforeTrafficHandler handler, Duration time) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String event =
                "{\"DeploymentId\":\"d-ABC\",\"LifecycleEventHookExecutionId\":\"%s\"}"
                        .formatted(EXECUTION);
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                output,
                new FakeContext(time));
        return Json.mapper().readTree(output.toByteArray());
    }

    private static List<String> names(JsonNode verdict, boolean held) {
        List<String> names = new ArrayList<>();
        for (JsonNode check : verdict.path("checks")) {
            if (check.path("held").booleanValue() == held) {
                names.add(check.path("name").asText());
            }
        }
        return names;
    }
}
