package no.getdrop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

final class StatementLogTest {
    @Test
    void theLogIsReadByStatementAndRole() {
        List<StatementLog.Entry> entries =
                StatementLog.entries(
                        List.of(
                                "role= LOG:  received SIGHUP, reloading configuration files",
                                "role=drop_app LOG:  execute <unnamed>: SELECT id",
                                "\tFROM users WHERE id = $1",
                                "role=drop_app DETAIL:  parameters: $1 = 'SET'",
                                "role=postgres LOG:  statement: SET work_mem = '4MB'"));
        assertThat(entries)
                .containsExactly(
                        new StatementLog.Entry(
                                "drop_app", "<unnamed>", "SELECT id\nFROM users WHERE id = $1"),
                        new StatementLog.Entry("postgres", "", "SET work_mem = '4MB'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<unnamed> | SET application_name = 'x' | SET",
                "<unnamed> | select set_config('a', 'b', false) | set_config",
                "<unnamed> | PREPARE p AS SELECT 1 | PREPARE",
                "<unnamed> | LISTEN changes | LISTEN",
                "<unnamed> | CREATE TEMP TABLE t (a int) | temporary table",
                "<unnamed> | SELECT nextval('s') | sequence",
                "<unnamed> | SELECT pg_advisory_lock(1) | session advisory lock",
                "<unnamed> | SELECT pg_try_advisory_lock(1) | session advisory lock",
                "S_1       | SELECT 1 | named statement"
            })
    void whatPinsAConnectionIsSeen(String name, String sql, String pin) {
        assertThat(new StatementLog.Entry("drop_app", name, sql).pins()).containsExactly(pin);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE users SET email = $1",
                "SELECT pg_advisory_xact_lock(1)",
                "BEGIN",
                "SELECT platform FROM sessions WHERE id = $1"
            })
    void whatDoesNotIsNot(String sql) {
        assertThat(new StatementLog.Entry("drop_app", "<unnamed>", sql).pins()).isEmpty();
    }
}
