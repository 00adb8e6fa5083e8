package no.getdrop.backup.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Says of each snapshot why it stays; what has no reason may go.
///
/// Weeks, months and years are not made on a certain day: the oldest verified snapshot of each is
/// promoted, so that a night that failed does not lose its month. Nothing here asks a clock.
public final class Retention {
    private static final Comparator<Snapshot> NEWEST_FIRST =
            Comparator.comparing(Snapshot::takenAt).thenComparing(Snapshot::id).reversed();

    /// Why a snapshot stays.
    public enum Reason {
        HELD("held by people"),
        NEWEST_VERIFIED("the newest verified one"),
        FLOOR("among the fewest that must stay"),
        DAILY("of its day"),
        WEEKLY("first verified of its week"),
        MONTHLY("first verified of its month"),
        YEARLY("first verified of its year"),
        LAST_PRE_DEPLOY("among the last before deployments"),
        LAST_MANUAL("among the last that people asked for"),
        NOT_PROVED_YET("its proof is still to come"),
        NOT_PROVED("kept to find out why it failed");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /// For people.
        public String text() {
            return text;
        }
    }

    private final Map<String, Set<Reason>> reasons = new LinkedHashMap<>();

    private Retention() {}

    /// The reasons of each of `ours`, by identifier; a set without any means that it may go.
    ///
    /// @param ours snapshots of one database in one region, all made by us
    public static Map<String, Set<Reason>> of(List<Snapshot> ours, Policy.Keep keep) {
        Retention retention = new Retention();
        List<Snapshot> sorted = ours.stream().sorted(NEWEST_FIRST).toList();
        sorted.forEach(each -> retention.reasons.put(each.id(), EnumSet.noneOf(Reason.class)));
        List<Snapshot> verified = sorted.stream().filter(Snapshot::isVerified).toList();
        List<Snapshot> nights = verified.stream().filter(of(Kind.NIGHTLY)).toList();

        retention.first(verified, 1, Reason.NEWEST_VERIFIED);
        retention.first(verified, keep.floor(), Reason.FLOOR);
        retention.promote(nights, keep.daily(), Reason.DAILY, Retention::day);
        retention.promote(nights, keep.weekly(), Reason.WEEKLY, Retention::week);
        retention.promote(nights, keep.monthly(), Reason.MONTHLY, Retention::month);
        retention.promote(nights, keep.yearly(), Reason.YEARLY, Retention::year);
        retention.first(
                sorted.stream().filter(of(Kind.PRE_DEPLOY)).toList(),
                keep.preDeploy(),
                Reason.LAST_PRE_DEPLOY);
        retention.first(
                sorted.stream().filter(of(Kind.MANUAL)).toList(),
                keep.manual(),
                Reason.LAST_MANUAL);
        retention.unproved(sorted, horizon(nights, keep.daily()));
        sorted.stream().filter(Snapshot::isHeld).forEach(each -> retention.add(each, Reason.HELD));
        return retention.reasons;
    }

    /// The newest of `ours` that was proved, if there is one.
    public static Optional<Snapshot> newestVerified(List<Snapshot> ours) {
        return ours.stream().filter(Snapshot::isVerified).min(NEWEST_FIRST);
    }

    /// Newest first, the same order for all who ask.
    static Comparator<Snapshot> newestFirst() {
        return NEWEST_FIRST;
    }

    private void first(List<Snapshot> newestFirst, int count, Reason reason) {
        newestFirst.stream().limit(count).forEach(each -> add(each, reason));
    }

    /// Keeps the oldest snapshot of each of the newest `count` periods.
    private void promote(
            List<Snapshot> newestFirst,
            int count,
            Reason reason,
            Function<Snapshot, Object> period) {
        Set<Object> seen = new HashSet<>();
        Map<Object, Snapshot> oldest = new LinkedHashMap<>();
        for (Snapshot each : newestFirst) {
            Object key = period.apply(each);
            if (seen.contains(key) || seen.size() < count) {
                seen.add(key);
                oldest.put(key, each);
            }
        }
        oldest.values().forEach(each -> add(each, reason));
    }

    /// Nightly ones without a good verdict stay as long as the days around them.
    private void unproved(List<Snapshot> sorted, Instant horizon) {
        sorted.stream()
                .filter(of(Kind.NIGHTLY))
                .filter(each -> !each.isVerified() && !each.takenAt().isBefore(horizon))
                .forEach(each ->
                        add(
                                each,
                                each.verdict().isEmpty() && each.status() != Snapshot.Status.FAILED
                                        ? Reason.NOT_PROVED_YET
                                        : Reason.NOT_PROVED));
    }

    /// When the oldest of the days that stay was taken; while they are fewer, nothing is older.
    private static Instant horizon(List<Snapshot> nightsNewestFirst, int days) {
        List<Snapshot> firstOfDays =
                nightsNewestFirst.stream()
                        .collect(
                                LinkedHashMap<Object, Snapshot>::new,
                                (map, each) -> map.put(day(each), each),
                                Map::putAll)
                        .values()
                        .stream()
                        .toList();
        return days == 0 || firstOfDays.size() < days
                ? Instant.MIN
                : firstOfDays.get(days - 1).takenAt();
    }

    private void add(Snapshot snapshot, Reason reason) {
        reasons.computeIfAbsent(snapshot.id(), _ -> EnumSet.noneOf(Reason.class)).add(reason);
    }

    private static Predicate<Snapshot> of(Kind kind) {
        return snapshot -> snapshot.kind().filter(each -> each == kind).isPresent();
    }

    private static LocalDate date(Snapshot snapshot) {
        return snapshot.takenAt().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /// The night's slot: one that was taken late, after midnight, is still of its own night.
    private static Object day(Snapshot snapshot) {
        return snapshot.slot().<Object>map(slot -> slot).orElseGet(() -> date(snapshot));
    }

    private static Object week(Snapshot snapshot) {
        LocalDate date = date(snapshot);
        return date.get(IsoFields.WEEK_BASED_YEAR) * 100
                + date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    }

    private static Object month(Snapshot snapshot) {
        return YearMonth.from(date(snapshot));
    }

    private static Object year(Snapshot snapshot) {
        return date(snapshot).getYear();
    }
}
