package no.getdrop.backup.run;

import no.getdrop.backup.plan.Action;
import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Names;
import no.getdrop.backup.plan.Policy;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Tags;
import no.getdrop.backup.run.Outcome.Result;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Carries out the plan of one database. What one action cannot do keeps none of the others from
/// being done, and no error is taken for another: each has its reaction.
public final class Reconciler {
    /// For how long a fence serves further attempts of the same run.
    static final Duration FENCE_FRESH = Duration.ofHours(24);

    private final Cloud cloud;
    private final Fences fences;
    private final Proofs proofs;
    private final Policy policy;
    private final InstantSource clock;

    /// @param clock for what is measured; it decides nothing
    public Reconciler(
            Cloud cloud, Fences fences, Proofs proofs, Policy policy, InstantSource clock) {
        this.cloud = cloud;
        this.fences = fences;
        this.proofs = proofs;
        this.policy = policy;
        this.clock = clock;
    }

    /// Does one action.
    public Outcome run(Action action) {
        return switch (action) {
            case Action.CreateSnapshot create -> create(create);
            case Action.CopySnapshot(Snapshot snapshot) -> copy(action, snapshot);
            case Action.DeleteSnapshot delete ->
                    guarded(action, () -> delete(delete), () -> Result.DONE);
            case Action.RestoreClone restore -> restore(restore);
            case Action.AdvanceClone(Clone clone, Action.Step step) -> advance(action, clone, step);
            case Action.Prove(Snapshot snapshot, Clone clone) -> prove(action, snapshot, clone);
            case Action.MarkVerified(Snapshot snapshot) -> mark(action, snapshot);
            case Action.NoteAttempt note ->
                    guarded(action, () -> note(note), () -> Result.DEFERRED);
        };
    }

    private Outcome create(Action.CreateSnapshot action) {
        Action.SnapshotOrder order = action.order();
        Optional<Instant> fencedAt = Optional.empty();
        try {
            fencedAt = Optional.of(fences.write(order, FENCE_FRESH));
        } catch (Fences.FenceException e) {
            if (!action.unfenced()) {
                return outcome(
                        action,
                        action.late() ? Result.LATE : Result.DEFERRED,
                        "no fence: " + e.getMessage());
            }
        }
        Map<String, String> tags = owned(order.id());
        tags.put(Tags.KIND, order.kind().text());
        tags.put(Tags.SLOT, Tags.value(order.slot()));
        tags.put(Tags.RUN, Tags.value(order.run()));
        tags.put(Tags.REQUESTED_AT, order.requestedAt().truncatedTo(ChronoUnit.SECONDS).toString());
        tags.put(Tags.FENCED_AT, fencedAt.map(Instant::toString).orElse("none"));
        order.commit().ifPresent(commit -> tags.put(Tags.COMMIT, Tags.value(commit)));
        order.reason().ifPresent(reason -> tags.put(Tags.REASON, Tags.value(reason)));
        Outcome outcome =
                making(
                        action,
                        () -> cloud.create(order.id(), order.database(), tags),
                        () ->
                                cloud.find(order.id())
                                        .map(found -> isSame(found, order) ? Same.YES : Same.NO)
                                        .orElse(Same.UNKNOWN));
        boolean waits = outcome.result() == Result.DEFERRED || outcome.result() == Result.THROTTLED;
        return action.late() && waits ? outcome(action, Result.LATE, outcome.detail()) : outcome;
    }

    private boolean isSame(Snapshot found, Action.SnapshotOrder order) {
        return found.isOwnedBy(policy.owner())
                && found.database().equals(order.database())
                && found.run().filter(order.run()::equals).isPresent();
    }

