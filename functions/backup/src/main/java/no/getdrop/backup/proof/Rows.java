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

    /// SHA-256 over every column, constraint and index of the schema, as PostgreSQL spells them.
    static final String SCHEMA =
            """
            SELECT sha256(convert_to(coalesce(string_agg(line, chr(10) ORDER BY line), ''), 'UTF8'))
            FROM (
                SELECT concat_ws(' ', relname, attname, format_type(atttypid, atttypmod),
                                 attnotnull, pg_get_expr(adbin, adrelid)) AS line
                FROM pg_attribute
                JOIN pg_class ON pg_class.oid = attrelid
                LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE relnamespace = CAST('public' AS regnamespace) AND relkind IN ('r', 'p', 'v')
                  AND relname NOT LIKE 'flyway%' AND attnum > 0 AND NOT attisdropped
                UNION ALL
                SELECT concat_ws(' ', conname, pg_get_constraintdef(oid)) FROM pg_constraint
                WHERE connamespace = CAST('public' AS regnamespace)
                UNION ALL
                SELECT pg_get_indexdef(indexrelid) FROM pg_index
                JOIN pg_class ON pg_class.oid = indexrelid
                WHERE relnamespace = CAST('public' AS regnamespace)) AS lines
            """;

    private Rows() {}
}
