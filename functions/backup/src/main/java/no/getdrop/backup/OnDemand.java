package no.getdrop.backup;

import no.getdrop.backup.plan.Action;
import no.getdrop.backup.plan.Action.SnapshotOrder;
import no.getdrop.backup.plan.Kind;
import no.getdrop.backup.plan.Names;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.run.Cloud;
import no.getdrop.backup.run.Fences;
import no.getdrop.backup.run.Outcome;
import no.getdrop.backup.run.Reconciler;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes the snapshots that somebody asks for: before a deployment, or for a reason.
///
/// The fence comes first, once for each commit or request, and its time is in the identifier: asked
/// twice, or by two at once, it is still one snapshot. A commit that is deployed again after a day
/// gets a new one.
final class OnDemand {
    private static final Duration FRESH = Duration.ofHours(24);
    private static final int NAMES_MAX = 3;

    private final BackupSettings settings;
    private final Cloud cloud;
    private final Fences fences;
    private final Reconciler reconciler;
    private final InstantSource clock;

    OnDemand(
            BackupSettings settings,
            Cloud cloud,
            Fences fences,
            Reconciler reconciler,
            InstantSource clock) {
        this.settings = settings;
        this.cloud = cloud;
        this.fences = fences;
        this.reconciler = reconciler;
        this.clock = clock;
    }

    /// A snapshot of every database before `commit` is deployed.
    ///
    /// @throws BackupFailedException when one cannot be taken; a deployment must not go on
    Answer.Taken preDeploy(String commit) {
        return taken("pre-deploy", Kind.PRE_DEPLOY, commit, Optional.of(commit), Optional.empty());
    }

    /// A snapshot of every database for that reason.
    ///
    /// @param requestId the same when an event comes twice
    /// @throws BackupFailedException when one cannot be taken
    Answer.Taken manual(String reason, String requestId) {
        return taken("snapshot", Kind.MANUAL, requestId, Optional.empty(), Optional.of(reason));
    }

    private Answer.Taken taken(
            String action,
            Kind kind,
            String key,
            Optional<String> commit,
            Optional<String> reason) {
        List<Answer.Snapped> snapshots = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (String database : settings.databases()) {
            String run = kind.text() + "-" + database + "-" + key;
            SnapshotOrder order =
                    new SnapshotOrder(
                            run, database, kind, kind.text(), run, commit, reason, clock.instant());
            try {
                snapshots.add(take(order, fences.write(order, FRESH), failures));
            } catch (Fences.FenceException e) {
                failures.add(database + ": the fence cannot be written: " + e.getMessage());
            }
        }
        if (!failures.isEmpty()) {
            throw new BackupFailedException(String.join("; ", failures));
        }
        boolean complete = snapshots.stream().allMatch(each -> each.status().equals("available"));
        return new Answer.Taken(action, complete, snapshots);
    }

    private Answer.Snapped take(SnapshotOrder asked, Instant fencedAt, List<String> failures) {
        String name = name(asked, fencedAt);
        for (int again = 1; again <= NAMES_MAX; again++) {
            String id = again == 1 ? name : Names.again(name, again);
            Optional<Snapshot> found = cloud.find(id);
            if (found.isEmpty()) {
                return create(asked, id, failures);
            }
            boolean same =
                    found.get().isOwnedBy(settings.policy().owner())
                            && found.get().run().filter(asked.run()::equals).isPresent();
            if (same && found.get().status() != Snapshot.Status.FAILED) {
                return snapped(asked, found.get());
            }
        }
        failures.add(name + ": others or failed snapshots have this name and the next ones");
        return new Answer.Snapped(asked.database(), name, "conflict", null);
    }

    private Answer.Snapped create(SnapshotOrder asked, String id, List<String> failures) {
        Outcome outcome = reconciler.run(new Action.CreateSnapshot(asked.named(id), false, false));
        if (outcome.result().isFailure()) {
            failures.add(
                    asked.database()
                            + ": "
                            + outcome.result()
                            + ": "
                            + id
                            + ": "
                            + outcome.detail());
        }
        boolean begun =
                Set.of(Outcome.Result.DONE, Outcome.Result.DEDUPLICATED).contains(outcome.result());
        return new Answer.Snapped(
                asked.database(),
                id,
                begun ? "creating" : "deferred",
                outcome.detail().isEmpty() ? null : outcome.detail());
    }

    private static Answer.Snapped snapped(SnapshotOrder asked, Snapshot found) {
        return new Answer.Snapped(
                asked.database(),
                found.id(),
                switch (found.status()) {
                    case AVAILABLE -> "available";
                    case CREATING -> "creating";
                    case DELETING, FAILED -> "deferred";
                },
                null);
    }

    private String name(SnapshotOrder asked, Instant fencedAt) {
        return switch (asked.kind()) {
            case PRE_DEPLOY ->
                    Names.preDeploy(
                            asked.database(),
                            asked.database().equals(settings.databases().getFirst()),
                            fencedAt);
            case MANUAL, NIGHTLY -> Names.manual(asked.database(), fencedAt);
        };
    }
}
