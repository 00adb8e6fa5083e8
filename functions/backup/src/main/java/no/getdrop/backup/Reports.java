package no.getdrop.backup;

import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Retention;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.State;
import no.getdrop.backup.plan.Tags;
import no.getdrop.backup.run.Cloud;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Tells all there is, for programs and for people.
final class Reports {
    private static final String ROW = "  %-58s %-10s %-16s %-9s %-10s %-6s %s";

    private final BackupSettings settings;
    private final Cloud cloud;
    private final InstantSource clock;

    Reports(BackupSettings settings, Cloud cloud, InstantSource clock) {
        this.settings = settings;
        this.cloud = cloud;
        this.clock = clock;
    }

    /// The report of this moment.
    Answer.Reported report() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Map<String, State> states = cloud.read(settings.databases());
        List<Answer.Shown> databases = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String database : settings.databases()) {
            State state = states.get(database);
            if (state != null) {
                Answer.Shown shown = shown(state, now);
                databases.add(shown);
                lines.addAll(lines(shown));
            }
        }
        return new Answer.Reported("report", now, databases, lines);
    }

    private Answer.Shown shown(State state, Instant now) {
        String owner = settings.policy().owner();
        List<Snapshot> ours =
                state.snapshots().stream()
                        .filter(each -> each.isOwnedBy(owner))
                        .sorted(Comparator.comparing(Snapshot::takenAt).reversed())
                        .toList();
        Map<String, Set<Retention.Reason>> reasons = Retention.of(ours, settings.policy().keep());
        Figures figures = Figures.of(state, settings.policy(), settings.snapshotQuota(), now);
        return new Answer.Shown(
                state.source().id(),
                state.source().word(),
                figures.values(),
                figures.judged(),
                ours.stream().map(each -> shown(each, state, reasons)).toList(),
                state.clones().stream()
                        .filter(each -> each.isOwnedBy(owner))
                        .map(each -> shown(each, now))
                        .toList());
    }

    private static Answer.ShownSnapshot shown(
            Snapshot snapshot, State state, Map<String, Set<Retention.Reason>> reasons) {
        return new Answer.ShownSnapshot(
                snapshot.id(),
                snapshot.kind().orElseThrow().text(),
                snapshot.takenAt(),
                word(snapshot.status()),
                snapshot.verdict().map(Snapshot.Verdict::text).orElse("not yet"),
                snapshot.tags().get(Tags.FAILED_CHECKS),
                state.copies().stream()
                        .anyMatch(copy ->
                                copy.id().equals(snapshot.id())
                                        && copy.status() == Snapshot.Status.AVAILABLE),
                reasons.getOrDefault(snapshot.id(), Set.of()).stream()
                        .map(Retention.Reason::text)
                        .toList());
    }

    private static Answer.ShownClone shown(Clone clone, Instant now) {
        return new Answer.ShownClone(
                clone.id(),
                clone.purpose().map(Clone.Purpose::text).orElse("unknown"),
                clone.snapshotId(),
                word(clone.shape().status()),
                Math.max(0, Duration.between(clone.createdAt(), now).toSeconds()));
    }

    private static List<String> lines(Answer.Shown shown) {
        List<String> lines = new ArrayList<>();
        lines.add(shown.database() + " (" + shown.status() + ")");
        for (Figures.Judged judged : shown.targets()) {
            lines.add(
                    row(
                            "  %-28s %8s s, target %6d s  %s",
                            judged.figure(),
                            judged.seconds() == null ? "?" : judged.seconds(),
                            judged.targetSeconds(),
                            judged.met() == null ? "not known" : judged.met() ? "met" : "MISSED"));
        }
        lines.add(
                row(ROW, "snapshot", "kind", "taken (UTC)", "status", "verdict", "copied", "why"));
        for (Answer.ShownSnapshot each : shown.snapshots()) {
            lines.add(
                    row(
                            ROW,
                            each.id(),
                            each.kind(),
                            each.takenAt().toString().substring(0, 16).replace('T', ' '),
                            each.status(),
                            each.verdict(),
                            each.copied() ? "yes" : "no",
                            each.failedChecks() != null
                                    ? "failed: " + each.failedChecks()
                                    : String.join(", ", each.keptFor())));
        }
        shown.clones()
                .forEach(each ->
                        lines.add(
                                row(
                                        "  restored: %s of %s, %s, %d s old",
                                        each.id(), each.of(), each.status(), each.ageSeconds())));
        return lines;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library of its own
    private static String row(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).stripTrailing();
    }

    private static String word(Enum<?> status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
