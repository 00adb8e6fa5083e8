package no.getdrop.deployment;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Build;
import no.getdrop.runtime.Secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Asks the new versions of api and health, past alias and gateway, what they must be able to
/// answer before a customer meets them. Nothing that is asked changes anything but a counter of
/// requests.
///
/// Each is asked by two requests at once, twice over: an environment serves one request at a time,
/// so two are restored from the snapshot, and both have served when the traffic comes.
final class NewVersions {
    private static final int AT_ONCE = 2;
    private static final int ROUNDS = 2;

    private static final ProxyRequest HEALTH = ProxyRequest.get("/v1/health", "/v1/health");
    private static final ProxyRequest RATES = ProxyRequest.get("/v1/rates", "/v1/{proxy+}");
    private static final ProxyRequest READINESS = ProxyRequest.get("/readyz", "/readyz");
    private static final ProxyRequest LOGIN =
            ProxyRequest.post(
                    "/v1/auth/token", "/v1/{proxy+}", "{\"code\":\"of-no-login-before-traffic\"}");

    private final BeforeTrafficSettings settings;
    private final Build build;
    private final Lambda lambda;

    NewVersions(BeforeTrafficSettings settings, Build build, Lambda lambda) {
        this.settings = settings;
        this.build = build;
        this.lambda = lambda;
    }

    /// Makes all checks; one that fails keeps none of the others from being made.
    void check(Secret operatorKey, Findings findings, Deadline deadline)
            throws InterruptedException {
        List<Invocation> health = new ArrayList<>();
        List<Invocation> reads = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            askAtOnce(health, reads, deadline);
        }
        findings.add(
                all(
                        "health:answer",
                        "status ok and version " + build.version(),
                        health,
                        this::isWell,
                        NewVersions::showHealth));
        findings.add(
                all(
                        "api:read",
                        "the rates",
                        reads,
                        answer -> answer.body().path("data").isArray(),
                        answer -> answer.body().path("data").size() + " rates"));
        findings.add(refusedLogin(deadline));
        readiness(operatorKey, findings, deadline);
    }

    private void askAtOnce(List<Invocation> health, List<Invocation> reads, Deadline deadline)
            throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Invocation>> first = new ArrayList<>();
            List<Future<Invocation>> second = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                first.add(
                        threads.submit(
                                () -> lambda.invoke(settings.healthVersion(), HEALTH, deadline)));
                second.add(
                        threads.submit(
                                () -> lambda.invoke(settings.apiVersion(), RATES, deadline)));
            }
            for (int i = 0; i < AT_ONCE; i++) {
                health.add(first.get(i).get());
                reads.add(second.get(i).get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /// A check that every one of the answers passes, each a 200 with JSON.
    private static Check all(
            String name,
            String expected,
            List<Invocation> invocations,
            Predicate<Invocation.Answered> good,
            Function<Invocation.Answered, String> show) {
        boolean held =
                invocations.stream()
                        .allMatch(each ->
                                each instanceof Invocation.Answered answer
                                        && answer.status() == 200
                                        && answer.type().startsWith("application/json")
                                        && good.test(answer));
        String seen =
                invocations.stream()
                        .map(each ->
                                switch (each) {
                                    case Invocation.Answered answer ->
                                            "%d, %s, in %d ms"
                                                    .formatted(
                                                            answer.status(),
                                                            show.apply(answer),
                                                            answer.milliseconds());
                                    case Invocation.Unanswered(String why) -> why;
                                })
                        .collect(Collectors.joining("; "));
        return new Check(name, "200, " + expected + ", each time", seen, held);
    }

    private boolean isWell(Invocation.Answered answer) {
        return answer.body().path("status").asText().equals("ok")
                && answer.body().path("version").asText().equals(build.version());
    }

    private static String showHealth(Invocation.Answered answer) {
        return "status %s, version %s, db %s"
                .formatted(
                        answer.body().path("status").asText("-"),
                        answer.body().path("version").asText("-"),
                        answer.body().path("db").asText("-"));
    }

    /// A code that no login gave is refused as the contract has it: exchangeLoginCode in
    /// docs/api/openapi.yaml.
    private Check refusedLogin(Deadline deadline) throws InterruptedException {
        String expected = "400 invalid_code as application/problem+json";
        String seen =
                switch (lambda.invoke(settings.apiVersion(), LOGIN, deadline)) {
                    case Invocation.Answered answer ->
                            "%d %s as %s"
                                    .formatted(
                                            answer.status(),
                                            answer.body().path("error").asText("-"),
                                            answer.type().split(";", 2)[0].strip());
                    case Invocation.Unanswered(String why) -> why;
                };
        return new Check("api:refused-login", expected, seen, seen.equals(expected));
    }

    private void readiness(Secret operatorKey, Findings findings, Deadline deadline)
            throws InterruptedException {
        ProxyRequest request = READINESS.with("Authorization", "Bearer " + operatorKey.reveal());
        switch (lambda.invoke(settings.healthVersion(), request, deadline)) {
            case Invocation.Unanswered(String why) ->
                    findings.add(new Check("readiness:answer", readyExpected(), why, false));
            case Invocation.Answered answer when !answer.body().path("checks").isObject() ->
                    findings.add(
                            new Check(
                                    "readiness:answer",
                                    readyExpected(),
                                    answer.status() + " without details: OPERATOR_KEY is not known",
                                    false));
            case Invocation.Answered answer -> {
                JsonNode checks = answer.body().path("checks");
                findings.add(noFailure(checks));
                findings.add(schema(checks.path("schema:version").path(0)));
                String seen = answer.body().path("releaseId").asText("-");
                findings.add(
                        new Check(
                                "readiness:build",
                                settings.buildId(),
                                seen,
                                seen.equals(settings.buildId())));
            }
        }
    }

    private String readyExpected() {
        return settings.despite().isEmpty()
                ? "no check in error"
                : "no check in error but " + settings.despite();
    }

    private Check noFailure(JsonNode checks) {
        List<String> failing = new ArrayList<>();
        boolean held = true;
        for (var entry : checks.properties()) {
            JsonNode check = entry.getValue().path(0);
            if (check.path("status").asText().equals("error")) {
                failing.add(entry.getKey() + " " + check.path("output").asText());
                held &= settings.despite().contains(entry.getKey());
            }
        }
        String seen = failing.isEmpty() ? "none" : String.join("; ", failing);
        return new Check("readiness:answer", readyExpected(), seen.strip(), held);
    }

    private Check schema(JsonNode version) {
        Optional<Long> seen =
                Optional.of(version.path("observedValue"))
                        .filter(JsonNode::canConvertToLong)
                        .map(JsonNode::longValue);
        return new Check(
                "readiness:schema",
                build.schemaVersion() + " or newer",
                seen.map(String::valueOf).orElse("not told"),
                seen.filter(number -> number >= build.schemaVersion()).isPresent());
    }
}
