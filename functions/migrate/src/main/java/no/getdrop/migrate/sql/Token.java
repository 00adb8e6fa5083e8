package no.getdrop.migrate.sql;

import java.util.Locale;

/// One word, literal or mark of SQL; comments and blanks are none.
///
/// @param text as it is written, quotes included
/// @param start where it begins in the file, counted from 0
/// @param end where it ends, exclusive
/// @param line in the file, counted from 1
record Token(Kind kind, String text, int start, int end, int line) {
    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        NUMBER,
        MARK
    }

    /// Whether it is that keyword, in whatever case.
    boolean is(String keyword) {
        return kind != Kind.STRING && kind != Kind.QUOTED_NAME && text.equalsIgnoreCase(keyword);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    /// The name that PostgreSQL understands: folded to lower case unless quoted.
    String name() {
        return kind == Kind.QUOTED_NAME
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text.toLowerCase(Locale.ROOT);
    }
}
