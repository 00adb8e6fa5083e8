package no.getdrop.backup.plan;

import static no.getdrop.backup.plan.Stock.DATABASE;
import static no.getdrop.backup.plan.Stock.POLICY;
import static no.getdrop.backup.plan.Stock.cloneOf;
import static no.getdrop.backup.plan.Stock.ids;
import static no.getdrop.backup.plan.Stock.in;
import static no.getdrop.backup.plan.Stock.nightly;
import static no.getdrop.backup.plan.Stock.nights;
import static no.getdrop.backup.plan.Stock.shape;
import static no.getdrop.backup.plan.Stock.source;
import static no.getdrop.backup.plan.Stock.state;
import static no.getdrop.backup.plan.Stock.verified;
import static no.getdrop.backup.plan.Stock.with;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.backup.plan.Action.Step;
import no.getdrop.backup.plan.Clone.Status;
import no.getdrop.backup.plan.Plan.Weight;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class PlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-25T02:05:00Z");
    private static final Slot SLOT = Slot.before(NOW);
    private static final Snapshot TONIGHT = nightly("2026-11-25");
    private static final Optional<Status> UP = Optional.of(Status.AVAILABLE);

    @Test
    void theNightsSnapshotIsTakenOnce() {
        assertThat(decide(state(List.of())).actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.CreateSnapshot.class,
                        create -> {
                            assertThat(create.order().id()).isEqualTo(TONIGHT.id());
                            assertThat(create.unfenced()).isFalse();
                            assertThat(create.late()).isFalse();
                        });
        assertThat(created(state(List.of(in(Snapshot.Status.CREATING, TONIGHT))))).isEmpty();
        assertThat(created(state(List.of(TONIGHT)))).isEmpty();
    }

    @Test
    void whereTheNamesOwnerIsAnotherOrTheSnapshotFailedTheNextNameIsTaken() {
        Snapshot foreign = Stock.snapshot(TONIGHT.id(), NOW, Map.of("team", "finance"));

        assertThat(created(state(List.of(foreign)))).containsExactly(TONIGHT.id() + "-r2");
        assertThat(created(state(List.of(in(Snapshot.Status.FAILED, TONIGHT)))))
                .containsExactly(TONIGHT.id() + "-r2");
    }

    @Test
    void anEventOfAnotherDayTakesNothing() {
        Plan plan = Planner.decide(state(List.of()), POLICY, SLOT, NOW.plus(Duration.ofDays(1)));

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.notes())
                .singleElement()
                .extracting(Plan.Note::weight)
                .isEqualTo(Weight.WARN);
    }

    @Test
    void aBusyDatabaseIsWaitedForUntilItIsLate() {
        State busy = of(source(Source.Status.BUSY), List.of());

        assertThat(decide(busy).actions()).isEmpty();
        assertThat(weights(decide(busy))).containsExactly(Weight.WAIT);
        assertThat(weights(Planner.decide(busy, POLICY, SLOT, NOW.plus(Duration.ofHours(3)))))
                .containsExactly(Weight.FAIL);
    }

    @Test
    void aStoppedDatabaseIsPassedOverAndAMissingOneFails() {
        assertThat(weights(decide(of(source(Source.Status.STOPPED), List.of()))))
                .containsExactly(Weight.WARN);
        assertThat(weights(decide(of(Source.missing(DATABASE), List.of()))))
                .containsExactly(Weight.FAIL);
    }

    @Test
    void aSnapshotWaitsAnHourForItsFenceAndIsThenTakenWithout() {
        Plan later = Planner.decide(state(List.of()), POLICY, SLOT, NOW.plus(Duration.ofHours(1)));

        assertThat(later.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.CreateSnapshot.class,
                        create -> assertThat(create.unfenced()).isTrue());
    }

    @Test
    void whatWasNotProvedIsRestoredTheNewestFirstOneAtATime() {
        Snapshot earlier = nightly("2026-11-24");

        assertThat(decide(state(List.of(earlier, TONIGHT))).actions())
                .containsExactly(new Action.RestoreClone(TONIGHT, Names.clone(TONIGHT), 1));
    }

    @Test
    void aCloneIsTakenStepByStepWithTheInstanceFirst() {
        assertThat(next(shape(Status.STARTING, Optional.empty(), false, false))).isEmpty();
        assertThat(next(shape(Status.AVAILABLE, Optional.empty(), false, false)))
                .contains(Step.ADD_INSTANCE);
        assertThat(next(shape(Status.AVAILABLE, Optional.of(Status.STARTING), false, false)))
                .contains(Step.OPEN_DATA_API);
        assertThat(next(shape(Status.AVAILABLE, Optional.of(Status.STARTING), true, false)))
                .contains(Step.TAKE_PASSWORD);
        assertThat(next(shape(Status.AVAILABLE, Optional.of(Status.STARTING), true, true)))
                .isEmpty();
    }

    @Test
    void aCloneThatCanBeAskedIsAsked() {
        Clone ready = cloneOf(TONIGHT, NOW, shape(Status.AVAILABLE, UP, true, true));

        assertThat(decide(state(List.of(TONIGHT), ready)).actions())
                .containsExactly(new Action.Prove(TONIGHT, ready));
    }

    @ParameterizedTest
    @EnumSource(Snapshot.Verdict.class)
    void afterTheVerdictTheCloneGoesItsInstanceFirst(Snapshot.Verdict verdict) {
        Snapshot judged = with(TONIGHT, Tags.VERDICT, verdict.text(), Tags.MARKED, "true");
        Clone whole = cloneOf(judged, NOW, shape(Status.AVAILABLE, UP, true, true));
        Clone bare =
                cloneOf(
                        judged,
                        NOW,
                        shape(Status.AVAILABLE, Optional.of(Status.DELETING), true, true));

        assertThat(steps(decide(state(List.of(judged), whole))))
                .containsExactly(Step.REMOVE_INSTANCE);
        assertThat(steps(decide(state(List.of(judged), bare)))).containsExactly(Step.REMOVE);
    }

    @Test
    void aCloneThatOutlivesItsTimeIsNotedAndThenRemoved() {
        Clone old =
                cloneOf(
                        TONIGHT,
                        NOW.minus(Duration.ofHours(4)),
                        shape(Status.STARTING, Optional.empty(), false, false));
        Snapshot noted = with(TONIGHT, Tags.ATTEMPTS, "1");

        assertThat(decide(state(List.of(TONIGHT), old)).actions())
                .containsExactly(new Action.NoteAttempt(TONIGHT, 1, false));
        assertThat(steps(decide(state(List.of(noted), old)))).containsExactly(Step.REMOVE);
        assertThat(decide(state(List.of(noted))).actions())
                .containsExactly(new Action.RestoreClone(noted, Names.clone(noted), 2));
    }

    @Test
    void afterThreeAttemptsTheSnapshotIsRejected() {
        Snapshot tried = with(TONIGHT, Tags.ATTEMPTS, "2");
        Clone failed =
                cloneOf(
                        tried,
                        NOW,
                        shape(Status.FAILED, Optional.empty(), false, false),
                        Tags.ATTEMPT,
                        "3");

        assertThat(decide(state(List.of(tried), failed)).actions())
                .containsExactly(new Action.NoteAttempt(tried, 3, true));
        assertThat(weights(decide(state(List.of(tried), failed)))).contains(Weight.FAIL);
        assertThat(decide(state(List.of(with(TONIGHT, Tags.ATTEMPTS, "3")))).actions()).isEmpty();
    }

    @Test
    void aCloneWithoutItsSnapshotIsSweptAndOthersAreLeftAlone() {
        Clone leaked = cloneOf(nightly("2026-11-20"), NOW, shape(Status.AVAILABLE, UP, true, true));
        Clone foreign =
                cloneOf(
                        nightly("2026-11-20"),
                        NOW,
                        shape(Status.AVAILABLE, UP, true, true),
                        Tags.OWNER,
                        "drop-staging");
        Clone forPeople =
                cloneOf(
                        nightly("2026-11-20"),
                        NOW.minus(Duration.ofDays(9)),
                        shape(Status.AVAILABLE, UP, true, true),
                        Tags.PURPOSE,
                        "restore");

        assertThat(steps(decide(state(nights("2026-11-25", 1), leaked))))
                .containsExactly(Step.REMOVE_INSTANCE);
        assertThat(decide(state(nights("2026-11-25", 1), foreign, forPeople)).actions()).isEmpty();
    }

    @Test
    void aDatabaseRestoredForPeopleGetsAnInstanceAndKeepsItsPassword() {
        Clone bare =
                cloneOf(
                        TONIGHT,
                        NOW,
                        shape(Status.AVAILABLE, Optional.empty(), false, false),
                        Tags.PURPOSE,
                        "restore");
        Clone whole =
                cloneOf(
                        TONIGHT,
                        NOW,
                        shape(Status.AVAILABLE, UP, true, false),
                        Tags.PURPOSE,
                        "restore");
        Snapshot known = with(TONIGHT, Tags.VERDICT, "verified", Tags.MARKED, "true");

        assertThat(steps(decide(state(List.of(known), bare)))).containsExactly(Step.ADD_INSTANCE);
        assertThat(decide(state(List.of(known), whole)).actions()).isEmpty();
    }

    @Test
    void theLiveDatabaseIsToldOfAProofItDidNotHearOf() {
        Snapshot unmarked = with(TONIGHT, Tags.VERDICT, "verified", Tags.MARKED, "false");

        assertThat(decide(state(List.of(unmarked))).actions())
                .containsExactly(new Action.MarkVerified(unmarked));
    }

    @Test
    void whatNoRuleKeepsIsDeletedAtMostTenAtATime() {
        List<Snapshot> all = nights("2026-08-01", 117);
        List<Action> actions = decide(state(all)).actions();

        assertThat(actions).hasSize(10).allMatch(each -> each instanceof Action.DeleteSnapshot);
        assertThat(actions).extracting(Action::subject).doesNotContain(all.getLast().id());
    }

    @Test
    void nothingIsDeletedWhileTheNewestProvedOneIsTooOldOrOfTheFuture() {
        List<Snapshot> all = nights("2026-08-01", 117);
        Instant muchLater = NOW.plus(Duration.ofDays(4));
        Instant before = NOW.minus(Duration.ofDays(2));

        for (Instant wrong : List.of(muchLater, before)) {
            Plan plan = Planner.decide(state(all), POLICY, Slot.before(wrong), wrong);
            assertThat(plan.actions()).noneMatch(each -> each instanceof Action.DeleteSnapshot);
            assertThat(plan.notes())
                    .anyMatch(each -> each.text().startsWith("nothing is deleted: "));
        }
    }

    @Test
    void whatIsNotOursOrInUseIsNeverDeleted() {
        List<Snapshot> all = new ArrayList<>(nights("2026-08-01", 117));
        Snapshot oldest = all.getFirst();
        all.add(Stock.snapshot("people-1", Instant.EPOCH, Map.of()));
        all.add(Stock.snapshot("people-2", Instant.EPOCH, oldest.tags()));
        Clone use = cloneOf(oldest, NOW, shape(Status.DELETING, Optional.empty(), true, true));

        assertThat(decide(state(all, use)).actions())
                .extracting(Action::subject)
                .doesNotContain("people-1", "people-2", oldest.id());
    }

    @Test
    void weeksAndMonthsAreCopiedTwoAtATimeAndNeverTwice() {
        List<Snapshot> all = nights("2026-10-01", 56);
        Policy copying = new Policy(Stock.OWNER, Stock.KEEP, POLICY.limits(), true);
        List<Snapshot> copies = new ArrayList<>();
        int ticks = 0;
        while (true) {
            State state = new State(source(Source.Status.READY), all, copies, List.of(), ids(all));
            List<Snapshot> copied =
                    Planner.decide(state, copying, SLOT, NOW).actions().stream()
                            .filter(Action.CopySnapshot.class::isInstance)
                            .map(each -> ((Action.CopySnapshot) each).snapshot())
                            .toList();
            assertThat(copied.size()).isLessThanOrEqualTo(2);
            if (copied.isEmpty()) {
                break;
            }
            copied.forEach(each -> copies.add(with(each, Tags.COPY_OF, each.id())));
            ticks++;
        }

        assertThat(ticks).isGreaterThan(3);
        assertThat(copies).doesNotHaveDuplicates();
        assertThat(copies).extracting(Snapshot::id).contains(verified("2026-10-05").id());
    }

    @Test
    void aFailedCopyIsDeletedSoThatItIsMadeAgain() {
        Snapshot week = verified("2026-11-25");
        Policy copying = new Policy(Stock.OWNER, Stock.KEEP, POLICY.limits(), true);
        State state =
                new State(
                        source(Source.Status.READY),
                        List.of(week),
                        List.of(in(Snapshot.Status.FAILED, with(week, Tags.COPY_OF, week.id()))),
                        List.of(),
                        Set.of(week.id()));

        assertThat(Planner.decide(state, copying, SLOT, NOW).actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.DeleteSnapshot.class,
                        delete -> assertThat(delete.elsewhere()).isTrue());
    }

    @Test
    void theSameStateComesToTheSamePlan() {
        List<Snapshot> all = new ArrayList<>(nights("2026-08-01", 90));
        all.add(TONIGHT);
        List<Snapshot> reversed = all.reversed();

        assertThat(decide(state(all)).actions()).isEqualTo(decide(state(reversed)).actions());
    }

    private static Plan decide(State state) {
        return Planner.decide(state, POLICY, SLOT, NOW);
    }

    private static State of(Source source, List<Snapshot> snapshots) {
        return new State(source, snapshots, List.of(), List.of(), ids(snapshots));
    }

    private static List<String> created(State state) {
        return decide(state).actions().stream()
                .filter(Action.CreateSnapshot.class::isInstance)
                .map(Action::subject)
                .toList();
    }

    private static List<Weight> weights(Plan plan) {
        return plan.notes().stream().map(Plan.Note::weight).toList();
    }

    private static List<Step> steps(Plan plan) {
        return plan.actions().stream()
                .filter(Action.AdvanceClone.class::isInstance)
                .map(each -> ((Action.AdvanceClone) each).step())
                .toList();
    }

    private static Optional<Step> next(Clone.Shape shape) {
        return steps(decide(state(List.of(TONIGHT), cloneOf(TONIGHT, NOW, shape)))).stream()
                .findFirst();
    }
}
