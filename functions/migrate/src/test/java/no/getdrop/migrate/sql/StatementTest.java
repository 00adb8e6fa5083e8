package no.getdrop.migrate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

final class StatementTest {
    @Test
    void semicolonsInTextsQuotesAndCommentsEndNoStatement() {
        List<Statement> statements =
                Statement.all(
                        """
                        -- one; of them
                        INSERT INTO notes VALUES ('a;b', E'it\\'s; fine', "odd;name");
                        /* outer /* inner; */ still; */
                        DO $$ BEGIN PERFORM 1; END $$;
                        CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $body$ SELECT 1; $body$
                        """);
        assertThat(statements)
                .extracting(Statement::line)
                .as("where each begins")
                .containsExactly(2, 4, 5);
        assertThat(statements.getLast().outline()).endsWith("AS ?");
    }

    @Test
    void anOutlineTellsWhichStatementItIsAndNothingThatARowHolds() {
        assertThat(
                        Statement.outline(
                                """
                                UPDATE users  SET email = 'kari@example.com', age = 41
                                WHERE national_id = $$01019012345$$ -- hers
                                """))
                .isEqualTo("UPDATE users SET email = ?, age = ? WHERE national_id = ?");
        assertThat(Statement.outline("SELECT " + "a, ".repeat(100))).hasSize(120).endsWith("…");
        assertThat(Statement.outline("-- nothing but a comment")).isEmpty();
    }

    @Test
    void whatIsCutOffInTheMiddleIsOneStatement() {
        // pg_stat_activity shows the first kilobyte.
        assertThat(Statement.outline("SELECT 'half of a te")).isEqualTo("SELECT ?");
        assertThat(Statement.outline("DO $$ BEGIN")).isEqualTo("DO ?");
        assertThat(Statement.outline("SELECT 1 /* half")).isEqualTo("SELECT ?");
    }
}
