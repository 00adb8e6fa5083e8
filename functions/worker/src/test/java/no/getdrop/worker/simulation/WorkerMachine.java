package no.getdrop.worker.simulation;

import no.getdrop.worker.WorkerProcess;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// An environment of the worker; when it dies it begins anew.
final class WorkerMachine {
    /// What a job that failed may say: its next run goes on.
    private static final Set<String> EXCUSES = Set.of("the database cannot be reached");

    private final Machine machine;
    private final Timeline timeline;
    private final Supplier<WorkerProcess> start;
    private WorkerProcess process;
    private int runs;

    WorkerMachine(Machine machine, Timeline timeline, Supplier<WorkerProcess> start) {
        this.machine = machine;
        this.timeline = timeline;
        this.start = start;
        this.process = start.get();
    }

    boolean isBusy() {
        return machine.isBusy();
    }

    /// A scheduled invocation.
    void invoke() {
        boolean lived =
                machine.run(() -> {
                    // Books are looked at by each tenth run alone: that is most of its work.
                    Map<String, String> failed = process.run(runs++ % 10 == 0);
                    if (!EXCUSES.containsAll(failed.values())) {
                        throw new IllegalStateException("jobs failed: " + failed);
                    }
                });
        timeline.count("worker runs");
        if (!lived) {
            process = start.get();
        }
    }

    /// A person's invocation, to put back what was set aside.
    void replay() {
        process.replay();
    }
}
