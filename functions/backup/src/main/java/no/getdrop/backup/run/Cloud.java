package no.getdrop.backup.run;

import no.getdrop.backup.plan.Action.Step;
import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.State;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// RDS as the backup needs it: clusters or plain instances, in this region and the second one.
///
/// Each method that changes something is one call, with the tags in it. All throw [CloudException].
public interface Cloud {
    /// What there is of each database, by identifier.
    Map<String, State> read(List<String> databases);

    /// The snapshot of that identifier in this region; empty when there is none, or none yet.
    Optional<Snapshot> find(String snapshotId);

    /// The copy of that identifier in the second region.
    Optional<Snapshot> findCopy(String snapshotId);

    /// The cluster or instance of that identifier.
    Optional<Clone> findClone(String id);

    /// Takes a snapshot.
    void create(String snapshotId, String database, Map<String, String> tags);

    /// Copies a snapshot to the second region, under that region's own key.
    void copy(Snapshot snapshot, Map<String, String> tags);

    /// Deletes a snapshot in this region.
    void delete(Snapshot snapshot);

    /// Deletes a copy in the second region.
    void deleteCopy(Snapshot copy);

    /// Adds tags to a snapshot in this region.
    void tag(Snapshot snapshot, Map<String, String> tags);

    /// Restores a snapshot to a new database: a clone to prove it, or for people.
    void restore(Snapshot snapshot, String id, Clone.Purpose purpose, Map<String, String> tags);

    /// Restores a database as it was at a moment to a new one, for people.
    void restoreToTime(String database, Instant time, String id, Map<String, String> tags);

    /// Takes a restored database one step on.
    void advance(Clone clone, Step step, Map<String, String> tags);
}
