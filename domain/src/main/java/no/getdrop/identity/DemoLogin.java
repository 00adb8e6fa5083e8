package no.getdrop.identity;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Stage;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Login by e-mail and password for the users of the demo data, outside production alone; everybody
/// else comes through BankID.
///
/// Who is not known takes as long to refuse as who is: a password is compared either way.
public final class DemoLogin {
    /// As the demo data are hashed: OWASP's password storage cheat sheet.
    private static final Argon2Function ARGON2 =
            Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);

    private static final String FIND =
            """
            SELECT id, password_hash FROM users
            WHERE email = :email AND password_hash IS NOT NULL AND deleted_at IS NULL
            """;

    private final Database database;
    private final Sessions sessions;
    private final boolean offered;

    private record Known(UserId id, String passwordHash) {}

    private DemoLogin(Database database, Sessions sessions, boolean offered) {
        this.database = database;
        this.sessions = sessions;
        this.offered = offered;
    }

    /// Offered wherever `DROP_ENVIRONMENT` is not production.
    public static DemoLogin from(Environment environment, Database database, Sessions sessions) {
        return new DemoLogin(database, sessions, Stage.from(environment) != Stage.PRODUCTION);
    }

    /// Whether there is such a login here.
    public boolean isOffered() {
        return offered;
    }

    /// Opens a session; empty when e-mail and password do not belong together.
    ///
    /// @param former what the browser or the app had until now, which ends
    public Optional<Sessions.Opened> login(
            String email,
            String password,
            Platform platform,
            @Nullable SessionId former,
            Audit.Origin origin) {
        if (!offered) {
            throw new IllegalStateException("production knows no login by password");
        }
        Optional<Known> known = database.call(handle -> find(handle, email));
        if (!matches(password, known)) {
            known.ifPresent(user -> refuse(user, origin));
            return Optional.empty();
        }
        return known.map(user ->
                database.transaction(handle -> {
                    audit(handle, user, Audit.Result.SUCCESS, origin);
                    return sessions.open(handle, user.id(), platform, former, origin);
                }));
    }

    private static boolean matches(String password, Optional<Known> known) {
        if (known.isEmpty()) {
            Password.hash(password).addRandomSalt(16).with(ARGON2);
            return false;
        }
        String hash = known.get().passwordHash();
        return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    }

    private void refuse(Known user, Audit.Origin origin) {
        database.call(handle -> {
            audit(handle, user, Audit.Result.DENIED, origin);
            return user;
        });
    }

    private static void audit(Handle handle, Known user, Audit.Result result, Audit.Origin origin) {
        Audit.record(
                handle, user.id().value(), Action.AUTH_LOGIN, user.id().toString(), result, origin);
    }

    private static Optional<Known> find(Handle handle, String email) {
        return handle.createQuery(FIND)
                .bind("email", email.toLowerCase(Locale.ROOT))
                .map((row, context) ->
                        new Known(
                                new UserId(row.getObject("id", UUID.class)),
                                row.getString("password_hash")))
                .findOne();
    }
}
