package no.getdrop.local.lambda;

import no.getdrop.local.template.FunctionSpec;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/// One function and its execution environments, started when invocations need them.
public final class LambdaFunction implements AutoCloseable {
    private final FunctionParts parts;
    private final Path folder;
    private final ProcessLedger ledger;
    private final List<ExecutionEnvironment> environments = new ArrayList<>();
    private final Deque<ExecutionEnvironment> idle = new ArrayDeque<>();
    private final Deque<StartFailure> failures = new ArrayDeque<>();
    private int waiting;
    private int started;
    private boolean closed;

    /// @param folder holds what belongs to single environments
    public LambdaFunction(
            FunctionConfig config,
            RuntimeClient client,
            IssuedCredentials credentials,
            FunctionLog log,
            Path folder) {
        this.parts =
                new FunctionParts(
                        config, client, credentials, log, new RestoreGate(), new AnswerHook());
        this.folder = folder;
        this.ledger = new ProcessLedger(folder);
    }

    public FunctionSpec spec() {
        return parts.config().spec();
    }

    /// Every environment alive, in the order they started.
    public synchronized List<EnvironmentReport> environments() {
        return environments.stream()
                .filter(environment -> !environment.ended())
                .map(ExecutionEnvironment::report)
                .toList();
    }

    /// The newest lines of its log, oldest first.
    public List<String> log() {
        return parts.log().lines();
    }

    /// Invokes it with JSON text.
    public Outcome invoke(String event) throws InterruptedException {
        return invoke(event.getBytes(StandardCharsets.UTF_8));
    }

    /// Invokes it and waits for what becomes of it.
    ///
    /// Waits for an environment when all that may run here are busy, and is throttled when the
    /// deployed function would be.
    public Outcome invoke(byte[] event) throws InterruptedException {
        String requestId = UUID.randomUUID().toString();
        ExecutionEnvironment environment;
        try {
            environment = acquire();
        } catch (StartFailure failure) {
            return new Outcome.Failed(requestId, failure.error());
        }
        if (environment == null) {
            return new Outcome.Throttled();
        }
        try {
            return environment.run(requestId, event);
        } finally {
            release(environment);
        }
    }

    /// Starts one environment, unless one is there, and waits until it can take an invocation.
    ///
    /// @throws IllegalStateException when it does not start; the message is Lambda's error object
    public void start() throws InterruptedException {
        try {
            ExecutionEnvironment environment = acquire();
            if (environment != null) {
                release(environment);
            }
        } catch (StartFailure failure) {
            throw new IllegalStateException(
                    spec().name()
                            + " did not start: "
                            + new String(failure.error(), StandardCharsets.UTF_8),
                    failure);
        }
    }

    /// Starts functions at once, each as [#start()] does.
    public static void startAll(List<LambdaFunction> functions) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> starts = new ArrayList<>();
            for (LambdaFunction function : functions) {
                starts.add(
                        threads.submit(() -> {
                            function.start();
                            return function.spec().name();
                        }));
            }
            for (Future<String> start : starts) {
                start.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        }
    }

    /// SIGKILL for every environment; invocations at work fail as they would in Lambda. Of one that
    /// was still starting the next invocation hears nothing.
    public synchronized void kill() {
        environments.forEach(ExecutionEnvironment::kill);
        environments.clear();
        idle.clear();
        notifyAll();
    }

    /// Ends every environment and starts a new one, as a deployment does.
    public void restart() throws InterruptedException {
        endAll();
        start();
    }

    /// From now on environments stop at the snapshot point until [#releaseRestore()].
    public void holdRestore() {
        parts.gate().hold();
    }

    /// Lets environments through the snapshot point again.
    public void releaseRestore() {
        parts.gate().release();
    }

    /// Starts an environment without waiting for it; with [#holdRestore()] it stops at its snapshot
    /// point.
    public void startInBackground() {
        startInBackground(Map.of());
    }

    /// As [#startInBackground()], with further variables for that environment alone.
    public synchronized void startInBackground(Map<String, String> variables) {
        startEnvironment(parts.with(variables));
    }

    /// The next answer is lost: its process is killed when it posts the answer, and the caller is
    /// told that the runtime exited.
    public void killBeforeAnswer() {
        killBeforeAnswer(event -> true);
    }

    /// As [#killBeforeAnswer()], for the next event that matches.
    public void killBeforeAnswer(Predicate<String> event) {
        parts.hook().killOnce(event);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        parts.gate().release();
        endAll();
        parts.log().close();
    }

    private void endAll() {
        List<ExecutionEnvironment> ending;
        synchronized (this) {
            ending = List.copyOf(environments);
            environments.clear();
            idle.clear();
        }
        ending.forEach(ExecutionEnvironment::kill);
        ending.forEach(ExecutionEnvironment::close);
    }

    /// An environment for one invocation; null when throttled.
    private synchronized @Nullable ExecutionEnvironment acquire()
            throws InterruptedException, StartFailure {
        if (waiting == 0) {
            failures.clear();
        }
        waiting++;
        try {
            while (true) {
                if (closed) {
                    throw new StartFailure(LambdaErrors.exited("closed", 137));
                }
                prune();
                ExecutionEnvironment free = idle.pollFirst();
                if (free != null) {
                    return free;
                }
                StartFailure failure = failures.pollFirst();
                if (failure != null) {
                    throw failure;
                }
                if (busy() + waiting > parts.config().environmentsAtMost()
                        && parts.config().throttles()) {
                    return null;
                }
                if (starting() < waiting
                        && environments.size() < parts.config().environmentsAtMost()) {
                    startEnvironment(parts);
                }
                wait();
            }
        } finally {
            waiting--;
        }
    }

    private long starting() {
        return environments.stream().filter(e -> !e.ready().isDone()).count();
    }

    private long busy() {
        return environments.size() - starting() - idle.size();
    }

    private void startEnvironment(FunctionParts with) {
        int number = ++started;
        Path temporary = folder.resolve("environment-" + number);
        ExecutionEnvironment environment =
                new ExecutionEnvironment(number, with, temporary, this::prune);
        ledger.add(environment.process());
        environments.add(environment);
        var _ = environment.ready().whenComplete((done, failure) -> settled(environment, failure));
    }

    private synchronized void settled(
            ExecutionEnvironment environment, @Nullable Throwable failure) {
        if (failure == null) {
            if (environments.contains(environment)) {
                idle.addFirst(environment);
            }
        } else if (environments.remove(environment)) {
            failures.addLast(asStartFailure(failure));
        }
        notifyAll();
    }

    /// Forgets those that ended; one that never was ready is left to [#settled], which tells why.
    private synchronized void prune() {
        environments.removeIf(e -> e.ended() && e.ready().state() == Future.State.SUCCESS);
        idle.removeIf(ExecutionEnvironment::ended);
        notifyAll();
    }

    private static StartFailure asStartFailure(Throwable failure) {
        return switch (failure) {
            case StartFailure start -> start;
            case CompletionException e when e.getCause() instanceof StartFailure start -> start;
            case ExecutionException e when e.getCause() instanceof StartFailure start -> start;

            default -> throw new IllegalStateException(failure);
        };
    }

    private synchronized void release(ExecutionEnvironment environment) {
        if (environments.contains(environment) && !environment.ended()) {
            idle.addFirst(environment);
        }
        notifyAll();
    }
}
