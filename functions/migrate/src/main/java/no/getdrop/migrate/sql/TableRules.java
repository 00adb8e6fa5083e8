package no.getdrop.migrate.sql;

/// The rules for one change of an `ALTER TABLE`.
///
/// @param table that is changed
record TableRules(Rules rules, Rules.Place place, String table) {
    /// @param strongLock whether an earlier statement of the file holds a lock that stops writes
    void read(Words change, boolean strongLock) {
        if (change.begins("add") && change.has("check") && change.has("constraint")) {
            rules.notNullCheck(table, change);
        }
        if (change.begins("validate", "constraint")) {
            change.from(2).name().ifPresent(rules::validated);
            if (strongLock) {
                find(Rule.VALIDATE_APART, "every row is read under the lock of another statement");
            }
        }
        if (place.isUsed(table)) {
            onUsedTable(change);
        }
    }

    private void onUsedTable(Words change) {
        if (AlterTable.changesType(change)) {
            find(Rule.TYPE_CHANGE, "a change of type may write every row anew");
        }
        if (AlterTable.rewritesForDefault(change)) {
            find(Rule.REWRITING_DEFAULT, "a default that differs for each row writes them all");
        }
        if (AlterTable.movesTable(change)) {
            find(Rule.TABLE_REWRITE, "a whole table is written anew under a full lock");
        }
        if (AlterTable.addsColumn(change)) {
            addsColumn(change);
        } else if (AlterTable.isForeignKey(change) && !AlterTable.isNotValid(change)) {
            find(Rule.FOREIGN_KEY, "a foreign key that is checked for every row at once");
        } else if (AlterTable.isCheck(change) && !AlterTable.isNotValid(change)) {
            find(Rule.CHECK_NOT_VALID, "a check that is made for every row at once");
        } else if (AlterTable.addsIndex(change)) {
            find(Rule.INDEX_CONCURRENTLY, "an index is built while reads and writes wait");
        }
        if (AlterTable.setsNotNull(change) && !isProvedNotNull(change)) {
            find(Rule.NOT_NULL, "every row is read under a full lock");
        }
        if (change.begins("rename")) {
            find(Rule.RENAME, "code that runs knows the old name");
        }
        if (change.begins("drop")
                && !change.begins("drop", "constraint")
                && Rules.isExpansion(place)) {
            find(Rule.CONTRACTION, "an expansion takes something away");
        }
    }

    private void addsColumn(Words change) {
        if (change.has("references") && !AlterTable.isNotValid(change)) {
            find(Rule.FOREIGN_KEY, "a foreign key that is checked for every row at once");
        }
        if (change.has("unique") || change.has("primary", "key")) {
            find(Rule.INDEX_CONCURRENTLY, "an index is built while reads and writes wait");
        }
        if (change.has("check")) {
            find(Rule.CHECK_NOT_VALID, "a check that is made for every row at once");
        }
        if (change.has("not", "null") && !change.has("default") && !change.has("generated")) {
            find(Rule.REQUIRED_COLUMN, "a column that must be filled and has no default");
        }
    }

    private boolean isProvedNotNull(Words change) {
        return change.from(1)
                .without("column")
                .name()
                .filter(column -> rules.isProvedNotNull(table, column))
                .isPresent();
    }

    private void find(Rule rule, String what) {
        rules.find(rule, place, what);
    }
}
