package no.getdrop.backup;

import no.getdrop.backup.plan.Plan;
import no.getdrop.backup.run.Outcome;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What an invocation answers, as JSON.
sealed interface Answer {
    /// What a tick did.
    ///
    /// @param slot the night it looked after
    record Ticked(String action, String slot, List<Done> databases) implements Answer {
        public Ticked {
            databases = List.copyOf(databases);
        }
    }

    /// What it did for one database.
    record Done(
            String database,
            List<Outcome> outcomes,
            List<Plan.Note> notes,
            Map<String, Long> figures) {
        public Done {
            outcomes = List.copyOf(outcomes);
            notes = List.copyOf(notes);
        }
    }

    /// What the next tick would do.
    ///
    /// @param databases by identifier
    record Planned(String action, String slot, Map<String, Intended> databases) implements Answer {}

    /// What it would do for one database.
    ///
    /// @param wouldDo each action and why
    /// @param notes what it would wait for
    /// @param keeps each snapshot of ours that stays, and why
    record Intended(List<String> wouldDo, List<Plan.Note> notes, Map<String, List<String>> keeps) {}

    /// Snapshots that were asked for.
    ///
    /// @param complete whether all of them can be restored now; until then ask again
    record Taken(String action, boolean complete, List<Snapped> snapshots) implements Answer {}

    /// One of them.
    ///
    /// @param status `available`, `creating` or `deferred`
    /// @param detail why, when it is deferred
    record Snapped(String database, String snapshot, String status, @Nullable String detail) {}

    /// A database that is being restored.
    ///
    /// @param verdict whether the snapshot was proved; null of a moment
    /// @param next what follows
    record Restoring(
            String action,
            String target,
            String from,
            @Nullable String verdict,
            String status,
            String next)
            implements Answer {}

    /// All there is.
    ///
    /// @param lines the same for people, as a table
    record Reported(String action, Instant at, List<Shown> databases, List<String> lines)
            implements Answer {}

    /// One database in a report.
    record Shown(
            String database,
            String status,
            Map<String, Long> figures,
            List<Figures.Judged> targets,
            List<ShownSnapshot> snapshots,
            List<ShownClone> clones) {}

    /// One snapshot in a report.
    ///
    /// @param copied whether the second region has it
    record ShownSnapshot(
            String id,
            String kind,
            Instant takenAt,
            String status,
            String verdict,
            @Nullable String failedChecks,
            boolean copied,
            List<String> keptFor) {}

    /// One restored database in a report.
    record ShownClone(String id, String purpose, String of, String status, long ageSeconds) {}
}
