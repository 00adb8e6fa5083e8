package no.getdrop.backup.plan;

import no.getdrop.backup.plan.Action.SnapshotOrder;
import no.getdrop.backup.plan.Action.Step;
import no.getdrop.backup.plan.Plan.Note;
import no.getdrop.backup.plan.Plan.Weight;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides what one tick does for one database. The same state always comes to the same plan, so
/// that two ticks at once collide on identifiers instead of doing anything twice.
public final class Planner {
    /// A snapshot from further in the future than this means that a clock is wrong.
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

    /// Copies come once a week, and with them proofs that deleting there is safe.
    private static final Duration COPIES_EVERY = Duration.ofDays(14);

    /// For how long a database that was restored for people is helped on.
    private static final Duration HELP = Duration.ofHours(24);

    private final State state;
    private final Policy policy;
    private final Instant now;
    private final List<Snapshot> ours;
    private final Map<String, Set<Retention.Reason>> kept;
    private final List<Action> actions = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final Set<String> subjects = new HashSet<>();

    private Planner(State state, Policy policy, Instant now) {
        this.state = state;
        this.policy = policy;
        this.now = now;
        this.ours = ours(state.snapshots());
        this.kept = Retention.of(ours, policy.keep());
    }

    /// What is to be done.
    ///
    /// @param slot the night of the tick's scheduled time
    /// @param now by the function's clock, which may be wrong: it decides no identifier, and alone
    ///   it lets nothing be deleted
    public static Plan decide(State state, Policy policy, Slot slot, Instant now) {
        Planner planner = new Planner(state, policy, now);
        planner.night(slot);
        planner.clones();
        planner.marks();
        planner.copies();
        planner.prune();
        planner.pruneCopies();
        planner.proofs();
        return new Plan(planner.actions, planner.notes, planner.kept);
    }

    /// The night's snapshot, unless there is one that is good or may become so.
    private void night(Slot slot) {
        boolean there =
                ours.stream()
                        .filter(each -> each.kind().filter(Kind.NIGHTLY::equals).isPresent())
                        .filter(each -> each.slot().filter(slot.stamp()::equals).isPresent())
                        .anyMatch(each -> each.status() != Snapshot.Status.FAILED);
        if (there) {
            return;
        }
        if (!slot.isCurrent(now)) {
            note(state.source().id(), Weight.WARN, "the night " + slot.stamp() + " is not today's");
            return;
        }
        boolean late = now.isAfter(slot.at().plus(policy.limits().lateAfter()));
        Weight wait = late ? Weight.FAIL : Weight.WAIT;
        switch (state.source().status()) {
            case READY -> {
                String id = Names.free(Names.nightly(state.source().id(), slot), state.takenIds());
                add(
                        new Action.CreateSnapshot(
                                new SnapshotOrder(
                                        id,
                                        state.source().id(),
                                        Kind.NIGHTLY,
                                        slot.stamp(),
                                        id,
                                        Optional.empty(),
                                        Optional.empty(),
                                        now),
                                now.isAfter(slot.at().plus(policy.limits().fenceWait())),
                                late));
            }
            case BUSY ->
                    note(state.source().id(), wait, "no snapshot while " + state.source().word());
            case STOPPED ->
                    note(state.source().id(), Weight.WARN, "no snapshot while it is stopped");
            case MISSING -> note(state.source().id(), Weight.FAIL, "there is no such database");
        }
    }

    private void clones() {
        Map<String, Snapshot> byId = new HashMap<>();
        ours.forEach(each -> byId.put(each.id(), each));
        for (Clone clone : state.clones()) {
            if (!clone.isOwnedBy(policy.owner())
                    || clone.shape().status() == Clone.Status.DELETING) {
                continue;
            }
            switch (clone.purpose().orElse(Clone.Purpose.RESTORE)) {
                case RESTORE -> help(clone);
                case RESTORE_VERIFY ->
                        Optional.ofNullable(byId.get(clone.snapshotId()))
                                .ifPresentOrElse(
                                        snapshot -> verify(clone, snapshot), () -> remove(clone));
            }
        }
    }

    /// A database that was restored for people gets its instance, and is theirs from then on.
    private void help(Clone clone) {
        if (now.isBefore(clone.createdAt().plus(HELP))) {
            advance(clone);
        }
    }

