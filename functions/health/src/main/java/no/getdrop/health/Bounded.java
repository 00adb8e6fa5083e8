package no.getdrop.health;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// A question to somebody slower than a monitor is patient: it is asked on a thread of its own and
/// waited for within a limit. While one is under way, whoever asks waits for that one.
final class Bounded<T> {
    private final String name;
    private final Duration limit;
    private final Supplier<T> question;
    private @Nullable CompletableFuture<T> underWay;

    /// @param name for the log
    Bounded(String name, Duration limit, Supplier<T> question) {
        this.name = name;
        this.limit = limit;
        this.question = question;
    }

    /// The answer; empty when there was none in time, or an error, which is logged.
    Optional<T> ask() {
        try {
            return Optional.of(start().get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            LoggerFactory.getLogger(Bounded.class).atWarn().setCause(e).log("no answer: " + name);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Waits until nothing is under way, so that no late answer enters a snapshot.
    void settle() {
        CompletableFuture<T> current;
        synchronized (this) {
            current = underWay;
        }
        if (current != null) {
            current.handle((answer, failure) -> true).join();
        }
    }

    private synchronized CompletableFuture<T> start() {
        CompletableFuture<T> current = underWay;
        if (current == null) {
            current =
                    CompletableFuture.supplyAsync(question, Thread::startVirtualThread)
                            .whenComplete((answer, failure) -> forget());
            // Done already means that it was forgotten already.
            underWay = current.isDone() ? null : current;
        }
        return current;
    }

    private synchronized void forget() {
        underWay = null;
    }
}
