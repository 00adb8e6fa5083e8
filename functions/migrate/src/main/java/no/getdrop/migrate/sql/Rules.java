package no.getdrop.migrate.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a history of migrations and finds what would stop or break code that runs.
///
/// A table that the same file makes is nobody's yet: anything may be done to it.
public final class Rules {
    private final ReleaseNumber release;
    private final List<Finding> findings = new ArrayList<>();

    /// `table.column` of checks `column IS NOT NULL`, by the name of the constraint.
    private final Map<String, String> notNullChecks = new HashMap<>();

    private final Set<String> provedNotNull = new HashSet<>();

    private Rules(ReleaseNumber release) {
        this.release = release;
    }

    /// What is wrong, in the order of the files.
    ///
    /// @param history every migration, oldest first
    /// @param release that is being built
    public static List<Finding> findings(List<MigrationFile> history, ReleaseNumber release) {
        Rules rules = new Rules(release);
        history.forEach(rules::read);
        return List.copyOf(rules.findings);
    }

    private void read(MigrationFile file) {
        if (file.header().since().compareTo(release) > 0) {
            find(Rule.SINCE, file, 1, "since " + file.header().since() + " is after " + release);
        }
        if (file.statements().stream().anyMatch(Concurrently::isNotTransactional)) {
            Concurrently.faults(file).forEach(fault -> find(Rule.REPEATABLE, file, 1, fault));
        }
        Set<String> made = new HashSet<>();
        boolean strongLock = false;
        for (Statement statement : file.statements()) {
            Words words = statement.words();
            Place place = new Place(file, statement, made);
            madeTable(words).ifPresent(made::add);
            if (words.begins("alter", "table")) {
                Words table = words.from(2).without("if", "exists").without("only");
                String name = table.name().orElse("");
                for (Words change : table.afterName().parts()) {
                    new TableRules(this, place, name).read(change, strongLock);
                    strongLock |=
                            !made.contains(name) && AlterTable.of(change).lock().stopsWrites();
                }
            } else {
                readOther(words, place);
            }
        }
    }

    private static Optional<String> madeTable(Words words) {
        return words.begins("create", "table") || words.begins("create", "unlogged", "table")
                ? words.after("table").flatMap(rest -> rest.without("if", "not", "exists").name())
                : Optional.empty();
    }

    private void readOther(Words words, Place place) {
        if (words.begins("create", "index") || words.begins("create", "unique", "index")) {
            String table = words.after("on").flatMap(on -> on.without("only").name()).orElse("");
            if (!words.has("concurrently") && place.isUsed(table)) {
                find(Rule.INDEX_CONCURRENTLY, place, "an index is built while writes wait");
            }
            if (words.has("concurrently", "if", "not", "exists")) {
                find(Rule.IF_NOT_EXISTS, place, "IF NOT EXISTS on a concurrent index");
            }
        }
        if (words.begins("update")
                && words.after("where").isEmpty()
                && place.isUsed(words.from(1).without("only").name().orElse(""))) {
            find(Rule.WHOLE_TABLE, place, "every row is written in one statement");
        }
        if (words.begins("delete", "from")
                && words.after("where").isEmpty()
                && place.isUsed(words.from(2).without("only").name().orElse(""))) {
            find(Rule.WHOLE_TABLE, place, "every row is deleted in one statement");
        }
        if (words.begins("drop", "schema")
                || words.begins("drop", "database")
                || words.begins("drop", "owned")) {
            find(Rule.SCHEMA_LOSS, place, "a whole schema would go");
        } else if (takesAway(words) && isExpansion(place)) {
            find(Rule.CONTRACTION, place, "an expansion takes something away");
        }
        if (words.begins("lock")) {
            find(Rule.LONG_LOCK, place, "an explicit lock");
        }
        if (words.begins("cluster")
                || words.begins("vacuum", "full")
                || words.begins("vacuum", "(", "full")) {
            find(Rule.TABLE_REWRITE, place, "a whole table is written anew under a full lock");
        }
        if (words.begins("alter") && words.has("rename") && !words.begins("alter", "index")) {
            find(Rule.RENAME, place, "code that runs knows the old name");
        }
    }

    private static boolean takesAway(Words words) {
        return words.begins("drop", "table")
                || words.begins("drop", "view")
                || words.begins("drop", "materialized", "view")
                || words.begins("drop", "function")
                || words.begins("drop", "type")
                || words.begins("drop", "sequence")
                || words.begins("truncate");
    }

    static boolean isExpansion(Place place) {
        return place.file().header().kind() == MigrationHeader.Kind.EXPAND;
    }

    void notNullCheck(String table, Words change) {
        Words check = change.after("check").map(Words::parenthesised).orElse(new Words(List.of()));
        Optional<String> column = check.name();
        if (column.isPresent() && check.afterName().begins("is", "not", "null")) {
            change.after("constraint")
                    .flatMap(Words::name)
                    .ifPresent(name -> notNullChecks.put(name, table + "." + column.get()));
        }
    }

    void validated(String constraint) {
        Optional.ofNullable(notNullChecks.get(constraint)).ifPresent(provedNotNull::add);
    }

    boolean isProvedNotNull(String table, String column) {
        return provedNotNull.contains(table + "." + column);
    }

    void find(Rule rule, Place place, String what) {
        find(rule, place.file(), place.statement().line(), what + ": " + place.statement());
    }

    private void find(Rule rule, MigrationFile file, int line, String what) {
        findings.add(new Finding(rule.spelling(), file.name(), line, what, rule.instead()));
    }

    /// Where a rule looks.
    ///
    /// @param made tables that the file made so far
    record Place(MigrationFile file, Statement statement, Set<String> made) {
        /// Whether others may use that table already.
        boolean isUsed(String table) {
            return !made.contains(table);
        }
    }
}
