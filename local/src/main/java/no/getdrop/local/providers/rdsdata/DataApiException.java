package no.getdrop.local.providers.rdsdata;

import no.getdrop.local.providers.http.Answer;

import java.sql.SQLException;
import java.util.Map;

/// An error as the service names it; its status belongs to its name.
final class DataApiException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Integer> STATUSES =
            Map.of(
                    "AccessDeniedException", 403,
                    "BadRequestException", 400,
                    "DatabaseErrorException", 400,
                    "DatabaseResumingException", 400,
                    "DatabaseUnavailableException", 504,
                    "InternalServerErrorException", 500,
                    "NotFoundException", 404,
                    "StatementTimeoutException", 400,
                    "TransactionNotFoundException", 404);

    private final String name;

    /// @throws IllegalArgumentException when the service has no error of that name
    DataApiException(String name, String message) {
        super(message);
        if (!STATUSES.containsKey(name)) {
            throw new IllegalArgumentException("no error " + name + ", want one of " + STATUSES);
        }
        this.name = name;
    }

    static DataApiException badRequest(String message) {
        return new DataApiException("BadRequestException", message);
    }

    /// No instance answers.
    static DataApiException unavailable() {
        return new DataApiException(
                "DatabaseUnavailableException",
                "The writer instance in your DB cluster isn't available.");
    }

    /// What PostgreSQL said, as the service passes it on.
    static DataApiException of(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P")) {
            return unavailable();
        }
        if (state.equals("57014")) {
            return new DataApiException("StatementTimeoutException", "Request timed out");
        }
        return new DataApiException(
                "DatabaseErrorException", e.getMessage() + "; SQLState: " + state);
    }

    Answer answer() {
        return Answer.json(
                        STATUSES.getOrDefault(name, 500),
                        Map.of("message", String.valueOf(getMessage())))
                .with("x-amzn-ErrorType", name);
    }
}
