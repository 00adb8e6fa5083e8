package no.getdrop.migrate.sql;

import no.getdrop.migrate.sql.Effect.Work;

/// One of the changes that an `ALTER TABLE` lists.
///
/// @param lock on the table
/// @param work how its time grows with the table
record AlterTable(LockMode lock, Work work) {
    static AlterTable of(Words change) {
        if (change.begins("validate", "constraint")) {
            return new AlterTable(LockMode.SHARE_UPDATE_EXCLUSIVE, Work.SCAN);
        }
        if (change.begins("attach", "partition") || change.hasAnywhere("set", "statistics")) {
            return new AlterTable(LockMode.SHARE_UPDATE_EXCLUSIVE, Work.CATALOGUE);
        }
        if (change.begins("set", "(") || change.begins("reset", "(")) {
            return new AlterTable(LockMode.SHARE_UPDATE_EXCLUSIVE, Work.CATALOGUE);
        }
        if (change.begins("enable", "trigger") || change.begins("disable", "trigger")) {
            return new AlterTable(LockMode.SHARE_ROW_EXCLUSIVE, Work.CATALOGUE);
        }
        if (isForeignKey(change)) {
            return new AlterTable(
                    LockMode.SHARE_ROW_EXCLUSIVE, isNotValid(change) ? Work.CATALOGUE : Work.SCAN);
        }
        return new AlterTable(LockMode.ACCESS_EXCLUSIVE, exclusiveWork(change));
    }

    private static Work exclusiveWork(Words change) {
        if (changesType(change) || rewritesForDefault(change) || movesTable(change)) {
            return Work.REWRITE;
        }
        if (addsIndex(change)) {
            return Work.INDEX;
        }
        return (isCheck(change) && !isNotValid(change)) || setsNotNull(change)
                ? Work.SCAN
                : Work.CATALOGUE;
    }

    static boolean addsColumn(Words change) {
        return change.begins("add")
                && !change.begins("add", "constraint")
                && !change.begins("add", "check")
                && !change.begins("add", "unique")
                && !change.begins("add", "primary")
                && !change.begins("add", "foreign")
                && !change.begins("add", "exclude");
    }

    static boolean changesType(Words change) {
        if (!change.begins("alter")) {
            return false;
        }
        Words after = change.from(1).without("column").afterName();
        return after.begins("type") || after.begins("set", "data", "type");
    }

    static boolean setsNotNull(Words change) {
        return change.begins("alter") && change.has("set", "not", "null");
    }

    /// A default that PostgreSQL cannot keep in the catalogue, since each row gets another value.
    static boolean rewritesForDefault(Words change) {
        if (!addsColumn(change)) {
            return false;
        }
        boolean serial =
                change.has("serial") || change.has("bigserial") || change.has("smallserial");
        boolean generated =
                change.has("generated", "always")
                        || change.has("as", "identity")
                        || change.has("by", "default", "as", "identity");
        return serial
                || generated
                || change.after("default").filter(AlterTable::isVolatile).isPresent();
    }

    private static boolean isVolatile(Words value) {
        boolean call = value.tokens().size() > 1 && value.tokens().get(1).is("(");
        return call && !value.begins("now");
    }

    static boolean movesTable(Words change) {
        return change.begins("set", "logged")
                || change.begins("set", "unlogged")
                || change.begins("set", "tablespace")
                || change.begins("set", "access", "method");
    }

    /// A unique or primary key that is not made of an index built before.
    static boolean addsIndex(Words change) {
        return change.begins("add")
                && (change.has("unique") || change.has("primary", "key") || change.has("exclude"))
                && !change.has("using", "index");
    }

    static boolean isForeignKey(Words change) {
        return change.begins("add") && !addsColumn(change) && change.has("foreign", "key");
    }

    static boolean isCheck(Words change) {
        return change.begins("add") && change.has("check");
    }

    static boolean isNotValid(Words change) {
        return change.has("not", "valid");
    }
}
