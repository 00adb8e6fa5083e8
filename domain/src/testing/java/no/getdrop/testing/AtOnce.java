package no.getdrop.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// Runs the same work on several threads that start together.
public final class AtOnce {
    private AtOnce() {}

    /// What each of `threads` gave, in their order.
    public static <R> List<R> run(int threads, IntFunction<R> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Callable<R>> calls = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int index = thread;
                calls.add(() -> {
                    start.await();
                    return work.apply(index);
                });
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : executor.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
