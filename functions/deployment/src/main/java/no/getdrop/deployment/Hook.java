package no.getdrop.deployment;

import com.amazonaws.services.lambda.runtime.Context;

import no.getdrop.runtime.Json;
import no.getdrop.runtime.Metrics;
import no.getdrop.runtime.SettingException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes the checks of a hook and tells CodeDeploy what they showed, whatever happens: a hook that
/// dies in silence blocks the deployment for an hour.
///
/// The checks run in a thread of their own, so that no call that hangs takes the time for the
/// answer. What was found before is the answer to the same question asked again: a version that
/// failed does not get a second try for it.
final class Hook {
    private static final Logger log = LoggerFactory.getLogger(Hook.class);

    /// Kept back from the checks for telling CodeDeploy.
    private static final Duration RESERVE = Duration.ofSeconds(15);

    private static final int REMEMBERED = 20;

    private final String name;
    private final CodeDeploy codeDeploy;
    private final Map<String, Verdict> earlier = new LinkedHashMap<>();

    /// Looks, and adds what it finds.
    @FunctionalInterface
    interface Checks {
        void run(Findings findings, Deadline deadline) throws IOException, InterruptedException;
    }

    /// @param name in log and metric
    Hook(String name, CodeDeploy codeDeploy) {
        this.name = name;
        this.codeDeploy = codeDeploy;
    }

    /// Answers one invocation with the verdict.
    ///
    /// @throws IOException when CodeDeploy could not be told
    void handle(InputStream input, OutputStream output, Context context, Checks checks)
            throws IOException {
        HookEvent event = HookEvent.read(input.readAllBytes());
        Duration time = Duration.ofMillis(context.getRemainingTimeInMillis());
        try (MDC.MDCCloseable _ = MDC.putCloseable("requestId", context.getAwsRequestId())) {
            output.write(Json.mapper().writeValueAsBytes(answer(event, time, checks)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// Finds a verdict and tells it.
    ///
    /// @param time left of the invocation
    /// @throws IOException when CodeDeploy could not be told
    Verdict answer(HookEvent event, Duration time, Checks checks)
            throws IOException, InterruptedException {
        Deadline end = Deadline.in(time.minusSeconds(1));
        Verdict verdict = earlier.get(event.executionId());
        if (verdict == null) {
            verdict = look(checks, Deadline.in(forChecks(time)));
            remember(event, verdict);
        }
        report(event, verdict);
        CodeDeploy.Told told = codeDeploy.tell(event, verdict.succeeded(), end);
        log.atInfo()
                .addKeyValue("deploymentId", event.deploymentId())
                .log(
                        switch (told) {
                            case TAKEN -> "CodeDeploy was told";
                            case ANSWERED_BEFORE -> "CodeDeploy had its answer before";
                        });
        return verdict;
    }

    private static Duration forChecks(Duration time) {
        Duration most = time.minus(RESERVE);
        return most.isPositive() ? most : Duration.ZERO;
    }

    private Verdict look(Checks checks, Deadline deadline) {
        Findings findings = new Findings();
        FutureTask<Boolean> task =
                new FutureTask<>(() -> {
                    checks.run(findings, deadline);
                    return true;
                });
        Thread.ofVirtual().name(name).start(task);
        try {
            task.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            findings.add(new Check("time", "all checks made in time", "not all of them", false));
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            findings.add(new Check("time", "all checks made in time", "interrupted", false));
        } catch (ExecutionException e) {
            findings.add(thrown(e));
        }
        return new Verdict(findings.soFar());
    }

    private static Check thrown(ExecutionException e) {
        if (e.getCause() instanceof SettingException setting) {
            return new Check(
                    "settings",
                    "every setting is right",
                    String.valueOf(setting.getMessage()),
                    false);
        }
        log.atError().setCause(e).log("the hook itself failed");
        return new Check("hook", "it makes its checks", String.valueOf(e.getCause()), false);
    }

    private void remember(HookEvent event, Verdict verdict) {
        earlier.put(event.executionId(), verdict);
        if (earlier.size() > REMEMBERED) {
            earlier.remove(earlier.keySet().iterator().next());
        }
    }

    private void report(HookEvent event, Verdict verdict) {
        for (Check check : verdict.checks()) {
            (check.held() ? log.atInfo() : log.atError())
                    .addKeyValue("deploymentId", event.deploymentId())
                    .addKeyValue("check", check.name())
                    .log(
                            "{}: expected {}, saw {}",
                            check.held() ? "held" : "failed",
                            check.expected(),
                            check.seen());
        }
        Metrics.count("DeploymentChecksFailed", verdict.failed().size(), Map.of("Hook", name));
    }
}
