package no.getdrop.worker;

import no.getdrop.accounts.ConsentEndings;
import no.getdrop.accounts.ConsentNotices;
import no.getdrop.audit.Audit;
import no.getdrop.audit.ChainBlocks;
import no.getdrop.compliance.Rescreening;
import no.getdrop.compliance.lists.SanctionsLists;
import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.payments.Delivery;
import no.getdrop.payments.PaymentId;
import no.getdrop.payments.SetAsidePayments;
import no.getdrop.payments.StatusQueries;
import no.getdrop.rates.RateRefresh;
import no.getdrop.rates.RatesUnavailableException;
import no.getdrop.reconciliation.Reconciliation;
import no.getdrop.runtime.Metrics;
import no.getdrop.runtime.SettingException;
import no.getdrop.webhooks.SetAsideEvents;
import no.getdrop.webhooks.WebhookEvents;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Runs the jobs one after the other, each within its part of the time; what one of them cannot do
/// keeps none of the others from its work.
///
/// Nothing is tried twice in one invocation: the next one comes within a minute. Two workers at
/// once take different rows.
final class Worker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /// Rows of the chain of which one question may ask: a second's work for a small database.
    private static final int VERIFIED_ROWS = 20_000;

    /// Blocks of the chain that each run verifies, at most.
    private static final int SAMPLED_BLOCKS = 20;

    private final WorkerSettings settings;
    private final Parts parts;
    private final InstantSource clock;

    /// What the jobs work with.
    record Parts(
            Delivery delivery,
            StatusQueries statusQueries,
            SetAsidePayments setAsidePayments,
            WebhookEvents webhookEvents,
            SetAsideEvents setAsideEvents,
            ConsentEndings consentEndings,
            ConsentNotices consentNotices,
            RateRefresh rateRefresh,
            SanctionsLists sanctionsLists,
            Rescreening rescreening,
            Reconciliation reconciliation,
            ChainBlocks chainBlocks,
            Waiting waiting,
            Sweep sweep,
            Resealing resealing,
            PaymentFigures figures,
            Heartbeat heartbeat) {}

    /// What the outbox job did, and what is left.
    ///
    /// @param setAside payments that nobody tries to deliver any more
    /// @param uncertain payments that fail and may be at the bank, which is asked on
    record Delivered(
            int delivered,
            int postponed,
            long due,
            long oldestDueAgeMs,
            long setAside,
            long uncertain) {}

    /// What the webhooks job did, and what is set aside.
    record Acted(int processed, int waiting, int failed, long setAside) {}

    /// What the reconciliation job did, and how many differences are open.
    record Compared(int days, int orders, int found, long open) {}

    /// What the chain job did.
    ///
    /// @param broken the first block of those looked at that does not hold
    record Sealed(int blocks, long rows, @Nullable Long broken) {}

    /// What a verification of the chain found.
    ///
    /// @param verified blocks that hold, one after the other
    /// @param broken the first block that does not hold; `null` when all do that were looked at
    /// @param next where to go on; `null` at the end of the chain
    record Verified(long verified, @Nullable Long broken, @Nullable Long next) {}

    /// What was put back.
    record Replayed(int replayed) {}

    /// What the rates job did.
    ///
    /// @param asked whether the source was asked; fresh rates need no asking
    record Refreshed(boolean asked, int stored) {}

    /// What the consents job did.
    record Followed(int ended, int postponed, int expiringTold, int expiredTold) {}

    /// The heartbeat's own part of the answer.
    record Beaten(String version) {}

    Worker(WorkerSettings settings, Parts parts, InstantSource clock) {
        this.settings = settings;
        this.parts = parts;
        this.clock = clock;
    }

    /// Runs `jobs` in their order.
    ///
    /// @param remainingMs until the function is cut off, in milliseconds
    Report run(List<Job> jobs, int remainingMs) {
        Deadlines deadlines = Deadlines.of(clock, remainingMs, settings.reserveMs());
        Map<String, Object> done = new LinkedHashMap<>();
        Map<String, String> failed = new LinkedHashMap<>();
        for (int index = 0; index < jobs.size(); index++) {
            Job job = jobs.get(index);
            Instant deadline = deadlines.next(jobs.subList(index, jobs.size()));
            Instant begin = clock.instant();
            try {
                done.put(job.text(), run(job, deadline, new Report(done, failed)));
            } catch (RatesUnavailableException e) {
                failed.put(job.text(), String.valueOf(e.getMessage()));
                log.atWarn().setCause(e).addKeyValue("job", job.text()).log("no exchange rates");
            } catch (RuntimeException e) {
                failed.put(job.text(), told(job, e));
            }
            Metrics.milliseconds(
                    "WorkerJobDuration",
                    Duration.between(begin, clock.instant()).toMillis(),
                    Map.of("job", job.text()));
        }
        failed.keySet().forEach(job -> Metrics.count("WorkerJobsFailed", 1, Map.of("job", job)));
        Metrics.count("WorkerRunsFailed", failed.isEmpty() ? 0 : 1, Map.of());
        return new Report(done, failed);
    }

    /// Puts back what was set aside.
    ///
    /// @throws IllegalArgumentException when the id is none of that kind
    Report replay(Payload.Replay replay, String requestId) {
        Audit.Origin origin = new Audit.Origin("worker", null, requestId);
        int replayed =
                switch (replay.kind()) {
                    case OUTBOX ->
                            parts.setAsidePayments()
                                    .replay(
                                            replay.id()
                                                    .map(id -> id(PaymentId.parse(id), id, "txn_…"))
                                                    .orElse(null),
                                            origin);
                    case WEBHOOK ->
                            parts.setAsideEvents()
                                    .replay(
                                            replay.id()
                                                    .map(id -> id(uuid(id), id, "a UUID"))
                                                    .orElse(null),
                                            origin);
                };
        return new Report(Map.of("replay", new Replayed(replayed)), Map.of());
    }

    /// Makes the hashes of the chain again.
    Report verify(Payload.VerifyChain verify, int remainingMs) {
        Instant deadline =
                Deadlines.of(clock, remainingMs, settings.reserveMs()).next(List.of(Job.CHAIN));
        ChainBlocks.Verification found =
                parts.chainBlocks().verify(verify.from(), verifiedAtOnce(), deadline);
        Metrics.count("ChainBroken", found.broken().isPresent() ? 1 : 0, Map.of());
        return new Report(
                Map.of(
                        "chain",
                        new Verified(
                                found.verified(),
                                found.broken().orElse(null),
                                found.next().orElse(null))),
                Map.of());
    }

    private static <T> T id(Optional<T> id, String text, String expected) {
        return id.orElseThrow(
                () -> new IllegalArgumentException("id is '" + text + "', expected " + expected));
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// @return why the job failed, as the answer says it
    private static String told(Job job, RuntimeException e) {
        return switch (e) {
            case DatabaseUnavailableException away -> {
                // Without its stack: the job's name and the driver's words say all there is.
                log.atError()
                        .addKeyValue("job", job.text())
                        .addKeyValue("reason", String.valueOf(away.getCause()))
                        .log("the database cannot be reached");
                yield "the database cannot be reached";
            }
            case SettingException wrong -> {
                log.atError()
                        .setCause(wrong)
                        .addKeyValue("job", job.text())
                        .log("a setting is wrong");
                yield String.valueOf(wrong.getMessage());
            }
            case RuntimeException other -> {
                log.atError().setCause(other).addKeyValue("job", job.text()).log("a job failed");
                yield "failed with " + other.getClass().getSimpleName();
            }
        };
    }

    private Object run(Job job, Instant deadline, Report before) throws RatesUnavailableException {
        return switch (job) {
            case OUTBOX -> deliver(deadline);
            case STATUS -> ask(deadline);
            case WEBHOOKS -> act(deadline);
            case CONSENTS -> follow(deadline);
            case RATES -> refresh(deadline);
            case LISTS -> load(deadline);
            case RESCREEN -> screen(deadline);
            case RECONCILIATION -> compare(deadline);
            case CHAIN -> seal(deadline);
            case SWEEP -> sweep(deadline);
            case RESEAL -> reseal(deadline);
            case HEARTBEAT -> {
                parts.figures().publish();
                Metrics.count("ComplaintsDue", parts.waiting().complaints(), Map.of());
                Metrics.count("WithdrawalsDue", parts.waiting().withdrawals(), Map.of());
                parts.heartbeat().beat(settings.version(), before);
                yield new Beaten(settings.version());
            }
        };
    }

    private Delivered deliver(Instant deadline) {
        Delivery.Round round =
                parts.delivery().deliverDue(settings.lanes(), settings.outboxLimit(), deadline);
        Delivery.Backlog left = parts.delivery().backlog();
        SetAsidePayments.Count aside = parts.setAsidePayments().count(settings.attemptsMax());
        Metrics.count("PaymentsDelivered", round.delivered(), Map.of());
        Metrics.count("PaymentsPostponed", round.postponed(), Map.of());
        Metrics.count("OutboxDue", left.due(), Map.of());
        Metrics.milliseconds("OutboxLag", left.oldestAgeMs(), Map.of());
        Metrics.count("OutboxPoisoned", aside.setAside(), Map.of());
        Metrics.count("OutboxUncertain", aside.uncertain(), Map.of());
        return new Delivered(
                round.delivered(),
                round.postponed(),
                left.due(),
                left.oldestAgeMs(),
                aside.setAside(),
                aside.uncertain());
    }

    private StatusQueries.Round ask(Instant deadline) {
        StatusQueries.Round round =
                parts.statusQueries().askDue(settings.lanes(), settings.statusLimit(), deadline);
        Waiting.Queue left = parts.waiting().status();
        Metrics.count("PaymentStatusesAsked", round.asked(), Map.of());
        Metrics.count("PaymentsCompleted", round.completed(), Map.of());
        Metrics.count("PaymentsFailed", round.failed(), Map.of());
        Metrics.count("PaymentsInFlight", left.waiting(), Map.of());
        Metrics.milliseconds("StatusLag", left.lagMs(), Map.of());
        return round;
    }

    private Acted act(Instant deadline) {
        WebhookEvents.Round round = parts.webhookEvents().actDue(settings.followLimit(), deadline);
        Waiting.Queue left = parts.waiting().webhooks();
        long setAside = parts.setAsideEvents().count();
        Metrics.count("WebhooksProcessed", round.processed(), Map.of());
        Metrics.count("WebhooksWaiting", left.waiting(), Map.of());
        Metrics.count("WebhooksFailed", round.failed(), Map.of());
        Metrics.count("WebhooksPoisoned", setAside, Map.of());
        Metrics.milliseconds("WebhooksLag", left.lagMs(), Map.of());
        return new Acted(round.processed(), round.waiting(), round.failed(), setAside);
    }

    private Followed follow(Instant deadline) {
        ConsentNotices.Round told =
                parts.consentNotices().tellDue(settings.followLimit(), deadline);
        ConsentEndings.Round ended =
                parts.consentEndings().tellDue(settings.followLimit(), deadline);
        Metrics.count("ConsentEndingsTold", ended.told(), Map.of());
        Metrics.count("ConsentEndingsPostponed", ended.postponed(), Map.of());
        Metrics.milliseconds("ConsentsLag", parts.waiting().consents().lagMs(), Map.of());
        return new Followed(ended.told(), ended.postponed(), told.expiring(), told.expired());
    }

    private Compared compare(Instant deadline) {
        Reconciliation.Round round =
                parts.reconciliation().run(settings.reconcilePages(), deadline);
        Reconciliation.Standing standing = parts.reconciliation().standing();
        Metrics.count("ReconciledDays", round.finished(), Map.of());
        Metrics.count("ReconciledOrders", round.orders(), Map.of());
        Metrics.count("ReconciliationDiscrepancies", standing.open(), Map.of());
        Metrics.milliseconds("ReconciliationLag", standing.lagMs(), Map.of());
        return new Compared(round.finished(), round.orders(), round.found(), standing.open());
    }

    private Sealed seal(Instant deadline) {
        ChainBlocks.Round round = parts.chainBlocks().close(settings.chainRows(), deadline);
        Optional<Long> broken =
                parts.chainBlocks().sample(Math.min(SAMPLED_BLOCKS, verifiedAtOnce()));
        Metrics.count("ChainBlocksClosed", round.blocks(), Map.of());
        Metrics.count("ChainRowsSealed", round.rows(), Map.of());
        Metrics.count("ChainBroken", broken.isPresent() ? 1 : 0, Map.of());
        Metrics.milliseconds("ChainLag", parts.chainBlocks().standing().lagMs(), Map.of());
        return new Sealed(round.blocks(), round.rows(), broken.orElse(null));
    }

    private int verifiedAtOnce() {
        return Math.max(1, VERIFIED_ROWS / settings.chainRows());
    }

    private Sweep.Swept sweep(Instant deadline) {
        Sweep.Swept swept = parts.sweep().run(settings.sweepLimit(), deadline);
        swept.rows()
                .forEach((kind, rows) -> Metrics.count("RowsSwept", rows, Map.of("kind", kind)));
        Metrics.count("SweepsHeld", swept.heldForBackup() ? 1 : 0, Map.of());
        return swept;
    }

    private Resealing.Round reseal(Instant deadline) {
        Resealing.Round round = parts.resealing().run(settings.resealLimit(), deadline);
        Metrics.count("ValuesUnderEarlierKeys", round.left(), Map.of());
        return round;
    }

    private Refreshed refresh(Instant deadline) throws RatesUnavailableException {
        RateRefresh.Refreshed done =
                parts.rateRefresh()
                        .refresh(
                                settings.ratesMaxAge(),
                                Duration.between(clock.instant(), deadline));
        Metrics.count("RatesStored", done.stored(), Map.of());
        Metrics.milliseconds("RatesLag", done.age().toMillis(), Map.of());
        return new Refreshed(done.asked(), done.stored());
    }

    private SanctionsLists.Round load(Instant deadline) {
        SanctionsLists.Round round = parts.sanctionsLists().loadDue(deadline);
        Metrics.count("SanctionsListsLoaded", round.loaded().size(), Map.of());
        Metrics.count("SanctionsListsFailed", round.failed().size(), Map.of());
        round.agesMs()
                .forEach((source, ageMs) ->
                        Metrics.milliseconds("SanctionsListAge", ageMs, Map.of("source", source)));
        return round;
    }

    private Rescreening.Round screen(Instant deadline) {
        Rescreening.Round round = parts.rescreening().screenDue(settings.followLimit(), deadline);
        Metrics.count("CustomersRescreened", round.screened(), Map.of());
        Metrics.count("RescreeningsFailed", round.failed(), Map.of());
        Metrics.count("RescreeningsDue", round.due(), Map.of());
        Metrics.milliseconds("RescreeningLag", round.lagMs(), Map.of());
        return round;
    }
}
