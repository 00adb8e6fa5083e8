package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.lambda.EnvironmentReport;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.providers.CodeDeploy;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// What the hooks of a deployment find at the real api and health: packaged hooks, by Lambda's
/// Invoke API and the public address, telling a CodeDeploy of ours.
@ExtendWith(Suite.class)
final class DeploymentJourneyIT {
    private static final String VERSION = "arn:aws:lambda:eu-west-1:000000000000:function:%s:1";

    @TempDir Path folder;
    private final List<LambdaFunction> hooks = new ArrayList<>();
    private CodeDeploy codeDeploy;

    @BeforeEach
    void start(Drop drop) {
        codeDeploy = CodeDeploy.start();
        drop.noteHeartbeat();
    }

    @AfterEach
    void stop() {
        hooks.forEach(LambdaFunction::close);
        codeDeploy.close();
    }

    @Test
    void aGoodVersionGetsTheTrafficAndKeepsIt(Drop drop) throws Exception {
        awaitReady(drop);
        long api = invocations(drop, "ApiFunction");
        long health = invocations(drop, "HealthFunction");
        JsonNode before = run(before(drop), "Succeeded");
        assertThat(failed(before)).as(before.toString()).isEmpty();
        assertThat(before.path("checks")).hasSize(6);
        assertThat(invocations(drop, "ApiFunction")).isEqualTo(api + 5);
        assertThat(invocations(drop, "HealthFunction")).isEqualTo(health + 5);
        JsonNode after = run(after(drop), "Succeeded");
        assertThat(after.path("checks")).hasSize(3);
    }

    @Test
    void anOlderSchemaKeepsTheTrafficAwayAndIsNamed(Drop drop) throws Exception {
        String newest =
                drop.query("SELECT max(version::bigint) FROM flyway_schema_history").getFirst();
        String set = "UPDATE flyway_schema_history SET success = %s WHERE version = '%s'";
        drop.update(set.formatted("false", newest));
        try {
            HealthJourneyIT.awaitNews();
            HealthJourneyIT.awaitWord(drop, "/readyz", "\"status\":\"error\"");
            JsonNode verdict = run(before(drop), "Failed");
            assertThat(failed(verdict)).containsExactly("readiness:answer", "readiness:schema");
            assertThat(verdict.toString())
                    .contains("schema:version older than " + newest, newest + " or newer");
        } finally {
            drop.update(set.formatted("true", newest));
        }
        awaitReady(drop);
    }

    @Test
    void aDatabaseThatIsDownKeepsTheTrafficAwayAndTakesItBack(Drop drop) throws Exception {
        LambdaFunction before = before(drop);
        LambdaFunction after = after(drop);
        drop.host().postgres().stop();
        try {
            HealthJourneyIT.awaitNews();
            HealthJourneyIT.awaitWord(drop, "/readyz", "\"status\":\"error\"");
            CompletableFuture<JsonNode> both =
                    CompletableFuture.supplyAsync(() -> run(after, "Failed"));
            assertThat(failed(run(before, "Failed")))
                    .contains("health:answer", "api:read", "readiness:answer");
            assertThat(both.get().path("checks")).hasSize(1);
        } finally {
            drop.host().postgres().start();
        }
        awaitReady(drop);
    }

    /// Warnings, such as for a backup that was never made, are no failure.
    private static void awaitReady(Drop drop) throws InterruptedException {
        HealthJourneyIT.awaitNews();
        long deadline = System.nanoTime() + 6_000_000_000L;
        for (String path : List.of("/readyz", "/v1/health")) {
            while (Http.get(drop.host().url().resolve(path)).status() != 200) {
                assertThat(System.nanoTime()).as(path).isLessThan(deadline);
                Thread.sleep(100);
            }
        }
    }

    private LambdaFunction before(Drop drop) {
        Map<String, String> variables = new HashMap<>();
        variables.put("API_FUNCTION_VERSION", VERSION.formatted("ApiFunction"));
        variables.put("HEALTH_FUNCTION_VERSION", VERSION.formatted("HealthFunction"));
        variables.put("BUILD_ID", "local");
        variables.put("OPERATOR_KEY", drop.secret("OPERATOR_KEY"));
        variables.put("AWS_ENDPOINT_URL_LAMBDA", drop.host().invokeUrl().toString());
        return hook(drop, "BeforeTraffic", variables);
    }

    private LambdaFunction after(Drop drop) {
        Map<String, String> variables = new HashMap<>();
        variables.put("PUBLIC_HEALTH_URL", drop.host().url().resolve("/v1/health").toString());
        variables.put("HEALTH_PASSES", "3");
        return hook(drop, "AfterTraffic", variables);
    }

    private LambdaFunction hook(Drop drop, String name, Map<String, String> variables) {
        variables.put("DROP_ENVIRONMENT", "development");
        variables.put("AWS_ENDPOINT_URL_CODEDEPLOY", codeDeploy.url().toString());
        LambdaFunction hook =
                Packaged.function(
                        drop.host(),
                        name + "Function",
                        "no.getdrop.deployment." + name + "Handler",
                        variables,
                        folder);
        hooks.add(hook);
        return hook;
    }

    private JsonNode run(LambdaFunction hook, String expected) {
        String question = UUID.randomUUID().toString();
        String event =
                "{\"DeploymentId\":\"d-JOURNEY\",\"LifecycleEventHookExecutionId\":\"%s\"}"
                        .formatted(question);
        try {
            Outcome outcome = hook.invoke(event);
            assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
            String text = ((Outcome.Succeeded) outcome).text();
            assertThat(codeDeploy.answer(question)).as(text).contains(expected);
            return new ObjectMapper().readTree(text);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static long invocations(Drop drop, String function) {
        return drop.host().function(function).environments().stream()
                .mapToLong(EnvironmentReport::invocations)
                .sum();
    }

    private static List<String> failed(JsonNode verdict) {
        List<String> names = new ArrayList<>();
        for (JsonNode check : verdict.path("checks")) {
            if (!check.path("held").booleanValue()) {
                names.add(check.path("name").asText());
            }
        }
        return names;
    }
}
