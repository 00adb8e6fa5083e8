package no.getdrop.backup.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A database that can be asked, through the Data API or over the network. Parameters are texts; a
/// statement casts them.
public interface Sql {
    /// The first column of each row, as text; each statement is a transaction of its own.
    ///
    /// @throws RefusedException when the database refuses the statement
    /// @throws UnreachableException when there is no answer
    List<String> texts(String statement, Map<String, String> parameters);

    /// The rows of a query as objects of JSON.
    default List<JsonNode> rows(String query, Map<String, String> parameters) {
        List<JsonNode> rows = new ArrayList<>();
        String wrapped = "SELECT CAST(to_jsonb(asked) AS text) FROM (\n" + query + ") AS asked";
        for (String text : texts(wrapped, parameters)) {
            try {
                rows.add(Json.mapper().readTree(text));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("PostgreSQL writes JSON", e);
            }
        }
        return rows;
    }

    /// The database understood the question and refuses it.
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /// @param message the database's words
        public RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// There was no answer.
    final class UnreachableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /// @param message why
        public UnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