    private Outcome copy(Action action, Snapshot snapshot) {
        Map<String, String> tags = new HashMap<>(snapshot.tags());
        tags.keySet().removeIf(key -> !key.startsWith("drop:"));
        tags.putAll(owned(snapshot.id()));
        tags.put(Tags.COPY_OF, snapshot.id());
        tags.put(Tags.TAKEN_AT, snapshot.takenAt().toString());
        return making(
                action,
                () -> cloud.copy(snapshot, tags),
                () ->
                        cloud.findCopy(snapshot.id())
                                .map(found ->
                                        found.isOwnedBy(policy.owner())
                                                        && found.copyOf()
                                                                .filter(snapshot.id()::equals)
                                                                .isPresent()
                                                ? Same.YES
                                                : Same.NO)
                                .orElse(Same.UNKNOWN));
    }

    private Result delete(Action.DeleteSnapshot delete) {
        if (delete.elsewhere()) {
            cloud.deleteCopy(delete.snapshot());
        } else {
            cloud.delete(delete.snapshot());
        }
        return Result.DONE;
    }

    private Outcome restore(Action.RestoreClone action) {
        Map<String, String> tags = owned(action.cloneId());
        tags.put(Tags.PURPOSE, Clone.Purpose.RESTORE_VERIFY.text());
        tags.put(Tags.DATABASE, action.snapshot().database());
        tags.put(Tags.SNAPSHOT, action.snapshot().id());
        tags.put(Tags.ATTEMPT, Integer.toString(action.attempt()));
        tags.put(Tags.REQUESTED_AT, now().toString());
        return making(
                action,
                () ->
                        cloud.restore(
                                action.snapshot(),
                                action.cloneId(),
                                Clone.Purpose.RESTORE_VERIFY,
                                tags),
                () ->
                        cloud.findClone(action.cloneId())
                                .map(found ->
                                        found.isOwnedBy(policy.owner())
                                                        && found.snapshotId()
                                                                .equals(action.snapshot().id())
                                                ? Same.YES
                                                : Same.NO)
                                .orElse(Same.UNKNOWN));
    }

    private Outcome advance(Action action, Clone clone, Action.Step step) {
        boolean removes = step == Action.Step.REMOVE || step == Action.Step.REMOVE_INSTANCE;
        Map<String, String> tags = new HashMap<>(clone.tags());
        tags.keySet().removeIf(key -> !key.startsWith("drop:"));
        if (step == Action.Step.ADD_INSTANCE) {
            tags.put(Tags.ID, Names.instance(clone.id()));
            tags.put(Tags.AVAILABLE_SECONDS, Long.toString(seconds(clone.createdAt())));
        }
        return guarded(
                action,
                () -> {
                    cloud.advance(clone, step, tags);
                    return Result.DONE;
                },
                () -> removes ? Result.DONE : Result.DEFERRED);
    }

    private Result note(Action.NoteAttempt note) {
        Map<String, String> tags = new HashMap<>();
        tags.put(Tags.ATTEMPTS, Integer.toString(note.attempt()));
        if (note.last()) {
            tags.put(Tags.VERDICT, Snapshot.Verdict.REJECTED.text());
            tags.put(Tags.VERDICT_AT, now().toString());
            tags.put(Tags.FAILED_CHECKS, "restore");
        }
        cloud.tag(note.snapshot(), tags);
        return note.last() ? Result.REJECTED : Result.DONE;
    }

