package no.getdrop.migrate;

import no.getdrop.runtime.Tokens;

import org.jdbi.v3.core.Jdbi;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.sql.DataSource;

/// What schema `public` consists of, one line for each thing that can differ, in a fixed order:
/// `column users.email: text not null`.
///
/// It tells nothing of rows, of the owner's name, of the order of columns and of Flyway's own
/// table, so that two databases which the same migrations made have the same catalogue.
///
/// @param lines sorted; what stands before `: ` names the thing
record SchemaCatalogue(List<String> lines) {
    private static final String TABLES_AND_COLUMNS =
            """
            WITH tables AS (
                SELECT oid, relname, relkind, relpersistence, reloptions, relrowsecurity
                FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
                  AND relname NOT LIKE 'flyway%'
            )
            SELECT 'table ' || relname || ': '
                   || CASE relkind WHEN 'v' THEN 'view ' || md5(pg_get_viewdef(oid))
                                   WHEN 'm' THEN 'materialized view ' || md5(pg_get_viewdef(oid))
                                   ELSE relkind::text END
                   || CASE relpersistence WHEN 'u' THEN ' unlogged' ELSE '' END
                   || coalesce(' with ' || array_to_string(reloptions, ', '), '')
                   || CASE WHEN relrowsecurity THEN ' row security' ELSE '' END AS line
            FROM tables
            UNION ALL
            SELECT 'column ' || tables.relname || '.' || attribute.attname || ': '
                   || format_type(attribute.atttypid, attribute.atttypmod)
                   || CASE WHEN attribute.attnotnull THEN ' not null' ELSE '' END
                   || CASE attribute.attidentity WHEN '' THEN '' ELSE ' identity' END
                   || coalesce(
                       CASE attribute.attgenerated WHEN 's' THEN ' generated ' ELSE ' default ' END
                       || pg_get_expr(standard.adbin, standard.adrelid), '')
                   || CASE WHEN attribute.attcollation = type.typcollation THEN ''
                           ELSE ' collate ' || attribute.attcollation::regcollation END
            FROM tables
            JOIN pg_attribute AS attribute ON attribute.attrelid = tables.oid
            JOIN pg_type AS type ON type.oid = attribute.atttypid
            LEFT JOIN pg_attrdef AS standard ON standard.adrelid = attribute.attrelid
                                            AND standard.adnum = attribute.attnum
            WHERE attribute.attnum > 0 AND NOT attribute.attisdropped
            UNION ALL
            SELECT 'trigger ' || tables.relname || '.' || tgname || ': '
                   || pg_get_triggerdef(pg_trigger.oid)
                   || CASE tgenabled WHEN 'O' THEN '' ELSE ' enabled ' || tgenabled::text END
            FROM tables JOIN pg_trigger ON tgrelid = tables.oid
            WHERE NOT tgisinternal
            UNION ALL
            SELECT 'policy ' || tables.relname || '.' || polname || ': ' || polcmd::text || ' '
                   || coalesce(pg_get_expr(polqual, polrelid), '') || ' '
                   || coalesce(pg_get_expr(polwithcheck, polrelid), '')
            FROM tables JOIN pg_policy ON polrelid = tables.oid
            """;

    private static final String CONSTRAINTS_AND_INDEXES =
            """
            SELECT 'constraint ' || coalesce(class.relname, type.typname) || '.' || conname || ': '
                   || pg_get_constraintdef(con.oid) AS line
            FROM pg_constraint AS con
            LEFT JOIN pg_class AS class ON class.oid = con.conrelid
            LEFT JOIN pg_type AS type ON type.oid = con.contypid
            WHERE con.connamespace = 'public'::regnamespace
              AND coalesce(class.relname, '') NOT LIKE 'flyway%'
            UNION ALL
            SELECT 'index ' || parent.relname || '.' || class.relname || ': '
                   || pg_get_indexdef(index.indexrelid)
                   || CASE WHEN index.indisvalid THEN '' ELSE ' (invalid)' END
            FROM pg_index AS index
            JOIN pg_class AS class ON class.oid = index.indexrelid
            JOIN pg_class AS parent ON parent.oid = index.indrelid
            WHERE class.relnamespace = 'public'::regnamespace
              AND parent.relname NOT LIKE 'flyway%'
            """;

    private static final String OTHERS =
            """
            SELECT 'sequence ' || sequencename || ': ' || data_type || ' from ' || start_value
                   || ' by ' || increment_by || ' in ' || min_value || '..' || max_value
                   || ' cache ' || cache_size || CASE WHEN cycle THEN ' cycle' ELSE '' END AS line
            FROM pg_sequences
            WHERE schemaname = 'public'
            UNION ALL
            SELECT 'function ' || proname || '(' || pg_get_function_identity_arguments(oid) || '): '
                   || CASE prokind WHEN 'a' THEN 'aggregate' ELSE md5(pg_get_functiondef(oid)) END
            FROM pg_proc AS function
            WHERE pronamespace = 'public'::regnamespace
              AND NOT EXISTS (SELECT 1 FROM pg_depend
                              WHERE objid = function.oid AND deptype = 'e')
            UNION ALL
            SELECT 'type ' || typname || ': '
                   || CASE typtype
                          WHEN 'e' THEN (SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder)
                                         FROM pg_enum WHERE enumtypid = type.oid)
                          ELSE format_type(typbasetype, typtypmod)
                               || CASE WHEN typnotnull THEN ' not null' ELSE '' END
                               || coalesce(' default ' || typdefault, '') END
            FROM pg_type AS type
            WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
            UNION ALL
            SELECT 'extension ' || extname || ': ' || extversion
            FROM pg_extension
            """;

