package no.getdrop.backup.proof;

/// What is counted and added up, the same in a fence and on a restored copy.
final class Rows {
    /// Rows of every table from which the application may delete nothing: there they only become
    /// more. A table that is added later is counted without a change here.
    static final String COUNTS =
            """
            SELECT coalesce(jsonb_object_agg(pg_class.relname,
                       CAST(substring(CAST(query_to_xml(
                           format('SELECT count(*) AS n FROM %I.%I', nspname, relname),
                           false, true, '') AS text) FROM '<n>([0-9]+)</n>') AS bigint)), '{}')
            FROM pg_class
            JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
            WHERE nspname = 'public' AND relkind = 'r' AND relpersistence = 'p'
              AND relname NOT LIKE 'flyway%'
              AND NOT has_table_privilege('drop_app', pg_class.oid, 'DELETE')
              AND has_table_privilege('drop_app', pg_class.oid, 'INSERT')
            """;

    /// Sums of money that only grow, in minor units.
    static final String SUMS =
            """
            SELECT jsonb_build_object(
                       'transactions.amount_minor', coalesce(sum(amount_minor), 0),
                       'transactions.fee_minor', coalesce(sum(fee_minor), 0),
                       'transactions.total_minor', coalesce(sum(total_minor), 0))
            FROM transactions
            """;

    /// The newest migration.
    static final String SCHEMA_VERSION =
            """
            SELECT version FROM flyway_schema_history
            WHERE success AND version IS NOT NULL
            ORDER BY installed_rank DESC LIMIT 1
            """;

    private Rows() {}
}
