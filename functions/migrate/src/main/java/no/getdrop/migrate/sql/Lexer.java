package no.getdrop.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts SQL into tokens as PostgreSQL's own scanner does: dollar quotes, nested comments, `E''`.
final class Lexer {
    private static final Pattern DOLLAR = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)?\\$");
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}0-9_$]*");
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9.]*");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        while (lexer.at < text.length()) {
            lexer.next();
        }
        return List.copyOf(lexer.tokens);
    }

    private void next() {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
            skipTo(at + 1);
        } else if (text.startsWith("--", at)) {
            int end = text.indexOf('\n', at);
            skipTo(end < 0 ? text.length() : end);
        } else if (text.startsWith("/*", at)) {
            skipTo(commentEnd());
        } else if (c == '\'') {
            add(Token.Kind.STRING, quoteEnd(at, '\'', false));
        } else if (c == '"') {
            add(Token.Kind.QUOTED_NAME, quoteEnd(at, '"', false));
        } else if (c == '$' && matches(DOLLAR)) {
            Matcher tag = matcher(DOLLAR);
            tag.lookingAt();
            int end = text.indexOf(tag.group(), tag.end());
            add(Token.Kind.STRING, end < 0 ? text.length() : end + tag.group().length());
        } else if ((c == 'E' || c == 'e') && text.startsWith("'", at + 1)) {
            add(Token.Kind.STRING, quoteEnd(at + 1, '\'', true));
        } else if (matches(WORD)) {
            add(Token.Kind.WORD, end(WORD));
        } else if (matches(NUMBER)) {
            add(Token.Kind.NUMBER, end(NUMBER));
        } else {
            add(Token.Kind.MARK, at + 1);
        }
    }

    private void add(Token.Kind kind, int end) {
        tokens.add(new Token(kind, text.substring(at, end), at, end, line));
        skipTo(end);
    }

    private void skipTo(int end) {
        line += (int) text.substring(at, end).chars().filter(c -> c == '\n').count();
        at = end;
    }

    private int commentEnd() {
        int depth = 0;
        for (int i = at; i < text.length() - 1; i++) {
            if (text.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (text.startsWith("*/", i)) {
                depth--;
                i++;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        return text.length();
    }

    private int quoteEnd(int open, char quote, boolean escapes) {
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escapes && c == '\\') {
                i++;
            } else if (c == quote) {
                if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
                    i++;
                } else {
                    return i + 1;
                }
            }
        }
        return text.length();
    }

    private boolean matches(Pattern pattern) {
        return matcher(pattern).lookingAt();
    }

    private int end(Pattern pattern) {
        Matcher matcher = matcher(pattern);
        matcher.lookingAt();
        return matcher.end();
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length());
    }
}
