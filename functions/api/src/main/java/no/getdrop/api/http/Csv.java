package no.getdrop.api.http;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Writes tables as CSV (RFC 4180): every field in quotes, lines ended by CRLF, the names of the
/// columns first.
///
/// A field that a spreadsheet would run as a formula gets an apostrophe before it, which makes it a
/// text there (OWASP, CSV injection).
public final class Csv {
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private final StringBuilder text = new StringBuilder();

    /// A table with these columns.
    public Csv(List<String> columns) {
        line(columns);
    }

    /// Adds a line; what is `null` is an empty field.
    public Csv line(List<? extends @Nullable Object> fields) {
        String separator = "";
        for (Object field : fields) {
            text.append(separator).append('"').append(escaped(field)).append('"');
            separator = ",";
        }
        text.append("\r\n");
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static String escaped(@Nullable Object field) {
        String value = field == null ? "" : field.toString();
        boolean formula = !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0;
        return (formula ? "'" : "") + value.replace("\"", "\"\"");
    }
}
