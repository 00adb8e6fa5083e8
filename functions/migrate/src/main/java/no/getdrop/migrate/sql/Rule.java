package no.getdrop.migrate.sql;

import java.util.Locale;

/// What a migration must not do to a table that others use, with the way around it.
///
/// What the statements cost is told by PostgreSQL 16's pages of `ALTER TABLE` and `CREATE INDEX`.
public enum Rule {
    TYPE_CHANGE("add a column, write both, fill it in batches, read it, drop the old one later"),
    REWRITING_DEFAULT("add the column without it, set the default, fill older rows in batches"),
    TABLE_REWRITE("build what is wanted beside it, and move over in batches"),
    NOT_NULL(
            "ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in a later"
                    + " file, then SET NOT NULL, which believes the constraint"),
    REQUIRED_COLUMN(
            "give it a constant DEFAULT, or leave it nullable: older code does not fill it"),
    FOREIGN_KEY(
            "ADD CONSTRAINT … FOREIGN KEY … NOT VALID, and VALIDATE CONSTRAINT in a later file"),
    CHECK_NOT_VALID("ADD CONSTRAINT … CHECK … NOT VALID, and VALIDATE CONSTRAINT in a later file"),
    VALIDATE_APART(
            "VALIDATE CONSTRAINT in a file of its own: here the lock of the other statement is held"
                    + " while every row is read"),
    INDEX_CONCURRENTLY(
            "CREATE INDEX CONCURRENTLY in a file of its own; for a key, then ADD CONSTRAINT … USING"
                    + " INDEX"),
    IF_NOT_EXISTS(
            "DROP INDEX CONCURRENTLY IF EXISTS, then CREATE INDEX CONCURRENTLY: a build that failed"
                    + " leaves an invalid index, which IF NOT EXISTS takes for done"),
    REPEATABLE(
            "in a file with a statement that runs outside a transaction, each one must stand being"
                    + " run again: DROP INDEX CONCURRENTLY IF EXISTS before each build, and nothing"
                    + " else"),
    RENAME("add the new name, write both, and drop the old one in a contraction"),
    CONTRACTION("kind: contract, with the first release that no longer reads it in since"),
    WHOLE_TABLE("let the worker do it in batches: one statement keeps every row locked"),
    SCHEMA_LOSS("nothing: no migration drops a schema, a database or all that a role owns"),
    LONG_LOCK("no explicit lock: a statement takes the one it needs"),
    SINCE("since: this release or an earlier one");

    private final String instead;

    Rule(String instead) {
        this.instead = instead;
    }

    /// In lower case with dashes, as an exception names it.
    public String spelling() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// How it is done without danger.
    public String instead() {
        return instead;
    }
}
