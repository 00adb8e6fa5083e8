package no.getdrop.worker;

import no.getdrop.testing.DropDatabase;

import java.time.Instant;
import java.util.List;

/// The rows of a test, as the owner of the database reaches them.
record Stock(DropDatabase database) {
    /// How far the sweeps have come of tables whose rows mostly stay: nowhere.
    void begin() {
        execute(
                """
                INSERT INTO sweeps (kind, done_until) VALUES
                    ('payment_sessions', '2020-01-01T00:00:00Z'),
                    ('quotes', '2020-01-01T00:00:00Z'), ('audit_log', '2020-01-01T00:00:00Z')
                """);
    }

    /// Makes everything that there is so much older.
    void age(String age) {
        List<String> columns =
                database.owner()
                        .withHandle(handle ->
                                handle.createQuery(
                                                """
                                                SELECT string_agg(
                                                    format('%1$I = %1$I - interval ''AGE''',
                                                           column_name),
                                                    ', ') || '|' || table_name
                                                FROM information_schema.columns
                                                WHERE table_schema = 'public'
                                                  AND data_type = 'timestamp with time zone'
                                                  AND table_name NOT IN ('backup_fences', 'sweeps',
                                                      'chain_blocks', 'schema_state',
                                                      'schema_releases', 'reconciliations')
                                                  AND table_name NOT LIKE 'flyway%'
                                                GROUP BY table_name
                                                """)
                                        .mapTo(String.class)
                                        .list());
        for (String each : columns) {
            String[] parts = each.split("\\|", -1);
            execute("UPDATE " + parts[1] + " SET " + parts[0].replace("AGE", age));
        }
    }

    /// Adds an entry to the trail that is over.
    void oldEntry() {
        execute(
                """
                INSERT INTO audit_log (id, action, resource_type, created_at)
                VALUES (gen_random_uuid(), 'test.old', 'test', now() - interval '5 years 2 days')
                """);
    }

    /// How many of those there are.
    long oldEntries() {
        return number("SELECT count(*) FROM audit_log WHERE action = 'test.old'");
    }

    void execute(String sql) {
        database.owner().useHandle(handle -> handle.createScript(sql).execute());
    }

    String text(String sql) {
        return database.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    Instant instant(String sql) {
        return database.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Instant.class).one());
    }

    long number(String sql) {
        return database.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
