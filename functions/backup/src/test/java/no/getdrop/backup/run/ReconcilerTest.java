package no.getdrop.backup.run;

import static no.getdrop.backup.plan.Stock.POLICY;
import static no.getdrop.backup.plan.Stock.cloneOf;
import static no.getdrop.backup.plan.Stock.nightly;
import static no.getdrop.backup.plan.Stock.shape;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.backup.plan.Action;
import no.getdrop.backup.plan.Action.SnapshotOrder;
import no.getdrop.backup.plan.Action.Step;
import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Kind;
import no.getdrop.backup.plan.Names;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Stock;
import no.getdrop.backup.plan.Tags;
import no.getdrop.backup.run.Outcome.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

class ReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-11-25T02:05:00Z");
    private static final Snapshot TONIGHT = nightly("2026-11-25");

    private final FakeCloud cloud = new FakeCloud(NOW);
    private final FakeFences fences = new FakeFences(NOW.minusSeconds(5));
    private Proofs.Proof proof = proof(true);
    private boolean silent;
    private final Reconciler reconciler =
            new Reconciler(cloud, fences, (_, _) -> answer(), POLICY, () -> NOW);

    @Test
    void aSnapshotIsTakenAfterItsFenceWithAllItIsToSay() {
        assertThat(run(create(false, false))).isEqualTo(Result.DONE);

        Snapshot taken = Objects.requireNonNull(cloud.snapshots.get(TONIGHT.id()));
        assertThat(taken.tags())
                .containsEntry(Tags.OWNER, Stock.OWNER)
                .containsEntry(Tags.ID, TONIGHT.id())
                .containsEntry(Tags.KIND, "nightly")
                .containsEntry(Tags.SLOT, "20261125t0200z")
                .containsEntry(Tags.RUN, TONIGHT.id())
                .containsEntry(Tags.FENCED_AT, "2026-11-25T02:04:55Z")
                .containsEntry(Tags.REQUESTED_AT, "2026-11-25T02:05:00Z");
    }

    @Test
    void takenTwiceItIsStillOne() {
        assertThat(run(create(false, false))).isEqualTo(Result.DONE);
        assertThat(run(create(false, false))).isEqualTo(Result.DEDUPLICATED);
        assertThat(cloud.snapshots).hasSize(1);
    }

    @Test
    void aNameThatBelongsToOthersIsAConflict() {
        cloud.put(Stock.snapshot(TONIGHT.id(), NOW, Map.of("team", "finance")));

        assertThat(run(create(false, false))).isEqualTo(Result.CONFLICT);
        assertThat(cloud.snapshots.get(TONIGHT.id()))
                .extracting(Snapshot::tags)
                .isEqualTo(Map.of("team", "finance"));
    }

    @Test
    void whatExistsAndIsNotShownYetIsWaitedFor() {
        cloud.fails(CloudException.Kind.EXISTS);

        assertThat(run(create(false, false))).isEqualTo(Result.DEFERRED);
    }

    @Test
    void withoutAFenceNothingIsTakenUntilItMustBe() {
        fences.setDown(true);

        assertThat(run(create(false, false))).isEqualTo(Result.DEFERRED);
        assertThat(run(create(false, true))).isEqualTo(Result.LATE);
        assertThat(cloud.calls).isEmpty();
        assertThat(run(create(true, false))).isEqualTo(Result.DONE);
        assertThat(cloud.snapshots.get(TONIGHT.id()))
                .extracting(taken -> taken.tags().get(Tags.FENCED_AT))
                .isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({
        "STATE, DEFERRED, false",
        "THROTTLED, THROTTLED, false",
        "QUOTA, QUOTA, true",
        "DENIED, DENIED, true",
        "KEY, KEY, true",
        "NOT_FOUND, FAILED, true",
        "OTHER, FAILED, true"
    })
    void eachErrorHasItsReaction(CloudException.Kind kind, Result result, boolean failure) {
        cloud.fails(kind);

        assertThat(run(create(false, false))).isEqualTo(result);
        assertThat(result.isFailure()).isEqualTo(failure);
    }

    @ParameterizedTest
    @CsvSource({"STATE", "THROTTLED"})
    void whatIsLateMayNotWaitAnyLonger(CloudException.Kind kind) {
        cloud.fails(kind);

        assertThat(run(create(false, true))).isEqualTo(Result.LATE);
        assertThat(Result.LATE.isFailure()).isTrue();
    }

    @Test
    void whatIsGoneIsRemoved() {
        Clone gone =
                cloneOf(TONIGHT, NOW, shape(Clone.Status.AVAILABLE, Optional.empty(), true, true));
        cloud.fails(CloudException.Kind.NOT_FOUND);

        assertThat(run(new Action.DeleteSnapshot(TONIGHT, false, "no rule keeps it")))
                .isEqualTo(Result.DONE);
        assertThat(run(new Action.AdvanceClone(gone, Step.REMOVE))).isEqualTo(Result.DONE);
        assertThat(run(new Action.AdvanceClone(gone, Step.ADD_INSTANCE)))
                .isEqualTo(Result.DEFERRED);
    }

    @Test
    void aCopyKeepsWhatIsKnownAndSaysWhoseCopyItIs() {
        Snapshot proved = Stock.verified("2026-11-23");

        assertThat(run(new Action.CopySnapshot(proved))).isEqualTo(Result.DONE);
        assertThat(run(new Action.CopySnapshot(proved))).isEqualTo(Result.DEDUPLICATED);
        assertThat(cloud.copies.get(proved.id()))
                .extracting(Snapshot::tags)
                .satisfies(tags ->
                        assertThat(tags)
                                .containsEntry(Tags.COPY_OF, proved.id())
                                .containsEntry(Tags.TAKEN_AT, proved.takenAt().toString())
                                .containsEntry(Tags.VERDICT, "verified"));
    }

    @Test
    void aCloneSaysWhatItIsOf() {
        assertThat(run(new Action.RestoreClone(TONIGHT, Names.clone(TONIGHT), 2)))
                .isEqualTo(Result.DONE);
        assertThat(run(new Action.RestoreClone(TONIGHT, Names.clone(TONIGHT), 2)))
                .isEqualTo(Result.DEDUPLICATED);

        Clone clone = Objects.requireNonNull(cloud.clones.get(Names.clone(TONIGHT)));
        assertThat(clone.isOwnedBy(Stock.OWNER)).isTrue();
        assertThat(clone.purpose()).contains(Clone.Purpose.RESTORE_VERIFY);
        assertThat(clone.snapshotId()).isEqualTo(TONIGHT.id());
        assertThat(clone.attempt()).isEqualTo(2);
        assertThat(clone.isOf(Stock.DATABASE)).isTrue();
    }

    @Test
    void aGoodProofIsToldToTheDatabaseAndNotedWithItsFigures() {
        cloud.put(TONIGHT);

        assertThat(run(new Action.Prove(TONIGHT, ready()))).isEqualTo(Result.DONE);
        Snapshot judged = Objects.requireNonNull(cloud.snapshots.get(TONIGHT.id()));
        assertThat(judged.isVerified()).isTrue();
        assertThat(judged.isMarked()).isTrue();
        assertThat(judged.seconds(Tags.QUERY_SECONDS)).contains(1_200L);
        assertThat(fences.marked).containsExactly(TONIGHT.id());
    }

    @Test
    void whenTheDatabaseCannotBeToldItIsToldLater() {
        cloud.put(TONIGHT);
        fences.setDown(true);

        assertThat(run(new Action.Prove(TONIGHT, ready()))).isEqualTo(Result.DONE);
        Snapshot judged = cloud.find(TONIGHT.id()).orElseThrow();
        assertThat(judged.isVerified()).isTrue();
        assertThat(judged.isMarked()).isFalse();
        assertThat(run(new Action.MarkVerified(judged))).isEqualTo(Result.DEFERRED);
        fences.setDown(false);
        assertThat(run(new Action.MarkVerified(judged))).isEqualTo(Result.DONE);
        assertThat(cloud.find(TONIGHT.id()).orElseThrow().isMarked()).isTrue();
    }

    @Test
    void aBadProofRejectsAndSaysWhichChecksFailed() {
        cloud.put(TONIGHT);
        proof = proof(false);

        Outcome outcome = reconciler.run(new Action.Prove(TONIGHT, ready()));

        assertThat(outcome.result()).isEqualTo(Result.REJECTED);
        assertThat(outcome.detail()).isEqualTo("counts: users 1, the fence says 2");
        Snapshot judged = cloud.find(TONIGHT.id()).orElseThrow();
        assertThat(judged.verdict()).contains(Snapshot.Verdict.REJECTED);
        assertThat(judged.tags()).containsEntry(Tags.FAILED_CHECKS, "counts");
        assertThat(fences.marked).isEmpty();
    }

    @Test
    void aCopyThatDoesNotAnswerProvesNothing() {
        cloud.put(TONIGHT);
        silent = true;

        assertThat(run(new Action.Prove(TONIGHT, ready()))).isEqualTo(Result.DEFERRED);
        assertThat(cloud.calls).isEmpty();
    }

    @Test
    void theLastAttemptThatFailedIsARejection() {
        cloud.put(TONIGHT);

        assertThat(run(new Action.NoteAttempt(TONIGHT, 1, false))).isEqualTo(Result.DONE);
        assertThat(cloud.find(TONIGHT.id()).orElseThrow().attempts()).isEqualTo(1);
        assertThat(run(new Action.NoteAttempt(TONIGHT, 3, true))).isEqualTo(Result.REJECTED);
        assertThat(cloud.find(TONIGHT.id()).orElseThrow().verdict())
                .contains(Snapshot.Verdict.REJECTED);
    }

    private Proofs.Proof answer() {
        if (silent) {
            throw new Proofs.UnansweredException("no answer", new IllegalStateException("down"));
        }
        return proof;
    }

    private Result run(Action action) {
        return reconciler.run(action).result();
    }

    private static Clone ready() {
        return cloneOf(
                TONIGHT,
                NOW.minus(Duration.ofMinutes(20)),
                shape(Clone.Status.AVAILABLE, Optional.of(Clone.Status.AVAILABLE), true, true));
    }

    private static Action.CreateSnapshot create(boolean unfenced, boolean late) {
        return new Action.CreateSnapshot(
                new SnapshotOrder(
                        TONIGHT.id(),
                        Stock.DATABASE,
                        Kind.NIGHTLY,
                        "20261125t0200z",
                        TONIGHT.id(),
                        Optional.empty(),
                        Optional.empty(),
                        NOW),
                unfenced,
                late);
    }

    private static Proofs.Proof proof(boolean holds) {
        return new Proofs.Proof(
                List.of(
                        new Proofs.Check("fence", true, ""),
                        new Proofs.Check("counts", holds, "users 1, the fence says 2")),
                Optional.of(NOW.minusSeconds(30)));
    }
}
