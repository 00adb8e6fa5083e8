package no.getdrop.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// One SQL statement, without its semicolon.
public final class Statement {
    private static final int OUTLINE_LENGTH_MAX = 120;

    private final List<Token> tokens;

    private Statement(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// The statements of a script, in their order.
    public static List<Statement> all(String script) {
        List<Statement> statements = new ArrayList<>();
        List<Token> current = new ArrayList<>();
        for (Token token : Lexer.tokens(script)) {
            if (token.is(";")) {
                add(statements, current);
                current = new ArrayList<>();
            } else {
                current.add(token);
            }
        }
        add(statements, current);
        return List.copyOf(statements);
    }

    private static void add(List<Statement> statements, List<Token> tokens) {
        if (!tokens.isEmpty()) {
            statements.add(new Statement(List.copyOf(tokens)));
        }
    }

    /// The line of the script on which it begins, counted from 1.
    public int line() {
        return tokens.getFirst().line();
    }

    /// Its words in one line with every literal as `?`, cut after 120 characters: enough to know it
    /// by, and nothing that a row holds.
    public String outline() {
        StringBuilder outline = new StringBuilder();
        Token before = tokens.getFirst();
        for (Token token : tokens) {
            if (token.start() > before.end()) {
                outline.append(' ');
            }
            boolean literal =
                    token.kind() == Token.Kind.STRING || token.kind() == Token.Kind.NUMBER;
            outline.append(literal ? "?" : token.text());
            before = token;
        }
        return outline.length() <= OUTLINE_LENGTH_MAX
                ? outline.toString()
                : outline.substring(0, OUTLINE_LENGTH_MAX - 1) + "…";
    }

    /// The outline of a text that may hold several statements, or none.
    public static String outline(String script) {
        return all(script).stream().map(Statement::outline).collect(Collectors.joining("; "));
    }

    Words words() {
        return new Words(tokens);
    }

    @Override
    public String toString() {
        return outline();
    }
}
