package no.getdrop.backup.proof;

import no.getdrop.database.SqlStates;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

/// A database that is asked over the network.
record JdbcSql(DataSource source) implements Sql {
    /// For all databases: a statement takes milliseconds to parse and is the same in each.
    private static final SqlParser PARSED_STATEMENTS = new ColonPrefixSqlParser();

    /// SQLSTATEs of a lost connection (08), a refused login (28), too little of something (53), and
    /// a shutdown or a statement that took too long (57).
    private static final Set<String> UNANSWERED = Set.of("08", "28", "53", "57");

    @Override
    public List<String> texts(String statement, Map<String, String> parameters) {
        try {
            return Jdbi.create(source)
                    .withHandle(handle ->
                            handle.createQuery(statement)
                                    .setTemplateEngine(TemplateEngine.NOP)
                                    .setSqlParser(PARSED_STATEMENTS)
                                    .bindMap(parameters)
                                    .map((row, _) -> text(row.getString(1)))
                                    .list());
        } catch (JdbiException e) {
            String message = String.valueOf(e.getMessage());
            if (isRefusal(e)) {
                throw new RefusedException(message, e);
            }
            throw new UnreachableException(message, e);
        }
    }

    /// Whether PostgreSQL answered with an error of its own, rather than not at all.
    private static boolean isRefusal(JdbiException e) {
        String state = SqlStates.of(e);
        return !state.isEmpty() && UNANSWERED.stream().noneMatch(state::startsWith);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
