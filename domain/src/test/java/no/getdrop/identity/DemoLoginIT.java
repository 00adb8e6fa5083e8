package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

import no.getdrop.runtime.Environment;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

class DemoLoginIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final String EMAIL = "demo@getdrop.no";

    private static final String HASH =
            Password.hash("demo1234")
                    .addRandomSalt(16)
                    .with(Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID))
                    .getResult();

    private final HandClock clock = new HandClock();
    private World world;
    private UserId user;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        user = world.user();
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        UPDATE users SET email = :email, password_hash = :hash
                                        WHERE id = :id
                                        """)
                                .bind("email", EMAIL)
                                .bind("hash", HASH)
                                .bind("id", user.value())
                                .execute());
    }

    @Test
    void theDemoUserGetsASession() {
        Sessions.Opened opened = login("Demo@getdrop.no", "demo1234").orElseThrow();
        assertThat(opened.platform()).isEqualTo(Platform.WEB);
        assertThat(new AccessTokens(world.secrets(), clock).verify(opened.accessToken()))
                .map(AccessTokens.Claims::userId)
                .contains(user);
        assertThat(audited("success")).isOne();
    }

    @Test
    void theFormerSessionOfTheSameBrowserEndsWithTheRightPasswordAlone() {
        SessionId former = login(EMAIL, "demo1234").orElseThrow().id();

        assertThat(again("demo12345", former)).isEmpty();
        assertThat(whyEnded(former)).isEmpty();
        assertThat(again("demo1234", former)).isPresent();
        assertThat(whyEnded(former)).contains("login");
    }

    @Test
    void aWrongPasswordIsRefusedAndNoted() {
        assertThat(login(EMAIL, "demo12345")).isEmpty();
        assertThat(audited("denied")).isOne();
    }

    @Test
    void whoHasNoPasswordCannotLogInByOne() {
        UserId other = world.user();
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate("UPDATE users SET email = :email WHERE id = :id")
                                .bind("email", "kari@example.com")
                                .bind("id", other.value())
                                .execute());
        assertThat(login("kari@example.com", "null")).isEmpty();
        assertThat(login("nobody@example.com", "demo1234")).isEmpty();
    }

    @Test
    void anUnknownUserIsRefusedAsSlowlyAsAKnownOne() {
        login(EMAIL, "warm");
        login("nobody@example.com", "warm");
        long known = median(() -> login(EMAIL, "wrong"));
        long unknown = median(() -> login("nobody@example.com", "wrong"));
        assertThat((double) unknown / known).isBetween(0.5, 2.0);
    }

    @Test
    void productionHasNoSuchLogin() {
        DemoLogin login = demoLogin("production");
        assertThat(login.isOffered()).isFalse();
        assertThatThrownBy(() -> login.login(EMAIL, "demo1234", Platform.WEB, null, World.ORIGIN))
                .isInstanceOf(IllegalStateException.class);
    }

    private Optional<Sessions.Opened> login(String email, String password) {
        return demoLogin("staging").login(email, password, Platform.WEB, null, World.ORIGIN);
    }

    private Optional<Sessions.Opened> again(String password, SessionId former) {
        return demoLogin("staging").login(EMAIL, password, Platform.WEB, former, World.ORIGIN);
    }

    private static Optional<String> whyEnded(SessionId id) {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery("SELECT revoked_reason FROM sessions WHERE id = :id")
                                .bind("id", id.value())
                                .mapTo(String.class)
                                .findOne());
    }

    private DemoLogin demoLogin(String stage) {
        return DemoLogin.from(
                Environment.of(Map.of("DROP_ENVIRONMENT", stage)),
                DATABASE.app(),
                new Sessions(
                        DATABASE.app(),
                        new AccessTokens(world.secrets(), clock),
                        new Untold(),
                        clock));
    }

    private static long median(Supplier<Optional<Sessions.Opened>> login) {
        long[] nanos = new long[5];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            assertThat(login.get()).isEmpty();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2];
    }

    private static long audited(String result) {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT count(*) FROM audit_log
                                        WHERE action = 'auth.login' AND result = :result
                                        """)
                                .bind("result", result)
                                .mapTo(Long.class)
                                .one());
    }
}
