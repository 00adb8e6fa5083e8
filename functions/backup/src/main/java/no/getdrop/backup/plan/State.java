package no.getdrop.backup.plan;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What there is of one database at one moment, as RDS shows it.
///
/// @param source the database
/// @param snapshots its manual snapshots, ours and others'
/// @param copies those in the second region
/// @param clones what was restored from them
/// @param takenIds identifiers of all manual snapshots in the region, of whatever database
public record State(
        Source source,
        List<Snapshot> snapshots,
        List<Snapshot> copies,
        List<Clone> clones,
        Set<String> takenIds) {
    public State {
        Objects.requireNonNull(source, "source");
        snapshots = List.copyOf(snapshots);
        copies = List.copyOf(copies);
        clones = List.copyOf(clones);
        takenIds = Set.copyOf(takenIds);
    }
}
