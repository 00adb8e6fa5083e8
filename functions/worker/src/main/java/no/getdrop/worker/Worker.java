package no.getdrop.worker;

import no.getdrop.accounts.ConsentEndings;
import no.getdrop.accounts.ConsentNotices;
import no.getdrop.compliance.Rescreening;
import no.getdrop.compliance.lists.SanctionsLists;
import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.payments.Delivery;
import no.getdrop.payments.StatusQueries;
import no.getdrop.rates.ExchangeRate;
import no.getdrop.rates.NorgesBank;
import no.getdrop.rates.Rates;
import no.getdrop.rates.RatesUnavailableException;
import no.getdrop.recipients.Corridor;
import no.getdrop.runtime.Metrics;
import no.getdrop.runtime.SettingException;
import no.getdrop.webhooks.WebhookEvents;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs the jobs one after the other, each within its part of the time; what one of them cannot do
/// keeps none of the others from its work.
///
/// Nothing is tried twice in one invocation: the next one comes within a minute. Two workers at
/// once take different rows.
final class Worker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final WorkerSettings settings;
    private final Parts parts;
    private final InstantSource clock;

    /// What the jobs work with.
    record Parts(
            Delivery delivery,
            StatusQueries statusQueries,
            WebhookEvents webhookEvents,
            ConsentEndings consentEndings,
            ConsentNotices consentNotices,
            NorgesBank norgesBank,
            Rates rates,
            SanctionsLists sanctionsLists,
            Rescreening rescreening,
            Sweep sweep,
            Heartbeat heartbeat) {}

    /// What the outbox job did, and what is left.
    record Delivered(int delivered, int postponed, long due, long oldestDueAgeMs) {}

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
            try {
                done.put(job.text(), run(job, deadline, new Report(done, failed)));
            } catch (DatabaseUnavailableException e) {
                failed.put(job.text(), "the database cannot be reached");
                // Without its stack: the job's name and the driver's words say all there is.
                log.atError()
                        .addKeyValue("job", job.text())
                        .addKeyValue("reason", String.valueOf(e.getCause()))
                        .log("the database cannot be reached");
            } catch (RatesUnavailableException e) {
                failed.put(job.text(), String.valueOf(e.getMessage()));
                log.atWarn().setCause(e).addKeyValue("job", job.text()).log("no exchange rates");
            } catch (SettingException e) {
                failed.put(job.text(), String.valueOf(e.getMessage()));
                log.atError().setCause(e).addKeyValue("job", job.text()).log("a setting is wrong");
            } catch (RuntimeException e) {
                failed.put(job.text(), "failed with " + e.getClass().getSimpleName());
                log.atError().setCause(e).addKeyValue("job", job.text()).log("a job failed");
            }
        }
        failed.keySet().forEach(job -> Metrics.count("WorkerJobsFailed", 1, Map.of("job", job)));
        return new Report(done, failed);
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
            case SWEEP -> parts.sweep().run(settings.sweepLimit());
            case HEARTBEAT -> {
                parts.heartbeat().beat(settings.version(), before);
                yield new Beaten(settings.version());
            }
        };
    }

    private Delivered deliver(Instant deadline) {
        Delivery.Round round = parts.delivery().deliverDue(settings.outboxLimit(), deadline);
        Delivery.Backlog left = parts.delivery().backlog();
        Metrics.count("PaymentsDelivered", round.delivered(), Map.of());
        Metrics.count("PaymentsPostponed", round.postponed(), Map.of());
        Metrics.count("OutboxDue", left.due(), Map.of());
        Metrics.milliseconds("OutboxLag", left.oldestAgeMs(), Map.of());
        return new Delivered(round.delivered(), round.postponed(), left.due(), left.oldestAgeMs());
    }

    private StatusQueries.Round ask(Instant deadline) {
        StatusQueries.Round round = parts.statusQueries().askDue(settings.statusLimit(), deadline);
        Metrics.count("PaymentStatusesAsked", round.asked(), Map.of());
        Metrics.count("PaymentsCompleted", round.completed(), Map.of());
        Metrics.count("PaymentsFailed", round.failed(), Map.of());
        return round;
    }

    private WebhookEvents.Round act(Instant deadline) {
        WebhookEvents.Round round = parts.webhookEvents().actDue(settings.followLimit(), deadline);
        Metrics.count("WebhooksWaiting", round.waiting(), Map.of());
        Metrics.count("WebhooksFailed", round.failed(), Map.of());
        return round;
    }

    private Followed follow(Instant deadline) {
        ConsentNotices.Round told =
                parts.consentNotices().tellDue(settings.followLimit(), deadline);
        ConsentEndings.Round ended =
                parts.consentEndings().tellDue(settings.followLimit(), deadline);
        Metrics.count("ConsentEndingsPostponed", ended.postponed(), Map.of());
        return new Followed(ended.told(), ended.postponed(), told.expiring(), told.expired());
    }

    private Refreshed refresh(Instant deadline) throws RatesUnavailableException {
        Instant now = clock.instant();
        Optional<Instant> confirmedAt = parts.rates().confirmedAt();
        boolean fresh =
                confirmedAt
                        .map(then -> then.plus(settings.ratesMaxAge()).isAfter(now))
                        .orElse(false);
        if (fresh) {
            return new Refreshed(false, 0);
        }
        List<Currency> currencies =
                Arrays.stream(Corridor.values()).map(Corridor::currency).toList();
        List<ExchangeRate> rates =
                parts.norgesBank().latest(currencies, Duration.between(now, deadline));
        parts.rates().store(rates);
        Metrics.count("RatesStored", rates.size(), Map.of());
        return new Refreshed(true, rates.size());
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
