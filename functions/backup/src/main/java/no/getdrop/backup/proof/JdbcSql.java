package no.getdrop.backup.proof;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

/// A database that is asked over the network.
record JdbcSql(DataSource source) implements Sql {
    /// For all databases: a statement takes milliseconds to parse and is the same in each.
    private static final SqlParser PARSED_STATEMENTS = new ColonPrefixSqlParser();

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

    /// Whether PostgreSQL answered with an error of its own, rather than not at all: neither a lost
    /// connection (08), a shutdown (57P) nor a statement that took too long (57014).
    private static boolean isRefusal(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                return !state.startsWith("08")
                        && !state.startsWith("57")
                        && !state.startsWith("28")
                        && !state.startsWith("53");
            }
        }
        return false;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
