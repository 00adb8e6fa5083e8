package no.getdrop.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Puts a report into sentences, for people who read it in a terminal or a log.
final class Summary {
    private Summary() {}

    /// The report with its sentences.
    ///
    /// @param hindrance why a migration would be refused now
    static Report of(Report report, Optional<Refusal> hindrance) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "release %s (build %s); schema %s"
                        .formatted(
                                report.release(),
                                report.build(),
                                report.schemaVersion() == null
                                        ? "empty"
                                        : "at " + report.schemaVersion()));
        report.applied().stream()
                .filter(done -> !done.statements().isEmpty())
                .forEach(done -> describe(done, lines));
        report.pending().forEach(pending -> describe(pending, lines));
        if (report.pending().isEmpty()) {
            lines.add("nothing is pending");
        }
        report.drift().forEach(difference -> lines.add("drift: " + difference));
        hindrance.ifPresent(refusal -> lines.add("would be refused now: " + refusal.detail()));
        return report.with(lines);
    }

    private static void describe(Report.Applied done, List<String> lines) {
        lines.add(
                "applied %s %s: %s, %s rows, %s waiting for locks"
                        .formatted(
                                done.version(),
                                done.description(),
                                time(done.millis()),
                                count(done.rows()),
                                time(done.lockWaitMs())));
        for (Report.Ran ran : done.statements()) {
            if (!ran.locks().isEmpty()) {
                lines.add("  " + ran.statement());
                lines.add(
                        "    took %s; %s, %s rows, %s waiting for locks"
                                .formatted(
                                        String.join(", ", ran.locks()),
                                        time(ran.millis()),
                                        count(ran.rows()),
                                        time(ran.lockWaitMs())));
            }
        }
    }

    private static void describe(Report.Pending pending, List<String> lines) {
        lines.add(
                "pending %s %s (%s, since %s): %d statements, about %s; %s"
                        .formatted(
                                pending.version(),
                                pending.description(),
                                pending.kind(),
                                pending.since(),
                                pending.statements().size(),
                                time(pending.estimateMs()),
                                pending.why()));
        for (Report.Step step : pending.statements()) {
            if (!step.locks().isEmpty()) {
                lines.add("  " + step.statement());
                lines.add(
                        "    takes %s; %s; %s; about %s"
                                .formatted(
                                        String.join(", ", step.locks()),
                                        sizes(step.tables()),
                                        "work: " + step.work(),
                                        time(step.estimateMs())));
            }
        }
        pending.findings().forEach(finding -> lines.add("  danger: " + finding));
    }

    private static String sizes(List<Report.TableSize> tables) {
        return String.join(
                ", ",
                tables.stream()
                        .map(table ->
                                "%s has %s, %s"
                                        .formatted(
                                                table.table(),
                                                table.rows() < 0
                                                        ? "uncounted rows"
                                                        : count(table.rows()) + " rows",
                                                size(table.bytes())))
                        .toList());
    }

    private static String size(long bytes) {
        return bytes < 10_000_000 ? Math.ceilDiv(bytes, 1_000) + " kB" : bytes / 1_000_000 + " MB";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String time(long millis) {
        return millis < 10_000 ? millis + " ms" : millis / 1_000 + " s";
    }
}
