package no.getdrop.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Tells results: as a table for people, as `figures.json` for programs.
public final class Report {
    private static final String[] HEAD = {"figure", "value", "reference", "ratio", "budget", ""};

    private Report() {}

    /// The table, with a line under it for each figure that has something to say.
    public static String table(List<Result> results) {
        List<String[]> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Result result : results) {
            rows.add(
                    new String[] {
                        result.name(),
                        quantity(result.value(), result.unit()),
                        result.reference() == null
                                ? ""
                                : quantity(result.reference(), result.unit()),
                        result.ratio() == null ? "" : number(result.ratio()),
                        result.budget() == null ? "" : "≤ " + number(result.budget()),
                        result.holds() == null ? "" : result.holds() ? "holds" : "MISSED"
                    });
        }
        StringBuilder text = new StringBuilder();
        int[] widths = widths(rows);
        rows.forEach(row -> line(text, row, widths));
        text.append('\n');
        results.stream()
                .filter(result -> !result.note().isEmpty())
                .forEach(result ->
                        text.append(result.name()).append(": ").append(result.note()).append('\n'));
        return text.toString();
    }

    /// Writes the results as JSON.
    public static void write(List<Result> results, Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ArrayNode list = json.createArrayNode();
        for (Result result : results) {
            ObjectNode node = list.addObject();
            node.put("name", result.name());
            node.put("value", result.value());
            node.put("unit", result.unit());
            node.put("reference", result.reference());
            node.put("ratio", result.ratio());
            node.put("budget", result.budget());
            node.put("holds", result.holds());
            node.put("note", result.note());
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(
                file, json.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n");
    }

    private static String quantity(@Nullable Double value, String unit) {
        return (number(value) + " " + unit).stripTrailing();
    }

    /// Three figures that count, and no more digits than that.
    static String number(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        double size = Math.abs(value);
        int decimals =
                size >= 100 || size == Math.rint(size) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    private static int[] widths(List<String[]> rows) {
        int[] widths = new int[HEAD.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return widths;
    }

    private static void line(StringBuilder text, String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            boolean left = i == 0 || i == row.length - 1;
            String format = left ? "%-" + widths[i] + "s" : "%" + widths[i] + "s";
            if (widths[i] > 0) {
                line.append(String.format(Locale.ROOT, format, row[i])).append("  ");
            }
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