    /// What others than the owner may do, and the settings of roles that may do something.
    private static final String RIGHTS =
            """
            WITH granted AS (
                SELECT 'table ' || relname AS object, relacl AS acl, relowner AS owner
                FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'flyway%'
                UNION ALL
                SELECT 'column ' || class.relname || '.' || attname, attacl, class.relowner
                FROM pg_attribute JOIN pg_class AS class ON class.oid = attrelid
                WHERE class.relnamespace = 'public'::regnamespace AND NOT attisdropped
                  AND attnum > 0 AND class.relname NOT LIKE 'flyway%'
                UNION ALL
                SELECT 'schema ' || nspname, nspacl, nspowner
                FROM pg_namespace
                WHERE nspname = 'public'
                UNION ALL
                SELECT 'function ' || proname, proacl, proowner
                FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace
            ), rights AS (
                SELECT object, acl.grantee, string_agg(acl.privilege_type, ', '
                                                       ORDER BY acl.privilege_type) AS privileges
                FROM granted, aclexplode(granted.acl) AS acl
                WHERE acl.grantee <> granted.owner
                GROUP BY object, acl.grantee
            )
            SELECT 'right of ' || CASE grantee WHEN 0 THEN 'everybody'
                                               ELSE pg_get_userbyid(grantee) END
                   || ' on ' || object || ': ' || privileges AS line
            FROM rights
            UNION ALL
            SELECT 'setting of ' || pg_get_userbyid(setrole) || '.' || split_part(setting, '=', 1)
                   || ': ' || split_part(setting, '=', 2)
            FROM pg_db_role_setting, unnest(setconfig) AS setting
            WHERE setrole IN (SELECT grantee FROM rights WHERE grantee <> 0)
              AND setdatabase IN (0, (SELECT oid FROM pg_database
                                      WHERE datname = current_database()))
            """;

    SchemaCatalogue {
        lines = lines.stream().sorted().toList();
    }

    /// The catalogue of that database.
    static SchemaCatalogue of(DataSource database) {
        return new SchemaCatalogue(
                Jdbi.create(database)
                        .inTransaction(handle -> {
                            // Names of this schema are told without it, whatever the role's path.
                            handle.execute("SET LOCAL search_path = public");
                            List<String> lines = new ArrayList<>();
                            for (String query :
                                    List.of(
                                            TABLES_AND_COLUMNS,
                                            CONSTRAINTS_AND_INDEXES,
                                            OTHERS,
                                            RIGHTS)) {
                                lines.addAll(handle.createQuery(query).mapTo(String.class).list());
                            }
                            return lines;
                        }));
    }

    /// The catalogue that was written as that text.
    static SchemaCatalogue parse(String text) {
        return new SchemaCatalogue(text.lines().toList());
    }

    /// All of it, a line for each thing.
    String text() {
        return String.join("\n", lines);
    }

    /// SHA-256 of the text, 64 hexadecimal digits.
    String fingerprint() {
        return HexFormat.of().formatHex(Tokens.sha256(text()));
    }

    /// What differs here from how it should be, in words; empty when nothing does.
    List<String> differencesFrom(SchemaCatalogue expected) {
        Map<String, String> was = expected.byThing();
        Map<String, String> is = byThing();
        List<String> differences = new ArrayList<>();
        was.forEach((thing, value) -> {
            if (!is.containsKey(thing)) {
                differences.add(thing + " is missing");
            } else if (!is.get(thing).equals(value)) {
                differences.add(thing + " is " + is.get(thing) + ", was " + value);
            }
        });
        is.keySet().stream()
                .filter(thing -> !was.containsKey(thing))
                .forEach(thing -> differences.add(thing + " was not made by a migration"));
        return differences;
    }

    /// The table that a line tells of, which stands second in it.
    static String tableOf(String line) {
        return line.split("[ .:]", 3)[1];
    }

    /// The tables that differ between the two.
    List<String> tablesThatDifferFrom(SchemaCatalogue before) {
        return lines.stream()
                .filter(line -> !before.lines.contains(line))
                .filter(line -> line.matches("(table|column|index|constraint) .*"))
                .map(SchemaCatalogue::tableOf)
                .distinct()
                .toList();
    }

    private Map<String, String> byThing() {
        Map<String, String> things = new TreeMap<>();
        for (String line : lines) {
            String[] parts = line.split(": ", 2);
            things.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        return things;
    }
}
