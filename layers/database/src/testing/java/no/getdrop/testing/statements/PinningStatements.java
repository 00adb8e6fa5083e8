package no.getdrop.testing.statements;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a client of a transaction pooler must not say: statements whose effect outlives their
/// transaction. RDS Proxy pins the connection for them; PgBouncer in transaction mode gives their
/// effect to the next client.
///
/// Source: RDS Proxy's documentation, "Avoiding pinning", conditions for PostgreSQL.
public final class PinningStatements {
    /// What is no part of the statement's own words: comments, literals and quoted names.
    private static final Pattern NOT_WORDS =
            Pattern.compile(
                    "--[^\n]*|/\\*.*?\\*/"
                            + "|\\b[eE]'[^'\\\\]*+(?:(?:\\\\.|'')[^'\\\\]*+)*+'"
                            + "|'[^']*+(?:''[^']*+)*+'"
                            + "|\"[^\"]*+(?:\"\"[^\"]*+)*+\"|(\\$(?:[A-Za-z_]\\w*)?\\$).*?\\1",
                    Pattern.DOTALL);

    private static final List<Rule> RULES =
            List.of(
                    rule(
                            "SET for the session; only SET LOCAL ends with its transaction",
                            "^SET\\b(?!\\s+LOCAL\\b)"),
                    rule("RESET", "^RESET\\b"),
                    rule("DISCARD", "^DISCARD\\b"),
                    rule("PREPARE by statement", "^PREPARE\\b"),
                    rule("EXECUTE by statement", "^EXECUTE\\b"),
                    rule("DEALLOCATE", "^DEALLOCATE\\b"),
                    rule("LISTEN", "^LISTEN\\b"),
                    rule("UNLISTEN", "^UNLISTEN\\b"),
                    rule("NOTIFY", "^NOTIFY\\b|\\bpg_notify\\s*\\("),
                    rule("a cursor", "^DECLARE\\b"),
                    rule("LOAD of a module", "^LOAD\\b"),
                    rule("a code block, whose text nobody reads", "^DO\\b"),
                    rule(
                            "a temporary table, view or sequence",
                            "^CREATE\\s+(OR\\s+REPLACE\\s+)?((LOCAL|GLOBAL)\\s+)?TEMP(ORARY)?\\b"
                                    + "|\\bINTO\\s+((LOCAL|GLOBAL)\\s+)?TEMP(ORARY)?\\b"),
                    rule("a sequence by statement", "\\b(nextval|setval|currval|lastval)\\s*\\("),
                    rule(
                            "a lock of the session; only pg_advisory_xact_lock ends by itself",
                            "\\bpg_(try_)?advisory_(un)?lock\\w*\\s*\\("),
                    rule(
                            "set_config for the session; its last argument must be true",
                            "\\bset_config\\s*\\((?![^()]*,[^(),]*,\\s*true\\s*\\))"));

    private record Rule(String what, Pattern pattern) {}

    private PinningStatements() {}

    /// What in `sql`, which may hold several statements, would pin; empty when nothing would.
    public static Optional<String> in(String sql) {
        return Arrays.stream(words(sql).split(";"))
                .map(String::strip)
                .flatMap(statement ->
                        RULES.stream().filter(rule -> rule.pattern.matcher(statement).find()))
                .map(Rule::what)
                .findFirst();
    }

    private static String words(String sql) {
        Matcher matcher = NOT_WORDS.matcher(sql);
        return matcher.replaceAll(
                part -> part.group().startsWith("-") || part.group().startsWith("/") ? " " : "''");
    }

    private static Rule rule(String what, String expression) {
        return new Rule(what, Pattern.compile(expression, Pattern.CASE_INSENSITIVE));
    }
}