    /// The verdict is one write. The live database is told first, since it can be told twice; when
    /// it does not answer, a later tick tells it.
    private Outcome prove(Action action, Snapshot snapshot, Clone clone) {
        Instant begun = clock.instant();
        Proofs.Proof proof;
        try {
            proof = proofs.prove(snapshot, clone);
        } catch (Proofs.UnansweredException e) {
            return outcome(action, Result.DEFERRED, String.valueOf(e.getMessage()));
        }
        List<Proofs.Check> failed = proof.failed();
        Map<String, String> tags = new HashMap<>();
        tags.put(Tags.VERDICT_AT, now().toString());
        tags.put(Tags.QUERY_SECONDS, Long.toString(secondsBetween(clone.createdAt(), begun)));
        tags.put(Tags.VERIFY_SECONDS, Long.toString(secondsBetween(begun, clock.instant())));
        Optional.ofNullable(clone.tags().get(Tags.AVAILABLE_SECONDS))
                .ifPresent(value -> tags.put(Tags.AVAILABLE_SECONDS, value));
        snapshot.fencedAt()
                .ifPresent(fencedAt ->
                        proof.newestAt()
                                .ifPresent(newestAt ->
                                        tags.put(
                                                Tags.RPO_SECONDS,
                                                Long.toString(
                                                        secondsBetween(newestAt, fencedAt)))));
        if (failed.isEmpty()) {
            tags.put(Tags.VERDICT, Snapshot.Verdict.VERIFIED.text());
            tags.put(Tags.MARKED, Boolean.toString(told(snapshot)));
        } else {
            tags.put(Tags.VERDICT, Snapshot.Verdict.REJECTED.text());
            tags.put(
                    Tags.FAILED_CHECKS,
                    Tags.value(String.join(" ", failed.stream().map(Proofs.Check::id).toList())));
        }
        return guarded(
                action,
                () -> {
                    cloud.tag(snapshot, tags);
                    return failed.isEmpty() ? Result.DONE : Result.REJECTED;
                },
                () -> Result.DEFERRED,
                failed.isEmpty() ? proof.checks().size() + " checks hold" : words(failed));
    }

    private boolean told(Snapshot snapshot) {
        try {
            snapshot.run().ifPresent(run -> fences.markVerified(snapshot.database(), run));
            return true;
        } catch (Fences.FenceException e) {
            return false;
        }
    }

    private Outcome mark(Action action, Snapshot snapshot) {
        return told(snapshot)
                ? guarded(
                        action,
                        () -> {
                            cloud.tag(snapshot, Map.of(Tags.MARKED, "true"));
                            return Result.DONE;
                        },
                        () -> Result.DEFERRED)
                : outcome(action, Result.DEFERRED, "the live database does not answer");
    }

    private static String words(List<Proofs.Check> failed) {
        return String.join(
                "; ", failed.stream().map(check -> check.id() + ": " + check.found()).toList());
    }

    /// Whether what holds an identifier is what was to be made under it.
    private enum Same {
        YES,
        NO,
        UNKNOWN
    }

    /// Makes something; what is there already counts as made when it is the same.
    private Outcome making(Action action, Runnable call, Supplier<Same> found) {
        return guarded(
                action,
                () -> {
                    try {
                        call.run();
                        return Result.DONE;
                    } catch (CloudException e) {
                        if (e.kind() != CloudException.Kind.EXISTS) {
                            throw e;
                        }
                        return switch (found.get()) {
                            case YES -> Result.DEDUPLICATED;
                            case NO -> Result.CONFLICT;
                            // RDS shows what it has just made only after a while.
                            case UNKNOWN -> Result.DEFERRED;
                        };
                    }
                },
                () -> Result.FAILED);
    }

    private Outcome guarded(Action action, Supplier<Result> call, Supplier<Result> whenMissing) {
        return guarded(action, call, whenMissing, "");
    }

    private Outcome guarded(
            Action action, Supplier<Result> call, Supplier<Result> whenMissing, String detail) {
        try {
            return outcome(action, call.get(), detail);
        } catch (CloudException e) {
            Result result =
                    switch (e.kind()) {
                        case STATE, EXISTS -> Result.DEFERRED;
                        case NOT_FOUND -> whenMissing.get();
                        case THROTTLED -> Result.THROTTLED;
                        case QUOTA -> Result.QUOTA;
                        case DENIED -> Result.DENIED;
                        case KEY -> Result.KEY;
                        case OTHER -> Result.FAILED;
                    };
            return outcome(action, result, e.words());
        }
    }

    private static Outcome outcome(Action action, Result result, String detail) {
        return new Outcome(action.subject(), action.text(), result, detail);
    }

    private Map<String, String> owned(String id) {
        Map<String, String> tags = new HashMap<>();
        tags.put(Tags.OWNER, policy.owner());
        tags.put(Tags.ID, id);
        return tags;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private long seconds(Instant since) {
        return secondsBetween(since, clock.instant());
    }

    private static long secondsBetween(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toSeconds());
    }
}
