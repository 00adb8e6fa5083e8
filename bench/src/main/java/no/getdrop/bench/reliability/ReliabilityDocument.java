package no.getdrop.bench.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// docs/reliability.md: the text is written by hand, the figures between its marks by the commands.
final class ReliabilityDocument {
    private static final String END = "<!-- end -->\n";

    private final Path file;

    ReliabilityDocument(Path root) {
        this.file = root.resolve("docs/reliability.md");
    }

    void write(Faults.Report report) throws IOException {
        String rows =
                report.rows().stream()
                        .map(ReliabilityDocument::row)
                        .collect(Collectors.joining("\n"));
        Books books = report.books();
        replace(
                "<!-- written by ./run faults -->\n",
                """
                On %s, %d clients:

                | what goes wrong for ten seconds | paid meanwhile | first paid after its end \
                | other answers | memory, MB | threads | connections |
                |---|--:|--:|---|---|---|---|
                %s

                Afterwards: %,d payments acknowledged, %,d in the database; %d acknowledged and \
                lost, %d ordered twice, %d not at the bank, %d at the bank and not with Drop.
                """
                        .formatted(
                                LocalDate.now(ZoneOffset.UTC),
                                Faults.CLIENTS,
                                rows,
                                report.acknowledged(),
                                books.payments(),
                                books.lost(),
                                books.twice(),
                                books.unsent(),
                                books.strangers()));
    }

    void write(Soak.Report report) throws IOException {
        Books books = report.books();
        replace(
                "<!-- written by ./run soak -->\n",
                """
                On %s, %d minutes: %,d payments, %d other answers; %d lost, %d ordered twice, \
                %d not at the bank.

                | of the api's largest process | after a third | at the end | |
                |---|--:|--:|---|
                | memory, MB | %s |
                | threads | %s |
                | connections to the database, of all functions | %s |
                """
                        .formatted(
                                LocalDate.now(ZoneOffset.UTC),
                                report.minutes(),
                                report.acknowledged(),
                                report.others(),
                                books.lost(),
                                books.twice(),
                                books.unsent(),
                                trend(report.residentKb(), 1_024),
                                trend(report.threads(), 1),
                                trend(report.connections(), 1)));
    }

    private static String row(Faults.Row row) {
        return "| %s | %,d | %s | %s | %d → %d | %d → %d | %d → %d |"
                .formatted(
                        row.cause(),
                        row.during(),
                        row.recoveryMs() < 0 ? "never" : "%,d ms".formatted(row.recoveryMs()),
                        others(row.others()),
                        row.before().residentKb() / 1_024,
                        row.after().residentKb() / 1_024,
                        row.before().threads(),
                        row.after().threads(),
                        row.before().connections(),
                        row.after().connections());
    }

    private static String others(Map<String, Long> others) {
        return others.isEmpty()
                ? "none"
                : others.entrySet().stream()
                        .map(each -> each.getValue() + " × " + each.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String trend(Trend trend, int divisor) {
        return String.format(
                Locale.ROOT,
                "%.1f | %.1f | %s",
                trend.first() / divisor,
                trend.last() / divisor,
                trend.isFlat() ? "flat" : "rises");
    }

    private void replace(String begin, String text) throws IOException {
        String whole = Files.readString(file);
        int from = whole.indexOf(begin) + begin.length();
        int to = whole.indexOf(END, from);
        if (from < begin.length() || to < 0) {
            throw new IOException(file + " lacks the marks of " + begin.strip());
        }
        Files.writeString(file, whole.substring(0, from) + text + whole.substring(to));
    }
}
