package no.getdrop.identity;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.runtime.Tokens;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// Logging in with BankID, from a browser or from the app.
public final class Login {
    private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);

    private static final String INSERT_CODE =
            """
            INSERT INTO login_codes (code_sha256, user_id, app_code_challenge, expires_at)
            VALUES (:code, :userId, :appCodeChallenge, :expiresAt)
            """;

    private static final String CONSUME_CODE =
            """
            UPDATE login_codes SET consumed_at = now()
            WHERE code_sha256 = :code AND consumed_at IS NULL AND expires_at > :now
            RETURNING user_id, app_code_challenge
            """;

    private static final String KEEP_SESSION =
            """
            UPDATE login_codes SET session_id = :sessionId
            WHERE code_sha256 = :code
            """;

    private static final String FIND_OPENED =
            """
            SELECT user_id, session_id
            FROM login_codes
            WHERE code_sha256 = :code AND session_id IS NOT NULL
            """;

    private final Database database;
    private final BankId bankId;
    private final AuthenticationRequests requests;
    private final Users users;
    private final Sessions sessions;
    private final InstantSource clock;

    /// A login that begins: the address that the browser goes to, and the state it must bring back.
    public record Page(URI address, String state) {}

    /// How a login ended.
    public sealed interface Outcome {
        /// A browser's session is open.
        record Opened(Sessions.Opened session) implements Outcome {}

        /// The app may exchange this code once, within a minute.
        record CodeIssued(String code) implements Outcome {}

        /// The state is unknown, used, too old or of another browser.
        record StateRefused() implements Outcome {}

        /// The person turned back at BankID, or BankID refused.
        record NotAuthenticated(Platform platform) implements Outcome {}

        /// The person is under 18.
        record UnderAge() implements Outcome {}

        /// The customer has left Drop.
        record Closed() implements Outcome {}

        /// BankID could not be reached; the person may start again.
        record Unavailable() implements Outcome {}
    }

    /// Logins against `bankId`.
    public Login(
            Database database,
            BankId bankId,
            AuthenticationRequests requests,
            Users users,
            Sessions sessions,
            InstantSource clock) {
        this.database = database;
        this.bankId = bankId;
        this.requests = requests;
        this.users = users;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// Begins a login; empty when BankID cannot be reached.
    ///
    /// @param appCodeChallenge S256 challenge with which an app protects its one-time code
    /// @param former what the browser has until now, which ends when the same person is logged in;
    ///   it is asked here, since its cookie does not come along on the way back from BankID. An app
    ///   shows its own to [#exchange]
    public Optional<Page> start(
            Platform platform, @Nullable String appCodeChallenge, @Nullable SessionId former) {
        @Nullable SessionId ofBrowser = platform == Platform.WEB ? former : null;
        AuthenticationRequests.Started started =
                database.call(handle ->
                        requests.startLogin(handle, platform, appCodeChallenge, ofBrowser));
        return bankId.loginPage(started.state(), started.nonce(), started.codeVerifier())
                .map(address -> new Page(address, started.state()));
    }

    /// Ends a login with what BankID sent back.
    ///
    /// @param code authorisation code; `null` when BankID sent an error instead
    /// @param browserState the state in the browser's cookie, which a web login must match
    public Outcome end(
            String state,
            @Nullable String code,
            @Nullable String browserState,
            Audit.Origin origin) {
        Optional<AuthenticationRequests.Returned> found =
                database.call(handle -> requests.endLogin(handle, state));
        if (found.isEmpty()) {
            return new Outcome.StateRefused();
        }
        AuthenticationRequests.Returned trip = found.get();
        if (trip.platform() == Platform.WEB && !state.equals(browserState)) {
            return new Outcome.StateRefused();
        }
        if (code == null) {
            return new Outcome.NotAuthenticated(trip.platform());
        }
        BankId.Answer answer =
                bankId.person(
                        code,
                        new BankId.Trip(
                                bankId.loginCallback(),
                                trip.nonce(),
                                trip.codeVerifier(),
                                trip.startedAt()));
        return switch (answer) {
            case BankId.Answer.Unavailable() -> new Outcome.Unavailable();
            case BankId.Answer.Refused(_) -> new Outcome.NotAuthenticated(trip.platform());
            case BankId.Answer.Person(BankIdPerson person) when !person.isAdult(clock.instant()) ->
                    new Outcome.UnderAge();
            case BankId.Answer.Person(BankIdPerson person) ->
                    database.transaction(handle -> admit(handle, person, trip, origin));
        };
    }

    /// Exchanges the app's one-time code for a session; empty when the code or the PKCE verifier is
    /// not good. The code is used up either way.
    ///
    /// A code that comes a second time was copied, and nobody can tell whose the session is that
    /// the first use opened: it ends (RFC 6749 §4.1.2, RFC 9700 §4.5). Of two that come at once the
    /// second waits for the row of the first, so that it finds the session and ends it, too.
    ///
    /// @param former what the app had until now, which ends where it is the same person's
    public Optional<Sessions.Opened> exchange(
            String code,
            @Nullable String appCodeVerifier,
            @Nullable SessionId former,
            Audit.Origin origin) {
        byte[] hash = Tokens.sha256(code);
        return database.transaction(handle -> {
            Optional<IssuedCode> issued = consume(handle, hash);
            if (issued.isEmpty()) {
                endOpened(handle, hash, origin);
                return Optional.empty();
            }
            return issued.filter(good -> good.matches(appCodeVerifier))
                    .map(good -> open(handle, hash, good.userId(), former, origin));
        });
    }

    private Optional<IssuedCode> consume(Handle handle, byte[] hash) {
        return handle.createQuery(CONSUME_CODE)
                .bind("code", hash)
                .bind("now", clock.instant())
                .map((row, context) ->
                        new IssuedCode(
                                new UserId(row.getObject("user_id", UUID.class)),
                                row.getString("app_code_challenge")))
                .findOne();
    }

    private Sessions.Opened open(
            Handle handle,
            byte[] hash,
            UserId userId,
            @Nullable SessionId former,
            Audit.Origin origin) {
        Sessions.Opened opened = sessions.open(handle, userId, Platform.MOBILE, former, origin);
        handle.createUpdate(KEEP_SESSION)
                .bind("sessionId", opened.id().value())
                .bind("code", hash)
                .execute();
        return opened;
    }

    private static void endOpened(Handle handle, byte[] hash, Audit.Origin origin) {
        handle.createQuery(FIND_OPENED)
                .bind("code", hash)
                .map((row, context) ->
                        new OpenedBefore(
                                new UserId(row.getObject("user_id", UUID.class)),
                                new SessionId(row.getObject("session_id", UUID.class))))
                .findOne()
                .ifPresent(opened ->
                        Sessions.endCopied(
                                handle,
                                opened.userId(),
                                opened.sessionId(),
                                Sessions.Copied.LOGIN_CODE,
                                origin));
    }

    private record OpenedBefore(UserId userId, SessionId sessionId) {}

    private record IssuedCode(UserId userId, @Nullable String challenge) {
        /// Without a challenge no verifier is taken either: it was made for a login whose challenge
        /// somebody took out (RFC 9700 §2.1.1).
        boolean matches(@Nullable String verifier) {
            if (challenge == null) {
                return verifier == null;
            }
            return verifier != null
                    && MessageDigest.isEqual(
                            Tokens.sha256(Tokens.codeChallenge(verifier)),
                            Tokens.sha256(challenge));
        }
    }

    private Outcome admit(
            Handle handle,
            BankIdPerson person,
            AuthenticationRequests.Returned trip,
            Audit.Origin origin) {
        Optional<UserId> saved = users.save(handle, person);
        if (saved.isEmpty()) {
            return new Outcome.Closed();
        }
        UserId userId = saved.get();
        Audit.record(handle, userId.value(), Action.AUTH_LOGIN, userId.toString(), origin);
        return switch (trip.platform()) {
            case WEB ->
                    new Outcome.Opened(
                            sessions.open(
                                    handle, userId, Platform.WEB, trip.formerSession(), origin));
            case MOBILE -> new Outcome.CodeIssued(issueCode(handle, userId, trip));
        };
    }

    private String issueCode(Handle handle, UserId userId, AuthenticationRequests.Returned trip) {
        String code = Tokens.next();
        handle.createUpdate(INSERT_CODE)
                .bind("code", Tokens.sha256(code))
                .bind("userId", userId.value())
                .bind("appCodeChallenge", trip.appCodeChallenge())
                .bind("expiresAt", clock.instant().plus(CODE_LIFETIME))
                .execute();
        return code;
    }
}
