package no.getdrop.local.lambda;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// Decides whether a process is killed at the moment it posts its answer; each order counts once.
final class AnswerHook {

    private final AtomicReference<@Nullable Predicate<String>> order = new AtomicReference<>();

    void killOnce(Predicate<String> event) {
        order.set(event);
    }

    boolean kills(String event) {
        @Nullable Predicate<String> matching = order.get();
        return matching != null && matching.test(event) && order.compareAndSet(matching, null);
    }
}
