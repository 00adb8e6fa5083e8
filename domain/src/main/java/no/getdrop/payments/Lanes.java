package no.getdrop.payments;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// How many do the same work side by side. Most of a delivery is waiting for a bank, so one worker
/// keeps several on their way, over the one connection to the database that nobody holds while a
/// bank is asked.
///
/// @param count of lanes, 1 or more; a single one runs on the caller's own thread
public record Lanes(int count) {
    public Lanes {
        if (count < 1) {
            throw new IllegalArgumentException("lanes must be 1 or more, not " + count);
        }
    }

    /// Runs `lane` in each, and gives what each of them returned once all have ended.
    ///
    /// @throws RuntimeException the first that one of them threw; the others have ended by then
    <R> List<R> run(Supplier<R> lane) {
        if (count == 1) {
            return List.of(lane.get());
        }
        List<Future<R>> lanes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                lanes.add(threads.submit(lane::get));
            }
        }
        return lanes.stream().map(Lanes::result).toList();
    }

    private static <R> R result(Future<R> lane) {
        try {
            return lane.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException own
                    ? own
                    : new IllegalStateException("a lane failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
