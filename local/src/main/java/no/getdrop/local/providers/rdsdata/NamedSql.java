package no.getdrop.local.providers.rdsdata;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One statement with `:name` where the driver takes `?`.
///
/// @param sql for the driver
/// @param names of its parameters in order, one twice where it stands twice
record NamedSql(String sql, List<String> names) {
    /// What is passed over whole: texts, quoted names, comments, casts and question marks.
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<whole>[eE]'(?:[^'\\\\]|''|\\\\.)*'|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\""
                            + "|--[^\\n]*|/\\*.*?\\*/|\\$(\\w*)\\$.*?\\$\\2\\$|::)"
                            + "|(?<question>\\?)"
                            + "|(?<![\\w:]):(?<name>[A-Za-z_]\\w*)"
                            + "|(?<end>;)",
                    Pattern.DOTALL);

    NamedSql {
        names = List.copyOf(names);
    }

    /// Reads it.
    ///
    /// @throws DataApiException when it is more than one statement
    static NamedSql parse(String text) throws DataApiException {
        StringBuilder sql = new StringBuilder();
        List<String> names = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            String name = token.group("name");
            String replacement = token.group();
            if (name != null) {
                names.add(name);
                replacement = "?";
            } else if (token.group("question") != null) {
                // Twice is the driver's way to write PostgreSQL's operator.
                replacement = "??";
            } else if (token.group("end") != null && !text.substring(token.end()).isBlank()) {
                throw DataApiException.badRequest("Multistatements aren't supported.");
            }
            token.appendReplacement(sql, Matcher.quoteReplacement(replacement));
        }
        token.appendTail(sql);
        return new NamedSql(sql.toString(), names);
    }
}
