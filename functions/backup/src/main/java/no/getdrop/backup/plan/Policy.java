package no.getdrop.backup.plan;

import java.time.Duration;
import java.util.Objects;

/// How a database is to be backed up.
///
/// @param owner the stack, in the tags of all that it makes
/// @param keep how many snapshots stay, here and in the second region
/// @param limits how much is done at once, and how long anything may take
/// @param copies whether snapshots are copied to a second region
public record Policy(String owner, Keep keep, Limits limits, boolean copies) {
    public Policy {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(keep, "keep");
        Objects.requireNonNull(limits, "limits");
    }

    /// How many stay. All is counted in what there is, nothing in days on a clock: nights without a
    /// backup make nothing older.
    ///
    /// @param daily days, of the newest verified ones
    /// @param weekly ISO weeks
    /// @param monthly months
    /// @param yearly years
    /// @param preDeploy snapshots before deployments
    /// @param manual snapshots that people asked for
    /// @param floor verified snapshots that stay whatever the rest says
    public record Keep(
            int daily, int weekly, int monthly, int yearly, int preDeploy, int manual, int floor) {
        public Keep {
            if (floor < 1) {
                throw new IllegalArgumentException("floor is " + floor + ", expected 1 or more");
            }
        }

        /// What of it is for the second region: weeks, months and years alone.
        public Keep elsewhere() {
            return new Keep(0, weekly, monthly, yearly, 0, 0, 1);
        }
    }

    /// How much is done at once, and how long anything may take.
    ///
    /// @param clones restored copies for proofs at one time
    /// @param copies copies on their way to the second region at one time
    /// @param deletions of snapshots in one tick
    /// @param attempts clones of one snapshot that may fail before it is rejected
    /// @param cloneAge after which a clone has failed
    /// @param staleAfter age of the newest verified snapshot from which on nothing is deleted
    /// @param lateAfter time after its slot from which on a missing snapshot is a failure
    /// @param fenceWait time after its slot for which a snapshot waits for its fence
    public record Limits(
            int clones,
            int copies,
            int deletions,
            int attempts,
            Duration cloneAge,
            Duration staleAfter,
            Duration lateAfter,
            Duration fenceWait) {
        /// Those that hold where no setting says otherwise.
        public static Limits standard() {
            return new Limits(
                    1,
                    2,
                    10,
                    3,
                    Duration.ofHours(3),
                    Duration.ofDays(3),
                    Duration.ofHours(2),
                    Duration.ofHours(1));
        }
    }
}
