package no.getdrop.backup.plan;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// One write that is to be made, and why. Each is safe to make twice, and by two at once.
public sealed interface Action {
    /// The snapshot that it is about: in one tick there is one action at most for each.
    String subject();

    /// What it does and why, for people.
    String text();

    /// Takes a snapshot.
    ///
    /// @param order what is taken
    /// @param unfenced whether it is taken even when the fence cannot be written
    /// @param late whether it should be there by now
    record CreateSnapshot(SnapshotOrder order, boolean unfenced, boolean late) implements Action {
        public CreateSnapshot {
            Objects.requireNonNull(order, "order");
        }

        @Override
        public String subject() {
            return order.id();
        }

        @Override
        public String text() {
            return "take " + order.id() + " of " + order.database();
        }
    }

    /// Copies a snapshot to the second region.
    record CopySnapshot(Snapshot snapshot) implements Action {
        @Override
        public String subject() {
            return snapshot.id();
        }

        @Override
        public String text() {
            return "copy " + snapshot.id() + " to the second region: its week or month stays";
        }
    }

    /// Deletes a snapshot of ours.
    ///
    /// @param elsewhere whether it is the copy in the second region
    /// @param why in words
    record DeleteSnapshot(Snapshot snapshot, boolean elsewhere, String why) implements Action {
        @Override
        public String subject() {
            return snapshot.id();
        }

        @Override
        public String text() {
            String place = elsewhere ? " in the second region: " : ": ";
            return "delete " + snapshot.id() + place + why;
        }
    }

    /// Restores a snapshot to prove it.
    record RestoreClone(Snapshot snapshot, String cloneId, int attempt) implements Action {
        @Override
        public String subject() {
            return snapshot.id();
        }

        @Override
        public String text() {
            return "restore "
                    + snapshot.id()
                    + " as "
                    + cloneId
                    + " to prove it, attempt "
                    + attempt;
        }
    }

    /// Takes a clone one step on towards being asked.
    record AdvanceClone(Clone target, Step step) implements Action {
        @Override
        public String subject() {
            return target.snapshotId();
        }

        @Override
        public String text() {
            return step.text() + " " + target.id();
        }
    }

    /// What a restored database needs before it can be asked, in this order.
    enum Step {
        ADD_INSTANCE("add an instance to"),
        OPEN_DATA_API("open the Data API of"),
        TAKE_PASSWORD("have RDS make a password for"),
        REMOVE_INSTANCE("remove the instance of"),
        REMOVE("remove");

        private final String text;

        Step(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /// Asks a clone whether it holds what its fence says, and notes the verdict on the snapshot.
    record Prove(Snapshot snapshot, Clone target) implements Action {
        @Override
        public String subject() {
            return snapshot.id();
        }

        @Override
        public String text() {
            return "prove " + snapshot.id() + " on " + target.id();
        }
    }

    /// Tells the live database that a snapshot was proved.
    record MarkVerified(Snapshot snapshot) implements Action {
        @Override
        public String subject() {
            return snapshot.id();
        }

        @Override
        public String text() {
            return "tell the database that " + snapshot.id() + " is verified";
        }
    }

    /// Notes on a snapshot that a clone of it never became ready; after the last attempt that it is
    /// rejected.
    record NoteAttempt(Snapshot snapshot, int attempt, boolean last) implements Action {
        @Override
        public String subject() {
            return snapshot.id();
        }

        @Override
        public String text() {
            return "note that attempt "
                    + attempt
                    + " to restore "
                    + snapshot.id()
                    + (last ? " failed, the last: rejected" : " failed");
        }
    }

    /// What a snapshot is to be.
    ///
    /// @param id its identifier
    /// @param database that it is taken of
    /// @param kind why
    /// @param slot the night or moment that it stands for
    /// @param run its row in `backup_fences`
    /// @param commit that is deployed after it
    /// @param reason a person's words
    /// @param requestedAt when it was asked for
    record SnapshotOrder(
            String id,
            String database,
            Kind kind,
            String slot,
            String run,
            Optional<String> commit,
            Optional<String> reason,
            Instant requestedAt) {
        public SnapshotOrder {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(database, "database");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(slot, "slot");
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(commit, "commit");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(requestedAt, "requestedAt");
        }

        /// The same under another identifier.
        public SnapshotOrder named(String name) {
            return new SnapshotOrder(name, database, kind, slot, run, commit, reason, requestedAt);
        }
    }
}
