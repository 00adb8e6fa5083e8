package no.getdrop.backup.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one tick does for one database, and what it leaves.
///
/// @param actions in the order in which they are to be done; at most one for each snapshot
/// @param notes what is waited for, and what is wrong
/// @param kept why each of our snapshots stays, by identifier
public record Plan(
        List<Action> actions, List<Note> notes, Map<String, Set<Retention.Reason>> kept) {
    public Plan {
        actions = List.copyOf(actions);
        notes = List.copyOf(notes);
        kept = Map.copyOf(kept);
    }

    /// Something that is not done now.
    ///
    /// @param subject the snapshot, clone or database
    /// @param weight how bad it is
    /// @param text what and why
    public record Note(String subject, Weight weight, String text) {}

    /// How bad something is.
    public enum Weight {
        /// It will pass by itself.
        WAIT,
        /// Somebody should look at it.
        WARN,
        /// The run fails for it, so that the alarm goes off.
        FAIL
    }
}
