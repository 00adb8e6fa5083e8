package no.getdrop.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.lambda.EnvironmentReport.State;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/// Functions under AWS's real runtime client, driven through the Runtime API.
class LambdaFunctionIT {
    @TempDir Path folder;

    @Test
    void snapStartRunsInitThenTheHookBeforeThenTheHookAfterThenInvocations() throws Exception {
        try (LambdaFunction function = function(true, 10, Map.of())) {
            function.holdRestore();
            function.startInBackground();
            await(() -> state(function) == State.SNAPSHOT);
            assertThat(function.environments().getFirst().initMs()).isPositive();
            assertThat(function.environments().getFirst().restoreMs()).isNegative();
            function.releaseRestore();

            assertThat(text(function.invoke("\"steps\""))).isEqualTo("\"init before after\"");
            assertThat(function.environments()).hasSize(1);
            assertThat(function.environments().getFirst().restoreMs()).isNotNegative();
            await(() -> function.log().contains("handling \"steps\""));
            assertThat(function.log()).contains("handler constructed");
        }
    }

    @Test
    void aFunctionWithoutSnapStartSkipsTheHooks() throws Exception {
        try (LambdaFunction function = function(false, 10, Map.of())) {
            assertThat(text(function.invoke("\"steps\""))).isEqualTo("\"init\"");
        }
    }

    @Test
    void theProcessGetsWhatLambdaGivesAndNothingOfTheDevelopersEnvironment() throws Exception {
        Map<String, String> variables = Map.of("DROP_ENVIRONMENT", "development");
        try (LambdaFunction function = function(true, 10, variables)) {
            assertThat(text(function.invoke("\"env:DROP_ENVIRONMENT\""))).contains("development");
            assertThat(text(function.invoke("\"env:AWS_LAMBDA_FUNCTION_NAME\""))).contains("Echo");
            assertThat(text(function.invoke("\"env:AWS_LAMBDA_FUNCTION_MEMORY_SIZE\"")))
                    .contains("256");
            assertThat(text(function.invoke("\"names\"")))
                    .contains("LAMBDA_TASK_ROOT", "_HANDLER", "AWS_REGION")
                    .contains("AWS_CONTAINER_CREDENTIALS_FULL_URI")
                    .doesNotContain("AWS_SECRET_ACCESS_KEY", "HOME", "MAVEN");
            assertThat(text(function.invoke("\"property:org.crac.Core.Compat\"")))
                    .contains("com.amazonaws.services.lambda.crac");
            assertThat(text(function.invoke("\"flags\"")))
                    .contains("UseSerialGC")
                    .doesNotContain("TieredStopAtLevel");
            assertThat(text(function.invoke("\"credentials\"")))
                    .contains("LOCALTEST", "SecretAccessKey", "Expiration");
            assertThat(Integer.parseInt(text(function.invoke("\"remaining\""))))
                    .isBetween(5_000, 10_000);
            long heap = Long.parseLong(text(function.invoke("\"heap\"")));
            assertThat(heap).isLessThan(256L * 1024 * 1024 * 85 / 100 + 1);
        }
    }

    @Test
    void anExceptionIsAFunctionErrorAndTheEnvironmentLivesOn() throws Exception {
        try (LambdaFunction function = function(false, 10, Map.of())) {
            Outcome outcome = function.invoke("\"throw\"");
            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
            assertThat(text(outcome)).contains("failed as told", "IllegalStateException");
            long pid = function.environments().getFirst().pid();
            assertThat(text(function.invoke("\"again\""))).isEqualTo("\"again\"");
            assertThat(function.environments().getFirst().pid()).isEqualTo(pid);
        }
    }

    @Test
    void aFunctionThatRunsOutOfTimeIsKilledAndReplaced() throws Exception {
        try (LambdaFunction function = function(false, 1, Map.of())) {
            Outcome outcome = function.invoke("\"hang\"");
            assertThat(text(outcome))
                    .contains("Sandbox.Timedout", "Task timed out after 1.00 seconds");
            assertThat(text(function.invoke("\"again\""))).isEqualTo("\"again\"");
            assertThat(function.environments()).hasSize(1);
        }
    }

