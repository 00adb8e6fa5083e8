package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Tokens;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class LoginCodeIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
    private static final String VERIFIER = "a verifier that the app made for this login alone";

    private final HandClock clock = new HandClock();
    private World world;
    private AccessTokens tokens;
    private Login login;
    private UserId user;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, NOWHERE);
        tokens = new AccessTokens(world.secrets(), clock);
        FieldCipher cipher = FieldCipher.from(world.secrets());
        login =
                new Login(
                        DATABASE.app(),
                        new BankId(
                                new BankIdSettings(NOWHERE, "drop", NOWHERE, NOWHERE, "acr", 100),
                                world.secrets(),
                                clock),
                        new AuthenticationRequests(cipher, clock),
                        new Users(KeyedHash.from(world.secrets())),
                        new Sessions(DATABASE.app(), tokens, new Untold(), clock),
                        clock);
        user = world.user();
    }

    @Test
    void aCodeOpensOneSessionOfTheApp() {
        String code = code(Tokens.codeChallenge(VERIFIER));

        Sessions.Opened opened = exchange(code, VERIFIER).orElseThrow();

        assertThat(opened.platform()).isEqualTo(Platform.MOBILE);
        assertThat(tokens.verify(opened.accessToken()).orElseThrow().userId()).isEqualTo(user);
        assertThat(exchange(code, VERIFIER)).as("a second time").isEmpty();
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void aWrongVerifierUsesTheCodeUp() {
        for (@Nullable String wrong : new @Nullable String[] {null, "", "guess", VERIFIER + " "}) {
            String code = code(Tokens.codeChallenge(VERIFIER));
            assertThat(exchange(code, wrong)).isEmpty();
            assertThat(exchange(code, VERIFIER)).as("after " + wrong).isEmpty();
        }
        assertThat(sessions()).isZero();
    }

    @Test
    void theChallengeItselfIsNoVerifier() {
        String challenge = Tokens.codeChallenge(VERIFIER);

        assertThat(exchange(code(challenge), challenge)).isEmpty();
    }

    @Test
    void anAppWithoutAChallengeSendsNoVerifier() {
        assertThat(exchange(code(null), null)).isPresent();
        assertThat(exchange(code(null), VERIFIER)).isEmpty();
        assertThat(exchange(code(null), "")).isEmpty();
    }

    @Test
    void aSecondUseEndsWhatTheFirstOpenedAndNothingElse() {
        assertThat(exchange(code(null), null)).isPresent();
        String copied = code(Tokens.codeChallenge(VERIFIER));
        assertThat(exchange(copied, VERIFIER)).isPresent();
        assertThat(live()).isEqualTo(2);

        clock.advance(Duration.ofHours(1));
        assertThat(exchange(copied, null)).isEmpty();
        assertThat(live()).isEqualTo(1);

        assertThat(exchange(copied, VERIFIER)).as("once more").isEmpty();
        assertThat(live()).isEqualTo(1);
        assertThat(strings("SELECT revoked_reason FROM sessions WHERE revoked_at IS NOT NULL"))
                .containsExactly("code_reuse");
        assertThat(strings("SELECT action || ' ' || result FROM audit_log"))
                .containsOnly("auth.code_reused denied");
    }

    @Test
    void aCodeThatIsNotGoodEndsNoFormerSession() {
        SessionId former = exchange(code(null), null).orElseThrow().id();

        assertThat(login.exchange(code(null), VERIFIER, former, World.ORIGIN)).isEmpty();
        assertThat(live()).isOne();
        assertThat(login.exchange(code(null), null, former, World.ORIGIN)).isPresent();
        assertThat(strings("SELECT revoked_reason FROM sessions WHERE revoked_at IS NOT NULL"))
                .containsExactly("login");
    }

    @Test
    void aCodeIsGoodForAMinute() {
        String late = code(null);
        String inTime = code(null);
        clock.advance(Duration.ofMinutes(1).minusMillis(1));
        assertThat(exchange(inTime, null)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(exchange(late, null)).isEmpty();
    }

    @Test
    void whatIsNoCodeOpensNothing() {
        code(null);

        assertThat(exchange("", null)).isEmpty();
        assertThat(exchange(Tokens.next(), null)).isEmpty();
    }

    @Test
    void aCodeThatManySendAtOnceOpensOneSession() throws Exception {
        String code = code(Tokens.codeChallenge(VERIFIER));

        List<Optional<Sessions.Opened>> all = AtOnce.run(8, thread -> exchange(code, VERIFIER));

        assertThat(all.stream().filter(Optional::isPresent)).hasSize(1);
        assertThat(sessions()).isEqualTo(1);
        assertThat(live()).as("nobody can tell whose it is").isZero();
    }

    private Optional<Sessions.Opened> exchange(String code, @Nullable String verifier) {
        return login.exchange(code, verifier, null, World.ORIGIN);
    }

    /// A code as the end of a login at BankID leaves it.
    private String code(@Nullable String challenge) {
        String code = Tokens.next();
        DATABASE.app()
                .call(handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO login_codes (code_sha256, user_id,
                                            app_code_challenge, expires_at)
                                        VALUES (:code, :userId, :challenge, :expiresAt)
                                        """)
                                .bind("code", Tokens.sha256(code))
                                .bind("userId", user.value())
                                .bind("challenge", challenge)
                                .bind("expiresAt", clock.instant().plus(Duration.ofMinutes(1)))
                                .execute());
        return code;
    }

    private static long live() {
        return strings("SELECT id::text FROM sessions WHERE revoked_at IS NULL").size();
    }

    private static List<String> strings(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    private static long sessions() {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery("SELECT count(*) FROM sessions")
                                .mapTo(Long.class)
                                .one());
    }
}
