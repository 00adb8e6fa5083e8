package no.getdrop.migrate.sql;

import static no.getdrop.migrate.sql.LockMode.ACCESS_EXCLUSIVE;
import static no.getdrop.migrate.sql.LockMode.ACCESS_SHARE;
import static no.getdrop.migrate.sql.LockMode.ROW_EXCLUSIVE;
import static no.getdrop.migrate.sql.LockMode.SHARE;
import static no.getdrop.migrate.sql.LockMode.SHARE_ROW_EXCLUSIVE;
import static no.getdrop.migrate.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;

import no.getdrop.migrate.sql.Effect.Work;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Tells the locks and the work of a statement from its text (documentation of PostgreSQL 16, 13.3
/// and the commands' own pages). What it cannot tell, a rehearsal measures.
public final class Effects {
    /// Statements that change nothing but the catalogue and lock no table for it.
    private static final List<String> CATALOGUE_ONLY =
            List.of(
                    "create",
                    "alter",
                    "drop",
                    "grant",
                    "revoke",
                    "set",
                    "reset",
                    "begin",
                    "commit",
                    "security",
                    "reassign");

    private final Map<String, LockMode> locks = new TreeMap<>();
    private Work work = Work.CATALOGUE;

    private Effects() {}

    /// The effect of that statement.
    public static Effect of(Statement statement) {
        Effects effects = new Effects();
        Words words = statement.words();
        effects.read(words);
        return new Effect(
                kind(words),
                effects.locks.entrySet().stream()
                        .map(lock -> new TableLock(lock.getKey(), lock.getValue()))
                        .toList(),
                effects.work);
    }

    private static String kind(Words words) {
        List<String> first =
                words.tokens().stream()
                        .limit(3)
                        .map(token -> token.text().toLowerCase(Locale.ROOT))
                        .filter(word -> !word.equals("unique") && !word.equals("or"))
                        .toList();
        boolean onItsOwn =
                first.size() < 2
                        || !List.of("create", "alter", "drop", "comment")
                                .contains(first.getFirst());
        return onItsOwn ? first.getFirst() : first.get(0) + " " + first.get(1);
    }

    private void read(Words words) {
        if (words.begins("alter", "table")) {
            alterTable(words.from(2).without("if", "exists").without("only"));
        } else if (words.begins("create", "index") || words.begins("create", "unique", "index")) {
            createIndex(words);
        } else if (words.begins("create", "table") || words.begins("create", "unlogged", "table")) {
            references(words);
        } else if (words.begins("drop", "table")) {
            words.from(2)
                    .without("if", "exists")
                    .parts()
                    .forEach(part -> lock(part.name(), ACCESS_EXCLUSIVE));
        } else if (words.begins("drop", "trigger") || words.begins("drop", "policy")) {
            lock(words.after("on").flatMap(Words::name), ACCESS_EXCLUSIVE);
        } else if (words.begins("create", "trigger")
                || words.begins("create", "constraint", "trigger")
                || words.begins("create", "or", "replace", "trigger")) {
            lock(words.after("on").flatMap(Words::name), SHARE_ROW_EXCLUSIVE);
        } else if (words.begins("create", "policy") || words.begins("create", "rule")) {
            Optional<Words> table = words.after("on").or(() -> words.after("to"));
            lock(table.flatMap(Words::name), ACCESS_EXCLUSIVE);
        } else if (words.begins("comment", "on", "table")) {
            lock(words.from(3).name(), SHARE_UPDATE_EXCLUSIVE);
        } else {
            readOther(words);
        }
    }

    private void readOther(Words words) {
        if (words.begins("truncate")) {
            lock(words.from(1).without("table").without("only").name(), ACCESS_EXCLUSIVE);
        } else if (words.begins("insert", "into")) {
            rows(words.from(2).name());
        } else if (words.begins("update")) {
            rows(words.from(1).without("only").name());
        } else if (words.begins("delete", "from")) {
            rows(words.from(2).without("only").name());
        } else if (words.begins("with")) {
            writesOfQuery(words);
        } else if (words.begins("vacuum") || words.begins("cluster") || words.begins("reindex")) {
            maintenance(words);
        } else if (words.begins("analyze")) {
            lock(words.from(1).name(), SHARE_UPDATE_EXCLUSIVE);
            work = Work.SCAN;
        } else if (words.begins("lock", "table")) {
            lock(words.from(2).name(), mode(words).orElse(ACCESS_EXCLUSIVE));
        } else if (CATALOGUE_ONLY.stream().noneMatch(word -> words.begins(word))
                || words.begins("create", "materialized")) {
            // SELECT, DO, CALL: a function may do anything.
            words.after("from")
                    .flatMap(Words::name)
                    .ifPresent(name -> lock(Optional.of(name), ACCESS_SHARE));
            work = Work.UNKNOWN;
        }
    }

    private void writesOfQuery(Words words) {
        List<Token> tokens = words.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            Words rest = words.from(i);
            if (rest.begins("update")
                    || rest.begins("delete", "from")
                    || rest.begins("insert", "into")) {
                rows(rest.from(rest.begins("update") ? 1 : 2).without("only").name());
            }
        }
        work = Work.ROWS;
    }

    private void maintenance(Words words) {
        boolean full = words.begins("cluster") || words.has("full");
        boolean concurrently = words.has("concurrently");
        Words target =
                words.from(1)
                        .without("full")
                        .without("verbose")
                        .without("index")
                        .without("table")
                        .without("concurrently");
        boolean ofIndex = words.begins("reindex", "index");
        if (!ofIndex) {
            lock(
                    target.name(),
                    full
                            ? ACCESS_EXCLUSIVE
                            : words.begins("reindex") && !concurrently
                                    ? SHARE
                                    : SHARE_UPDATE_EXCLUSIVE);
        }
        work = full ? Work.REWRITE : words.begins("reindex") ? Work.INDEX : Work.SCAN;
    }

    private void createIndex(Words words) {
        lock(
                words.after("on").flatMap(target -> target.without("only").name()),
                words.has("concurrently") ? SHARE_UPDATE_EXCLUSIVE : SHARE);
        work = Work.INDEX;
    }

    private void alterTable(Words words) {
        Optional<String> table = words.name();
        for (Words part : words.afterName().parts()) {
            AlterTable change = AlterTable.of(part);
            lock(table, change.lock());
            if (change.lock() == SHARE_ROW_EXCLUSIVE) {
                references(part);
            }
            if (change.work().compareTo(work) > 0) {
                work = change.work();
            }
        }
    }

    /// The tables that foreign keys point to.
    private void references(Words words) {
        List<Token> tokens = words.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).is("references")) {
                lock(words.from(i + 1).name(), SHARE_ROW_EXCLUSIVE);
            }
        }
    }

    private void rows(Optional<String> table) {
        lock(table, ROW_EXCLUSIVE);
        work = Work.ROWS;
    }

    private void lock(Optional<String> table, LockMode mode) {
        table.ifPresent(name ->
                locks.merge(name, mode, (one, other) -> one.compareTo(other) > 0 ? one : other));
    }

    private static Optional<LockMode> mode(Words words) {
        Map<LockMode, String[]> modes = new EnumMap<>(LockMode.class);
        for (LockMode mode : LockMode.values()) {
            modes.put(
                    mode,
                    Stream.concat(
                                    Stream.of("in"),
                                    Stream.concat(
                                            Stream.of(mode.spelling().split(" ")),
                                            Stream.of("mode")))
                            .toArray(String[]::new));
        }
        List<LockMode> found = new ArrayList<>();
        modes.forEach((mode, spelling) -> {
            if (words.has(spelling)) {
                found.add(mode);
            }
        });
        return found.stream().findFirst();
    }
}