    private void verify(Clone clone, Snapshot snapshot) {
        boolean over = now.isAfter(clone.createdAt().plus(policy.limits().cloneAge()));
        if (snapshot.verdict().isPresent() || snapshot.attempts() >= clone.attempt()) {
            remove(clone);
        } else if (clone.isFailed() || over) {
            boolean last = clone.attempt() >= policy.limits().attempts();
            add(new Action.NoteAttempt(snapshot, clone.attempt(), last));
            note(
                    clone.id(),
                    last ? Weight.FAIL : Weight.WARN,
                    clone.isFailed() ? "could not be restored" : "was not proved in its time");
        } else if (isReady(clone)) {
            add(new Action.Prove(snapshot, clone));
        } else {
            advance(clone);
        }
    }

    private static boolean isReady(Clone clone) {
        return clone.shape().status() == Clone.Status.AVAILABLE
                && clone.shape().member().filter(Clone.Status.AVAILABLE::equals).isPresent()
                && clone.shape().dataApi()
                && clone.shape().secretArn().isPresent();
    }

    /// The next step of a restored database; while RDS works on it there is none. The instance
    /// comes first since it takes longest.
    private void advance(Clone clone) {
        if (clone.shape().status() != Clone.Status.AVAILABLE) {
            return;
        }
        if (clone.shape().member().isEmpty()) {
            add(new Action.AdvanceClone(clone, Step.ADD_INSTANCE));
        } else if (!clone.shape().dataApi()) {
            add(new Action.AdvanceClone(clone, Step.OPEN_DATA_API));
        } else if (clone.shape().secretArn().isEmpty() && isForProof(clone)) {
            add(new Action.AdvanceClone(clone, Step.TAKE_PASSWORD));
        }
    }

    /// People keep the password that the snapshot had.
    private static boolean isForProof(Clone clone) {
        return clone.purpose().filter(Clone.Purpose.RESTORE_VERIFY::equals).isPresent();
    }

    private void remove(Clone clone) {
        add(
                new Action.AdvanceClone(
                        clone, clone.hasInstanceLeft() ? Step.REMOVE_INSTANCE : Step.REMOVE));
    }

    private void marks() {
        ours.stream()
                .filter(each -> each.isVerified() && !each.isMarked() && each.run().isPresent())
                .forEach(each -> add(new Action.MarkVerified(each)));
    }

    /// Copies what stays for its week, month or year, and would stay there too.
    private void copies() {
        if (!policy.copies()) {
            return;
        }
        List<Snapshot> there = ours(state.copies());
        long onTheirWay =
                there.stream().filter(each -> each.status() == Snapshot.Status.CREATING).count();
        List<Snapshot> wanted =
                ours.stream()
                        .filter(Snapshot::isVerified)
                        .filter(each -> isLong(kept.get(each.id())))
                        .filter(each ->
                                there.stream().noneMatch(copy -> copy.id().equals(each.id())))
                        .filter(each -> wouldStay(each, there))
                        .sorted(Retention.newestFirst())
                        .toList();
        for (Snapshot each : wanted) {
            if (onTheirWay >= policy.limits().copies()) {
                note(each.id(), Weight.WAIT, "waits for its turn to be copied");
            } else if (add(new Action.CopySnapshot(each))) {
                onTheirWay++;
            }
        }
    }

    private boolean wouldStay(Snapshot snapshot, List<Snapshot> there) {
        List<Snapshot> with = new ArrayList<>(there);
        with.add(snapshot);
        return isLong(Retention.of(with, policy.keep().elsewhere()).get(snapshot.id()));
    }

    private static boolean isLong(@Nullable Set<Retention.Reason> reasons) {
        return reasons != null
                && (reasons.contains(Retention.Reason.WEEKLY)
                        || reasons.contains(Retention.Reason.MONTHLY)
                        || reasons.contains(Retention.Reason.YEARLY));
    }

    private void prune() {
        Set<String> inUse = new HashSet<>();
        state.clones().forEach(clone -> inUse.add(clone.snapshotId()));
        ours(state.copies()).stream()
                .filter(each -> each.status() == Snapshot.Status.CREATING)
                .forEach(each -> inUse.add(each.id()));
        prune(ours, kept, inUse, false, policy.limits().staleAfter());
    }

