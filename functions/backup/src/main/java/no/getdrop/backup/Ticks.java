package no.getdrop.backup;

import no.getdrop.backup.plan.Action;
import no.getdrop.backup.plan.Plan;
import no.getdrop.backup.plan.Planner;
import no.getdrop.backup.plan.Retention;
import no.getdrop.backup.plan.Slot;
import no.getdrop.backup.plan.Source;
import no.getdrop.backup.plan.State;
import no.getdrop.backup.run.Cloud;
import no.getdrop.backup.run.CloudException;
import no.getdrop.backup.run.Outcome;
import no.getdrop.backup.run.Reconciler;
import no.getdrop.runtime.Metrics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// Looks after every database in turn: reads what there is, decides, and does it. What fails for
/// one database or one snapshot keeps none of the others from being looked after.
final class Ticks {
    private static final Logger log = LoggerFactory.getLogger(Ticks.class);

    /// No action begins when less time is left than one may take; the next tick does it.
    private static final long RESERVE_MS = 45_000;

    private final BackupSettings settings;
    private final Cloud cloud;
    private final Reconciler reconciler;
    private final InstantSource clock;

    Ticks(BackupSettings settings, Cloud cloud, Reconciler reconciler, InstantSource clock) {
        this.settings = settings;
        this.cloud = cloud;
        this.reconciler = reconciler;
        this.clock = clock;
    }

    /// Does what is to be done.
    ///
    /// @param remainingMs until the function is cut off, in milliseconds
    Answer.Ticked run(Request.Reconcile request, LongSupplier remainingMs) {
        Slot slot = Slot.before(request.scheduledAt());
        Map<String, State> states = cloud.read(settings.databases());
        List<Answer.Done> done = new ArrayList<>();
        for (String database : settings.databases()) {
            State state = states.getOrDefault(database, empty(database));
            Instant now = clock.instant();
            Plan plan = Planner.decide(state, settings.policy(), slot, now);
            List<Outcome> outcomes = new ArrayList<>();
            for (Action action : plan.actions()) {
                outcomes.add(logged(database, run(action, remainingMs)));
            }
            plan.notes().forEach(note -> tell(database, note));
            Figures figures = Figures.of(state, settings.policy(), settings.snapshotQuota(), now);
            publish(database, figures, plan, outcomes);
            done.add(new Answer.Done(database, outcomes, plan.notes(), figures.values()));
        }
        return new Answer.Ticked(request.action(), slot.stamp(), done);
    }

    /// What a tick would do.
    Answer.Planned plan(Request.ShowPlan request) {
        Slot slot = Slot.before(request.scheduledAt());
        Map<String, Answer.Intended> databases = new LinkedHashMap<>();
        Map<String, State> states = cloud.read(settings.databases());
        for (String database : settings.databases()) {
            Plan plan =
                    Planner.decide(
                            states.getOrDefault(database, empty(database)),
                            settings.policy(),
                            slot,
                            clock.instant());
            Map<String, List<String>> keeps = new TreeMap<>();
            plan.kept()
                    .forEach((id, reasons) -> {
                        if (!reasons.isEmpty()) {
                            keeps.put(id, reasons.stream().map(Retention.Reason::text).toList());
                        }
                    });
            databases.put(
                    database,
                    new Answer.Intended(
                            plan.actions().stream().map(Action::text).toList(),
                            plan.notes(),
                            keeps));
        }
        return new Answer.Planned("plan", slot.stamp(), databases);
    }

    /// What failed, in words; empty when nothing did.
    static String failures(Answer.Ticked answer) {
        List<String> failures = new ArrayList<>();
        for (Answer.Done done : answer.databases()) {
            done.outcomes().stream()
                    .filter(each -> each.result().isFailure())
                    .forEach(each ->
                            failures.add(
                                    done.database()
                                            + ": "
                                            + each.result()
                                            + ": "
                                            + each.action()
                                            + ": "
                                            + each.detail()));
            done.notes().stream()
                    .filter(each -> each.weight() == Plan.Weight.FAIL)
                    .forEach(each ->
                            failures.add(
                                    done.database() + ": " + each.subject() + ": " + each.text()));
        }
        return String.join("; ", failures);
    }

    private Outcome run(Action action, LongSupplier remainingMs) {
        if (remainingMs.getAsLong() < RESERVE_MS) {
            return new Outcome(
                    action.subject(), action.text(), Outcome.Result.DEFERRED, "no time is left");
        }
        try {
            return reconciler.run(action);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("action", action.text()).log("an action failed");
            return new Outcome(
                    action.subject(),
                    action.text(),
                    Outcome.Result.FAILED,
                    e instanceof CloudException cloudError
                            ? cloudError.words()
                            : e.getClass().getSimpleName());
        }
    }

    private static State empty(String database) {
        return new State(Source.missing(database), List.of(), List.of(), List.of(), Set.of());
    }

    /// At once, so that a run that is cut off has told what it did.
    private static Outcome logged(String database, Outcome outcome) {
        (outcome.result().isFailure() ? log.atError() : log.atInfo())
                .addKeyValue("database", database)
                .addKeyValue("snapshot", outcome.subject())
                .addKeyValue("result", outcome.result())
                .addKeyValue("detail", outcome.detail())
                .log(outcome.action());
        return outcome;
    }

    private static void tell(String database, Plan.Note note) {
        LoggingEventBuilder line =
                switch (note.weight()) {
                    case WAIT -> log.atInfo();
                    case WARN -> log.atWarn();
                    case FAIL -> log.atError();
                };
        line.addKeyValue("database", database)
                .addKeyValue("subject", note.subject())
                .log(note.text());
    }

    private static void publish(
            String database, Figures figures, Plan plan, List<Outcome> outcomes) {
        Map<String, String> dimensions = Map.of("database", database);
        figures.values()
                .forEach((name, value) -> {
                    if (name.endsWith("Seconds")) {
                        Metrics.seconds(name, value, dimensions);
                    } else {
                        Metrics.count(name, value, dimensions);
                    }
                });
        long failures =
                outcomes.stream().filter(each -> each.result().isFailure()).count()
                        + plan.notes().stream()
                                .filter(each -> each.weight() == Plan.Weight.FAIL)
                                .count();
        Metrics.count("BackupFailures", failures, dimensions);
        Metrics.count(
                "ClonesLeaked",
                plan.actions().stream().filter(Action.NoteAttempt.class::isInstance).count(),
                dimensions);
        Metrics.count(
                "PruneBlocked",
                plan.notes().stream()
                        .filter(each -> each.text().startsWith("nothing is deleted"))
                        .count(),
                dimensions);
    }
}
