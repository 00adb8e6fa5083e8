package no.getdrop.migrate;

import no.getdrop.runtime.Secret;

import org.postgresql.util.PasswordUtil;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

import javax.sql.DataSource;

/// Role `drop_probe`, as which readiness asks through the RDS Data API whether the database lives
/// while the proxy does not: it may log in and nothing else. A migration makes it without a
/// password; this gives it one.
///
/// The server gets the verifier that the driver works out (SCRAM, RFC 5802), so that neither a
/// statement nor a log holds the password.
final class ProbeRole {
    static final String NAME = "drop_probe";

    private ProbeRole() {}

    /// Lets the role log in with that password from now on.
    ///
    /// @throws IllegalStateException when the server does not take it
    static void set(DataSource database, Secret password) {
        char[] characters = password.reveal().toCharArray();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    PasswordUtil.genAlterUserPasswordSQL(NAME, characters, "scram-sha-256"));
        } catch (SQLException e) {
            throw new IllegalStateException("role " + NAME + " did not get its password", e);
        } finally {
            Arrays.fill(characters, ' ');
        }
    }
}
