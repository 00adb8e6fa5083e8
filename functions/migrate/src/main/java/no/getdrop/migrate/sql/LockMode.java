package no.getdrop.migrate.sql;

import java.util.Locale;

/// PostgreSQL's table locks, weakest first (documentation of PostgreSQL 16, table 13.2).
public enum LockMode {
    ACCESS_SHARE,
    ROW_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    EXCLUSIVE,
    ACCESS_EXCLUSIVE;

    /// As `pg_locks` spells it: `AccessExclusiveLock`.
    public static LockMode ofCatalogue(String mode) {
        String words = mode.replaceAll("Lock$", "").replaceAll("(?<=[a-z])(?=[A-Z])", "_");
        return valueOf(words.toUpperCase(Locale.ROOT));
    }

    /// As SQL spells it: `ACCESS EXCLUSIVE`.
    public String spelling() {
        return name().replace('_', ' ');
    }

    /// Whether inserts and updates of others wait for it.
    public boolean stopsWrites() {
        return compareTo(SHARE) >= 0;
    }
}
