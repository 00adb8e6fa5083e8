package no.getdrop.worker;

import no.getdrop.database.Database;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The worker as its function composes it, for a simulation that gives it its database, its banks
/// and its clock. The jobs that ask others than the banks are left out.
public final class WorkerProcess {
    private static final int INVOCATION_MS = 58_000;

    private static final List<Job> PAYMENTS = List.of(Job.OUTBOX, Job.STATUS, Job.WEBHOOKS);

    private static final List<Job> BOOKS = List.of(Job.RECONCILIATION, Job.CHAIN, Job.HEARTBEAT);

    private final Worker worker;

    /// One that has just started.
    public WorkerProcess(
            Environment environment,
            Secrets secrets,
            Database database,
            OpenBanking openBanking,
            InstantSource clock) {
        worker = WorkerHandler.worker(environment, secrets, database, openBanking, clock);
    }

    /// One scheduled invocation, with the payments' jobs alone, or with those of the books too.
    ///
    /// @return why jobs failed, by job
    public Map<String, String> run(boolean withBooks) {
        List<Job> jobs =
                withBooks ? Stream.concat(PAYMENTS.stream(), BOOKS.stream()).toList() : PAYMENTS;
        return worker.run(jobs, INVOCATION_MS).failed();
    }

    /// Puts back the payments that were set aside, as a person does who has mended what failed.
    public void replay() {
        worker.replay(new Payload.Replay(Payload.Kind.OUTBOX, Optional.empty()), "replay");
    }
}
