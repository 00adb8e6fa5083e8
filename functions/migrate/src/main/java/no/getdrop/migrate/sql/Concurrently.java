package no.getdrop.migrate.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Statements that PostgreSQL refuses inside a transaction. A file with one of them runs statement
/// by statement, so each must stand being cut off and run again.
final class Concurrently {
    private Concurrently() {}

    static boolean isNotTransactional(Statement statement) {
        Words words = statement.words();
        return isIndexBuild(words)
                || isIndexDrop(words)
                || words.begins("vacuum")
                || (words.begins("reindex") && words.has("concurrently"))
                || words.begins("alter", "system");
    }

    static boolean isIndexBuild(Words words) {
        return (words.begins("create", "index") || words.begins("create", "unique", "index"))
                && words.has("concurrently");
    }

    static boolean isIndexDrop(Words words) {
        return words.begins("drop", "index", "concurrently");
    }

    /// The name that the index will have, whether or not `IF NOT EXISTS` stands before it.
    static Optional<String> builtIndex(Words words) {
        return words.after("concurrently")
                .flatMap(rest -> rest.without("if", "not", "exists").name());
    }

    /// The indexes that are dropped, if they exist.
    static List<String> dropped(MigrationFile file) {
        return file.statements().stream()
                .map(Statement::words)
                .filter(words -> words.begins("drop", "index", "concurrently", "if", "exists"))
                .flatMap(words -> words.from(5).parts().stream())
                .flatMap(part -> part.name().stream())
                .toList();
    }

    /// What would not stand being run again, in words.
    static List<String> faults(MigrationFile file) {
        List<String> faults = new ArrayList<>();
        Set<String> cleared = new HashSet<>();
        for (Statement statement : file.statements()) {
            Words words = statement.words();
            if (words.begins("drop", "index", "concurrently", "if", "exists")) {
                words.from(5).parts().forEach(part -> part.name().ifPresent(cleared::add));
            } else if (isIndexBuild(words)) {
                if (builtIndex(words).filter(cleared::contains).isEmpty()) {
                    faults.add("line " + statement.line() + ": its index is not dropped before");
                }
            } else if (!isHarmlessAgain(words)) {
                faults.add("line " + statement.line() + ": " + statement.outline());
            }
        }
        return faults;
    }

    private static boolean isHarmlessAgain(Words words) {
        return words.begins("vacuum") || words.begins("analyze") || words.begins("reindex");
    }
}
