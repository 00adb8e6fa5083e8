package no.getdrop.local.lambda;

import no.getdrop.local.lambda.EnvironmentReport.State;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// One execution environment: a JVM under the real runtime client and the Runtime API it talks to.
///
/// It handles one invocation at a time. Its process may end at any moment; then the invocation at
/// work gets Lambda's error object and the environment is over.
final class ExecutionEnvironment implements AutoCloseable {
    private static final long RESTORE_LIMIT_MS = 10_000;

    private final int number;
    private final FunctionConfig config;
    private final FunctionLog log;
    private final RestoreGate gate;
    private final AnswerHook hook;
    private final RuntimeApi api;
    private final Process process;
    private final long startedNanos = System.nanoTime();
    private final BlockingQueue<PendingInvocation> inbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch outputRead = new CountDownLatch(1);

    private volatile State state = State.STARTING;
    private volatile @Nullable PendingInvocation current;
    private volatile long restoredNanos;
    private volatile long initMs = -1;
    private volatile long restoreMs = -1;
    private final AtomicLong invocations = new AtomicLong();

    /// Starts the process.
    ///
    /// @param temporaryFolder the process's own `java.io.tmpdir`
    ExecutionEnvironment(
            int number, FunctionParts parts, Path temporaryFolder, Runnable whenEnded) {
        this.number = number;
        this.config = parts.config();
        this.log = parts.log();
        this.gate = parts.gate();
        this.hook = parts.hook();
        String name = config.spec().name();
        String arn =
                "arn:aws:lambda:%s:%s:function:%s"
                        .formatted(FunctionProcess.REGION, FunctionProcess.ACCOUNT, name);
        this.api = new RuntimeApi(this, parts.credentials(), arn);
        try {
            this.process =
                    new FunctionProcess(config, parts.client(), parts.credentials())
                            .start(api.authority(), "local/[" + number + "]", temporaryFolder);
        } catch (IOException e) {
            api.close();
            throw new IllegalStateException(
                    "%s: cannot start its JVM: %s".formatted(name, e.getMessage()), e);
        }
        api.start();
        // A platform thread: reading a pipe would hold one of the few carriers of virtual threads.
        Thread.ofPlatform().daemon().name(name + "-log").start(this::readOutput);
        Thread.ofVirtual().name(name + "-init").start(this::watchInit);
        Thread.ofVirtual()
                .name(name + "-exit")
                .start(() -> {
                    awaitExit();
                    whenEnded.run();
                });
    }

    /// Completed when it waits for its first invocation; failed with [StartFailure] otherwise.
    CompletableFuture<Void> ready() {
        return ready;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    boolean ended() {
        return state == State.ENDED || !process.isAlive();
    }

    EnvironmentReport report() {
        return new EnvironmentReport(
                number, process.pid(), state, initMs, restoreMs, invocations.get());
    }

    /// Runs one invocation to its end, its deadline or the process's end.
    Outcome run(String requestId, byte[] event) {
        int timeoutSeconds = config.spec().timeoutSeconds();
        long deadlineMs = System.currentTimeMillis() + 1000L * timeoutSeconds;
        PendingInvocation invocation = new PendingInvocation(requestId, event, deadlineMs);
        current = invocation;
        invocations.incrementAndGet();
        log.platform("START RequestId: " + requestId);
        long began = System.nanoTime();
        inbox.add(invocation);
        if (ended()) {
            end(exitCode());
        }
        PendingInvocation.Answer answer = await(invocation, timeoutSeconds);
        current = null;
        log.platform("END RequestId: " + requestId);
        log.platform(
                "REPORT RequestId: %s Duration: %.2f ms Memory Size: %d MB"
                        .formatted(
                                requestId,
                                (System.nanoTime() - began) / 1e6,
                                config.spec().memoryMb()));
        return answer.failed()
                ? new Outcome.Failed(requestId, answer.payload())
                : new Outcome.Succeeded(requestId, answer.payload());
    }

    private PendingInvocation.Answer await(PendingInvocation invocation, int timeoutSeconds) {
        try {
            return invocation.answer().get(timeoutSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            log.platform(
                    "%s Task timed out after %d.00 seconds"
                            .formatted(invocation.requestId(), timeoutSeconds));
            kill();
            return new PendingInvocation.Answer(
                    true, LambdaErrors.timedOut(invocation.requestId(), timeoutSeconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new PendingInvocation.Answer(
                    true, LambdaErrors.exited(invocation.requestId(), 137));
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// SIGKILL.
    void kill() {
        state = State.ENDED;
        // Not Process.destroyForcibly(), which also closes our end of the output: what the process
        // wrote last would be lost.
        process.toHandle().destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        api.close();
    }

    // What the Runtime API calls.

    /// The next invocation, whenever there is one; the first call ends initialisation.
    PendingInvocation next() throws InterruptedException {
        long now = System.nanoTime();
        if (state == State.STARTING) {
            initMs = elapsedMs(startedNanos, now);
            state = State.READY;
        } else if (state == State.RESTORING) {
            restoreMs = elapsedMs(restoredNanos, now);
            state = State.READY;
        }
        ready.complete(null);
        return inbox.take();
    }

    /// The snapshot point: blocks until the gate lets restores through.
    void awaitRestore() throws InterruptedException {
        initMs = elapsedMs(startedNanos, System.nanoTime());
        state = State.SNAPSHOT;
        gate.await();
        restoredNanos = System.nanoTime();
        state = State.RESTORING;
        CompletableFuture.delayedExecutor(RESTORE_LIMIT_MS, TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (state == State.RESTORING) {
                        ready.completeExceptionally(
                                new StartFailure(LambdaErrors.restoreTimedOut()));
                        kill();
                    }
                });
    }

    void initFailed(byte[] error) {
        ready.completeExceptionally(new StartFailure(error));
    }

    /// Takes an answer; false when the process has been killed instead and must not be answered.
    boolean answered(String requestId, boolean failed, byte[] payload) {
        PendingInvocation invocation = current;
        if (invocation == null || !invocation.requestId().equals(requestId)) {
            return true;
        }
        if (hook.kills(invocation.text())) {
            kill();
            return false;
        }
        invocation.answer().complete(new PendingInvocation.Answer(failed, payload));
        return true;
    }

    private void end(int exitCode) {
        state = State.ENDED;
        ready.completeExceptionally(new StartFailure(LambdaErrors.exited("init", exitCode)));
        PendingInvocation invocation = current;
        if (invocation != null) {
            try {
                // Its last words stand in the log before anybody is told.
                outputRead.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            invocation
                    .answer()
                    .complete(
                            new PendingInvocation.Answer(
                                    true, LambdaErrors.exited(invocation.requestId(), exitCode)));
        }
        api.close();
    }

    private void watchInit() {
        try {
            ready.get(config.initLimitMs(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.platform("INIT_REPORT Status: timeout");
            initFailed(LambdaErrors.initTimedOut(config.initLimitMs()));
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            // It failed sooner; whoever waits for it has been told.
        }
    }

    private void awaitExit() {
        try {
            end(process.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int exitCode() {
        return process.isAlive() ? 137 : process.exitValue();
    }

    private void readOutput() {
        try (BufferedReader reader =
                new BufferedReader(
                        new java.io.InputStreamReader(
                                process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null) {
                log.line(line);
                line = reader.readLine();
            }
        } catch (IOException e) {
            // The process was killed while we read.
        } finally {
            outputRead.countDown();
        }
    }

    private static long elapsedMs(long fromNanos, long toNanos) {
        return TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos);
    }
}
