package no.getdrop.migrate.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The comment lines `-- name: value` at the top of a migration.
///
/// @param kind whether the release before still works with the schema after it
/// @param why what it is for
/// @param locks on what others use, and for how long
/// @param undo how it is taken back by hand: migrations go forward only
/// @param since the first release whose code fits the schema after it: for an expansion the one
///   that brings it, for a contraction the first that no longer reads what goes
public record MigrationHeader(
        Kind kind, String why, String locks, String undo, ReleaseNumber since) {
    private static final String MARK = "-- ";
    private static final List<String> FIELDS = List.of("kind", "why", "locks", "undo", "since");

    /// What a migration means for code that runs already.
    public enum Kind {
        /// It adds; the release before goes on working.
        EXPAND,
        /// It takes away what older releases read.
        CONTRACT;

        /// `expand` or `contract`.
        public String spelling() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// What is wrong with the header of that text; empty when [#of(String)] can read it.
    public static List<String> faults(String text) {
        Map<String, String> fields = fields(text);
        List<String> faults = new ArrayList<>();
        for (String field : FIELDS) {
            if (fields.getOrDefault(field, "").isBlank()) {
                faults.add("the header lacks '-- " + field + ": …'");
            }
        }
        if (!List.copyOf(fields.keySet()).equals(FIELDS) && faults.isEmpty()) {
            faults.add("the header is not, in this order: " + String.join(", ", FIELDS));
        }
        String kind = fields.getOrDefault("kind", "");
        if (!kind.isBlank() && !kind.equals("expand") && !kind.equals("contract")) {
            faults.add("kind is '" + kind + "', expected 'expand' or 'contract'");
        }
        String since = fields.getOrDefault("since", "");
        if (!since.isBlank() && ReleaseNumber.parse(since).isEmpty()) {
            faults.add("since is '" + since + "', expected a release such as '0.1.0'");
        }
        return faults;
    }

    /// Reads the header.
    ///
    /// @throws IllegalArgumentException when it has faults
    static MigrationHeader of(String text) {
        List<String> faults = faults(text);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        Map<String, String> fields = fields(text);
        return new MigrationHeader(
                fields.getOrDefault("kind", "").equals("contract") ? Kind.CONTRACT : Kind.EXPAND,
                fields.getOrDefault("why", ""),
                fields.getOrDefault("locks", ""),
                fields.getOrDefault("undo", ""),
                ReleaseNumber.parse(fields.getOrDefault("since", "")).orElseThrow());
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : text.lines().takeWhile(line -> line.startsWith(MARK)).toList()) {
            String[] parts = line.substring(MARK.length()).split(":", 2);
            if (parts.length == 2 && FIELDS.contains(parts[0].strip())) {
                fields.put(parts[0].strip(), parts[1].strip());
            }
        }
        return fields;
    }
}
