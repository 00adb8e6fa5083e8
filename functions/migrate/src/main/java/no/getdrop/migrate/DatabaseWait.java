package no.getdrop.migrate;

import no.getdrop.database.SqlStates;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import javax.sql.DataSource;

/// Waits until the database answers: 30 times, two seconds apart, as long as there is time.
///
/// @param attempts how often at most
/// @param pause between two attempts
record DatabaseWait(int attempts, Duration pause) {
    private static final Logger log = LoggerFactory.getLogger(DatabaseWait.class);

    /// As a new cluster or one that resumes from zero needs it.
    static DatabaseWait standard() {
        return new DatabaseWait(30, Duration.ofSeconds(2));
    }

    /// Empty once a connection was made, else why none will be.
    Optional<Refusal> until(DataSource database, TimeBudget budget) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.getConnection()) {
                log.atInfo()
                        .addKeyValue("attempt", attempt)
                        .addKeyValue("catalog", connection.getCatalog())
                        .log("the database answers");
                return Optional.empty();
            } catch (SQLException e) {
                Optional<Refusal> refusal = judge(e, attempt, budget);
                if (refusal.isPresent()) {
                    return refusal;
                }
                log.atInfo()
                        .addKeyValue("attempt", attempt)
                        .addKeyValue("sqlState", e.getSQLState())
                        .log("the database does not answer yet");
            }
            if (!Pause.of(pause.toMillis())) {
                return Optional.of(unavailable(attempt, "the wait was interrupted"));
            }
        }
    }

    private Optional<Refusal> judge(SQLException e, int attempt, TimeBudget budget) {
        String state = SqlStates.of(e);
        boolean login = state.startsWith("28") || state.equals("3D000") || state.equals("42501");
        if (login) {
            return Optional.of(
                    new Refusal(
                            Refusal.Kind.LOGIN_REFUSED,
                            "the database answers but refuses the login (" + state + ")",
                            "the owner role and an existing database in DIRECT_URL",
                            "check DIRECT_URL, and the secret that DATABASE_SECRET_ARN names, or"
                                    + " without one DIRECT_PASSWORD"));
        }
        if (attempt >= attempts) {
            return Optional.of(unavailable(attempt, "every attempt was used"));
        }
        if (budget.leftMs() < pause.toMillis()) {
            return Optional.of(unavailable(attempt, "the time of this invocation is used up"));
        }
        return Optional.empty();
    }

    private Refusal unavailable(int attempt, String why) {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "no connection to the database after " + attempt + " attempts, " + why,
                "a running PostgreSQL 16 at the address in DIRECT_URL",
                "check that the database runs and that this function may reach it, then try again");
    }
}