    private void pruneCopies() {
        List<Snapshot> there = ours(state.copies());
        there.stream()
                .filter(each -> each.status() == Snapshot.Status.FAILED)
                .forEach(each -> add(new Action.DeleteSnapshot(each, true, "the copy failed")));
        prune(
                there.stream().filter(each -> each.status() == Snapshot.Status.AVAILABLE).toList(),
                Retention.of(there, policy.keep().elsewhere()),
                Set.of(),
                true,
                policy.limits().staleAfter().plus(COPIES_EVERY));
    }

    private void prune(
            List<Snapshot> among,
            Map<String, Set<Retention.Reason>> reasons,
            Set<String> inUse,
            boolean elsewhere,
            Duration staleAfter) {
        List<Snapshot> expendable =
                among.stream()
                        .filter(each -> isExpendable(each, reasons))
                        .filter(each -> !inUse.contains(each.id()))
                        .sorted(Retention.newestFirst().reversed())
                        .toList();
        if (expendable.isEmpty()) {
            return;
        }
        String blocked = blocked(Retention.newestVerified(among), staleAfter);
        if (!blocked.isEmpty()) {
            note(state.source().id(), Weight.WARN, "nothing is deleted: " + blocked);
            return;
        }
        expendable.stream()
                .limit(policy.limits().deletions())
                .forEach(each ->
                        add(new Action.DeleteSnapshot(each, elsewhere, "no rule keeps it")));
    }

    private static boolean isExpendable(
            Snapshot snapshot, Map<String, Set<Retention.Reason>> reasons) {
        return reasons.getOrDefault(snapshot.id(), Set.of(Retention.Reason.HELD)).isEmpty()
                && (snapshot.status() == Snapshot.Status.AVAILABLE
                        || snapshot.status() == Snapshot.Status.FAILED);
    }

    /// Why nothing may be deleted; empty when it may.
    private String blocked(Optional<Snapshot> newest, Duration staleAfter) {
        if (newest.isEmpty()) {
            return "no snapshot is verified";
        }
        Instant takenAt = newest.get().takenAt();
        if (takenAt.plus(staleAfter).isBefore(now)) {
            return "the newest verified snapshot is older than " + staleAfter.toHours() + " h";
        }
        if (takenAt.isAfter(now.plus(CLOCK_TOLERANCE))) {
            return "the newest verified snapshot is of the future, so a clock is wrong";
        }
        return "";
    }

    /// Starts to prove what has not been proved, the newest first.
    private void proofs() {
        long alive =
                state.clones().stream()
                        .filter(each -> each.isOwnedBy(policy.owner()))
                        .filter(Planner::isForProof)
                        .count();
        List<Snapshot> waiting =
                ours.stream()
                        .filter(each -> each.status() == Snapshot.Status.AVAILABLE)
                        .filter(each -> each.verdict().isEmpty())
                        .filter(each -> each.attempts() < policy.limits().attempts())
                        .filter(each -> !isExpendable(each, kept))
                        .filter(this::hasNoClone)
                        .sorted(Retention.newestFirst())
                        .toList();
        for (Snapshot each : waiting) {
            if (alive >= policy.limits().clones()) {
                note(each.id(), Weight.WAIT, "waits for its turn to be proved");
            } else if (add(new Action.RestoreClone(each, Names.clone(each), each.attempts() + 1))) {
                alive++;
            }
        }
    }

    private boolean hasNoClone(Snapshot snapshot) {
        return state.clones().stream()
                .noneMatch(clone ->
                        clone.snapshotId().equals(snapshot.id())
                                || clone.id().equals(Names.clone(snapshot)));
    }

    private List<Snapshot> ours(List<Snapshot> all) {
        return all.stream()
                .filter(each -> each.isOwnedBy(policy.owner()))
                .filter(each -> each.database().equals(state.source().id()))
                .toList();
    }

    private boolean add(Action action) {
        boolean first = subjects.add(action.subject());
        if (first) {
            actions.add(action);
        }
        return first;
    }

    private void note(String subject, Weight weight, String text) {
        notes.add(new Note(subject, weight, text));
    }
}