    @Test
    void aFunctionThatExitsFailsTheInvocationAndIsReplaced() throws Exception {
        try (LambdaFunction function = function(false, 10, Map.of())) {
            assertThat(text(function.invoke("\"exit\"")))
                    .contains("Runtime.ExitError", "exit status 3");
            assertThat(text(function.invoke("\"again\""))).isEqualTo("\"again\"");
        }
    }

    @Test
    void aProcessKilledBeforeItsAnswerLeavesTheCallerWithoutIt() throws Exception {
        try (LambdaFunction function = function(true, 10, Map.of())) {
            function.killBeforeAnswer(event -> event.contains("lost"));
            assertThat(text(function.invoke("\"kept\""))).isEqualTo("\"kept\"");
            Outcome lost = function.invoke("\"lost\"");
            assertThat(lost).isInstanceOf(Outcome.Failed.class);
            assertThat(text(lost)).contains("Runtime.ExitError", "signal: killed");
            assertThat(function.log()).contains("handling \"lost\"");
            assertThat(text(function.invoke("\"lost\""))).isEqualTo("\"lost\"");
        }
    }

    @Test
    void anAnswerOfSixMegabytesPassesAndALongerOneIsRefused() throws Exception {
        try (LambdaFunction function = function(false, 30, Map.of())) {
            int limit = RuntimeApi.MAX_PAYLOAD_BYTES - 2;
            assertThat(text(function.invoke("\"big:" + limit + "\""))).hasSize(limit + 2);
            assertThat(text(function.invoke("\"big:" + (limit + 1) + "\"")))
                    .contains("Function.ResponseSizeTooLarge");
            assertThat(text(function.invoke("\"again\""))).isEqualTo("\"again\"");
        }
    }

    @Test
    void aHandlerThatCannotBeBuiltGivesItsErrorToTheCaller() throws Exception {
        try (LambdaFunction function = function(false, 10, Map.of("FAIL_INIT", "1"))) {
            assertThat(text(function.invoke("\"x\""))).contains("init fails as told");
        }
    }

    @Test
    void failingHooksGiveTheirErrorToTheCaller() throws Exception {
        try (LambdaFunction function = function(true, 10, Map.of("FAIL_BEFORE", "1"))) {
            assertThat(text(function.invoke("\"x\""))).contains("CheckpointException");
            assertThat(function.log().toString()).contains("before-checkpoint fails as told");
        }
        try (LambdaFunction function = function(true, 10, Map.of("FAIL_AFTER", "1"))) {
            assertThat(text(function.invoke("\"x\""))).contains("RestoreException");
            assertThat(function.log().toString()).contains("after-restore fails as told");
        }
    }

    @Test
    void invocationsRunSideBySideUpToTheCapAndWaitBeyondIt() throws Exception {
        try (LambdaFunction function = function(false, 20, 2, Map.of());
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Outcome> call = () -> function.invoke("\"pause:400\"");
            List<Future<Outcome>> calls = callers.invokeAll(List.of(call, call, call, call));
            List<String> pids = new java.util.ArrayList<>();
            for (Future<Outcome> done : calls) {
                pids.add(text(done.get()));
            }
            assertThat(pids).hasSize(4);
            assertThat(pids.stream().distinct()).hasSizeBetween(1, 2);
            assertThat(function.environments()).hasSize(2);
        }
    }

    @Test
    void moreThanTheReservedConcurrencyIsThrottled() throws Exception {
        var spec =
                new no.getdrop.local.template.FunctionSpec(
                        "Echo",
                        no.getdrop.local.handlers.EchoHandler.class.getName(),
                        256,
                        20,
                        false,
                        java.util.OptionalInt.of(1),
                        Map.of(),
                        List.of());
        try (LambdaFunction function = new TestFunctions(folder).function(spec, 5, Map.of());
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            function.start();
            Future<Outcome> first = callers.submit(() -> function.invoke("\"pause:1500\""));
            await(() -> function.environments().getFirst().invocations() == 1);
            assertThat(function.invoke("\"x\"")).isInstanceOf(Outcome.Throttled.class);
            assertThat(first.get()).isInstanceOf(Outcome.Succeeded.class);
        }
    }

