package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.statements.PinningStatements;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PinningStatementsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET statement_timeout = 500",
                "set search_path to other",
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                "SET SESSION AUTHORIZATION other",
                "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                "  -- why\n SET TIME ZONE 'UTC'",
                "/* why */ SET ROLE other",
                "SELECT 1; SET application_name = 'x'",
                "RESET ALL",
                "DISCARD ALL",
                "PREPARE named AS SELECT 1",
                "PREPARE TRANSACTION 'a'",
                "EXECUTE named",
                "DEALLOCATE ALL",
                "LISTEN payments",
                "UNLISTEN *",
                "NOTIFY payments",
                "SELECT pg_notify('payments', 'x')",
                "DECLARE c CURSOR FOR SELECT 1",
                "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
                "LOAD 'auto_explain'",
                "DO $$ BEGIN PERFORM pg_advisory_lock(1); END $$",
                "CREATE TEMP TABLE t (a INT)",
                "CREATE TEMPORARY TABLE t ON COMMIT DROP AS SELECT 1",
                "CREATE LOCAL TEMPORARY VIEW v AS SELECT 1",
                "CREATE OR REPLACE TEMP VIEW v AS SELECT 1",
                "CREATE TEMP SEQUENCE s",
                "SELECT 1 AS a INTO TEMP t",
                "SELECT nextval('s')",
                "INSERT INTO t (id) VALUES (pg_catalog.nextval ('s'))",
                "SELECT setval('s', 1)",
                "SELECT currval('s'), lastval()",
                "SELECT pg_advisory_lock(1)",
                "SELECT pg_advisory_lock_shared(1)",
                "SELECT pg_try_advisory_lock($1)",
                "SELECT pg_advisory_unlock_all()",
                "SELECT set_config('search_path', 'x', false)",
                "SELECT set_config('search_path', $1, $2)",
                "SELECT pg_catalog.set_config('search_path', 'a, true)', FALSE)"
            })
    void whatOutlivesItsTransactionIsFound(String sql) {
        assertThat(PinningStatements.in(sql)).as(sql).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "BEGIN",
                "BEGIN READ ONLY",
                "COMMIT",
                "SHOW TRANSACTION ISOLATION LEVEL",
                "SET LOCAL statement_timeout = 500",
                "set local lock_timeout = '1s'",
                "SELECT set_config('lock_timeout', $1, true)",
                "SELECT set_config('lock_timeout', '1, false)', TRUE)",
                "UPDATE users SET first_name = 'SET' WHERE id = $1",
                "UPDATE users\nSET first_name = $1",
                "INSERT INTO t VALUES ($1) ON CONFLICT (id) DO UPDATE SET a = $2",
                "INSERT INTO t VALUES ($1) ON CONFLICT DO NOTHING",
                "SELECT pg_advisory_xact_lock(1)",
                "SELECT pg_try_advisory_xact_lock_shared(1)",
                "SELECT 'x; SET a = 1'",
                "SELECT 'it''s; RESET ALL'",
                "SELECT E'it\\'s; RESET ALL'",
                "SELECT $q$; DISCARD ALL$q$",
                "SELECT 1 -- ; LISTEN x\n AS a",
                "SELECT 1 /* ; nextval('s') */",
                "SELECT \"a; SET\" FROM t",
                "SELECT a AS listen, b AS reset FROM execute_log",
                "SELECT nextval FROM t",
                "INSERT INTO audit_log (action) VALUES ($1) RETURNING id",
                "CREATE TABLE temp_rates (id BIGINT GENERATED ALWAYS AS IDENTITY)",
                "SELECT a FROM t FOR UPDATE SKIP LOCKED",
                "SAVEPOINT a"
            })
    void whatEndsWithItsTransactionIsLeftAlone(String sql) {
        assertThat(PinningStatements.in(sql)).as(sql).isEmpty();
    }
}
