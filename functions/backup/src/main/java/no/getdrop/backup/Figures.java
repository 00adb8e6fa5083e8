package no.getdrop.backup;

import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Policy;
import no.getdrop.backup.plan.Retention;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.State;
import no.getdrop.backup.plan.Tags;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How good the backups of a database are, in seconds and counts, by the name of the metric. What
/// is not known yet is not there.
///
/// @param values by name, in a fixed order
record Figures(Map<String, Long> values) {
    /// From the newest snapshot that can be restored until now.
    static final String BACKUP_AGE = "BackupAgeSeconds";

    /// From the newest snapshot that was proved until now: what is lost at worst.
    static final String VERIFIED_AGE = "VerifiedBackupAgeSeconds";

    /// From the newest moment that can be restored until now.
    static final String POINT_IN_TIME_LAG = "PointInTimeLagSeconds";

    /// From the order to restore until the first answer, of the newest proof.
    static final String FIRST_QUERY = "RestoreToFirstQuerySeconds";

    private static final List<Target> TARGETS =
            List.of(
                    new Target(POINT_IN_TIME_LAG, Duration.ofMinutes(5)),
                    new Target(VERIFIED_AGE, Duration.ofHours(26)),
                    new Target(FIRST_QUERY, Duration.ofMinutes(30)));

    /// What the infrastructure document promises: 5 minutes may be lost by restoring a moment, 24
    /// hours by restoring a snapshot (and two to prove it), and a database is back in 30 minutes.
    private record Target(String figure, Duration most) {}

    /// A figure beside its target.
    ///
    /// @param seconds null while there is no figure, as is `met`
    record Judged(
            String figure, @Nullable Long seconds, long targetSeconds, @Nullable Boolean met) {}

    Figures {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /// The figures of one database.
    ///
    /// @param snapshotQuota manual snapshots that the account may have
    static Figures of(State state, Policy policy, int snapshotQuota, Instant now) {
        List<Snapshot> ours =
                state.snapshots().stream().filter(each -> each.isOwnedBy(policy.owner())).toList();
        Optional<Snapshot> newest =
                ours.stream()
                        .filter(each -> each.status() == Snapshot.Status.AVAILABLE)
                        .max(Comparator.comparing(Snapshot::takenAt));
        Optional<Snapshot> verified = Retention.newestVerified(ours);
        Map<String, Long> values = new LinkedHashMap<>();
        newest.ifPresent(each -> values.put(BACKUP_AGE, seconds(each.takenAt(), now)));
        verified.ifPresent(each -> {
            values.put(VERIFIED_AGE, seconds(each.takenAt(), now));
            each.seconds(Tags.RPO_SECONDS)
                    .ifPresent(value -> values.put("SnapshotRpoSeconds", value));
            each.seconds(Tags.AVAILABLE_SECONDS)
                    .ifPresent(value -> values.put("RestoreToAvailableSeconds", value));
            each.seconds(Tags.QUERY_SECONDS).ifPresent(value -> values.put(FIRST_QUERY, value));
            each.seconds(Tags.VERIFY_SECONDS)
                    .ifPresent(value -> values.put("VerifySeconds", value));
        });
        state.source()
                .latestRestorableAt()
                .ifPresent(at -> values.put(POINT_IN_TIME_LAG, seconds(at, now)));
        if (policy.copies()) {
            copyLag(ours, state.copies(), policy, now)
                    .ifPresent(value -> values.put("CopyLagSeconds", value));
        }
        values.put("ClonesAlive", clones(state, policy));
        values.put("Snapshots", (long) ours.size());
        values.put("SnapshotQuotaHeadroom", (long) snapshotQuota - state.takenIds().size());
        return new Figures(values);
    }

    /// Of the newest snapshot that is to be copied: until its copy was made, or until now.
    private static Optional<Long> copyLag(
            List<Snapshot> ours, List<Snapshot> copies, Policy policy, Instant now) {
        Map<String, Set<Retention.Reason>> reasons = Retention.of(ours, policy.keep());
        return ours.stream()
                .filter(Snapshot::isVerified)
                .filter(each ->
                        reasons.getOrDefault(each.id(), Set.of()).contains(Retention.Reason.WEEKLY))
                .max(Comparator.comparing(Snapshot::takenAt))
                .map(wanted ->
                        copies.stream()
                                .filter(copy -> copy.id().equals(wanted.id()))
                                .filter(copy -> copy.status() == Snapshot.Status.AVAILABLE)
                                .findFirst()
                                .map(copy -> seconds(wanted.takenAt(), copy.createdAt()))
                                .orElse(seconds(wanted.takenAt(), now)));
    }

    private static long clones(State state, Policy policy) {
        return state.clones().stream()
                .filter(each -> each.isOwnedBy(policy.owner()))
                .filter(each ->
                        each.purpose().filter(Clone.Purpose.RESTORE_VERIFY::equals).isPresent())
                .count();
    }

    /// The figures that have a target.
    List<Judged> judged() {
        return TARGETS.stream()
                .map(target -> {
                    Long value = values.get(target.figure());
                    long most = target.most().toSeconds();
                    return new Judged(
                            target.figure(), value, most, value == null ? null : value <= most);
                })
                .toList();
    }

    private static long seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toSeconds());
    }
}