    @Test
    void killedEnvironmentsAreGoneAndTheNextInvocationStartsAnew() throws Exception {
        try (LambdaFunction function = function(true, 10, Map.of())) {
            function.start();
            long pid = function.environments().getFirst().pid();
            function.kill();
            assertThat(text(function.invoke("\"again\""))).isEqualTo("\"again\"");
            assertThat(function.environments().getFirst().pid()).isNotEqualTo(pid);
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void anEnvironmentKilledDuringItsStartIsNoFailureOfTheNextInvocation() throws Exception {
        try (LambdaFunction function = function(true, 10, Map.of())) {
            function.holdRestore();
            function.startInBackground();
            await(() -> state(function) == State.SNAPSHOT);
            function.kill();
            function.releaseRestore();
            assertThat(text(function.invoke("\"again\""))).isEqualTo("\"again\"");
            assertThat(function.environments()).hasSize(1);
        }
    }

    @Test
    void whatAKilledHostLeftBehindIsEnded() throws Exception {
        try (LambdaFunction function = function(false, 10, Map.of())) {
            function.start();
            ProcessHandle process =
                    ProcessHandle.of(function.environments().getFirst().pid()).orElseThrow();
            ProcessLedger.endLeftovers(folder);
            process.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
            assertThat(folder.resolve("Echo/processes")).doesNotExist();
        }
    }

    @Test
    void theReplacedNativeClientDoesTheSame() throws Exception {
        try (LambdaFunction function =
                new TestFunctions(folder).portableFunction(TestFunctions.spec("Echo", true, 10))) {
            assertThat(text(function.invoke("\"steps\""))).isEqualTo("\"init before after\"");
            assertThat(text(function.invoke("\"throw\""))).contains("failed as told");
            assertThat(text(function.invoke("\"remaining\"")).length()).isBetween(1, 5);
            int tooBig = RuntimeApi.MAX_PAYLOAD_BYTES;
            assertThat(text(function.invoke("\"big:" + tooBig + "\"")))
                    .contains("Function.ResponseSizeTooLarge");
        }
    }

    @Test
    void readingLogsHoldsNoCarrierOfVirtualThreads() throws Exception {
        try (LambdaFunction function = function(false, 10, Map.of())) {
            function.start();
            // Only platform threads are listed.
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .contains("Echo-log");
        }
    }

    @Test
    void anInvocationCostsLessThanADelayedAcknowledgement() throws Exception {
        try (LambdaFunction function = function(true, 10, Map.of())) {
            function.start();
            for (int i = 0; i < 50; i++) {
                function.invoke("\"warm\"");
            }
            long began = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                function.invoke("\"measured\"");
            }
            double eachMs = (System.nanoTime() - began) / 1e6 / 50;
            System.out.printf("one invocation through the runtime client: %.2f ms%n", eachMs);
            assertThat(eachMs).isLessThan(20);
        }
    }

    private LambdaFunction function(
            boolean snapStart, int timeoutSeconds, Map<String, String> variables) {
        return function(snapStart, timeoutSeconds, 1, variables);
    }

    private LambdaFunction function(
            boolean snapStart, int timeoutSeconds, int atMost, Map<String, String> variables) {
        return new TestFunctions(folder)
                .function(TestFunctions.spec("Echo", snapStart, timeoutSeconds), atMost, variables);
    }

    private static State state(LambdaFunction function) {
        return function.environments().isEmpty()
                ? State.STARTING
                : function.environments().getFirst().state();
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded succeeded -> succeeded.text();
            case Outcome.Failed failed -> failed.text();
            case Outcome.Throttled throttled -> "throttled";
        };
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("condition within 20 s").isLessThan(deadline);
            Thread.sleep(5);
        }
    }
}
