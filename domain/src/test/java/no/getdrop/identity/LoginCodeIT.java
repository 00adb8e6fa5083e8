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
                        new Sessions(DATABASE.app(), tokens, clock),
                        clock);
        user = world.user();
    }

    @Test
    void aCodeOpensOneSessionOfTheApp() {
        String code = code(Tokens.codeChallenge(VERIFIER));

        Sessions.Opened opened = login.exchange(code, VERIFIER, World.ORIGIN).orElseThrow();

        assertThat(opened.platform()).isEqualTo(Platform.MOBILE);
        assertThat(tokens.verify(opened.accessToken()).orElseThrow().userId()).isEqualTo(user);
        assertThat(login.exchange(code, VERIFIER, World.ORIGIN)).as("a second time").isEmpty();
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void aWrongVerifierUsesTheCodeUp() {
        for (@Nullable String wrong : new @Nullable String[] {null, "", "guess", VERIFIER + " "}) {
            String code = code(Tokens.codeChallenge(VERIFIER));
            assertThat(login.exchange(code, wrong, World.ORIGIN)).isEmpty();
            assertThat(login.exchange(code, VERIFIER, World.ORIGIN)).as("after " + wrong).isEmpty();
        }
        assertThat(sessions()).isZero();
    }

    @Test
    void theChallengeItselfIsNoVerifier() {
        String challenge = Tokens.codeChallenge(VERIFIER);

        assertThat(login.exchange(code(challenge), challenge, World.ORIGIN)).isEmpty();
    }

    @Test
    void anAppWithoutAChallengeSendsNoVerifier() {
        assertThat(login.exchange(code(null), null, World.ORIGIN)).isPresent();
        assertThat(login.exchange(code(null), VERIFIER, World.ORIGIN)).isEmpty();
        assertThat(login.exchange(code(null), "", World.ORIGIN)).isEmpty();
    }

    @Test
    void aSecondUseEndsWhatTheFirstOpenedAndNothingElse() {
        assertThat(login.exchange(code(null), null, World.ORIGIN)).isPresent();
        String copied = code(Tokens.codeChallenge(VERIFIER));
        assertThat(login.exchange(copied, VERIFIER, World.ORIGIN)).isPresent();
        assertThat(live()).isEqualTo(2);

        clock.advance(Duration.ofHours(1));
        assertThat(login.exchange(copied, null, World.ORIGIN)).isEmpty();
        assertThat(live()).isEqualTo(1);

        assertThat(login.exchange(copied, VERIFIER, World.ORIGIN)).as("once more").isEmpty();
        assertThat(live()).isEqualTo(1);
        assertThat(strings("SELECT revoked_reason FROM sessions WHERE revoked_at IS NOT NULL"))
                .containsExactly("code_reuse");
        assertThat(strings("SELECT action || ' ' || result FROM audit_log"))
                .containsOnly("auth.code_reused denied");
    }

    @Test
    void aCodeIsGoodForAMinute() {
        String late = code(null);
        String inTime = code(null);
        clock.advance(Duration.ofMinutes(1).minusMillis(1));
        assertThat(login.exchange(inTime, null, World.ORIGIN)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(login.exchange(late, null, World.ORIGIN)).isEmpty();
    }

    @Test
    void whatIsNoCodeOpensNothing() {
        code(null);

        assertThat(login.exchange("", null, World.ORIGIN)).isEmpty();
        assertThat(login.exchange(Tokens.next(), null, World.ORIGIN)).isEmpty();
    }

    @Test
    void aCodeThatManySendAtOnceOpensOneSession() throws Exception {
        String code = code(Tokens.codeChallenge(VERIFIER));

        List<Optional<Sessions.Opened>> all =
                AtOnce.run(8, thread -> login.exchange(code, VERIFIER, World.ORIGIN));

        assertThat(all.stream().filter(Optional::isPresent)).hasSize(1);
        assertThat(sessions()).isEqualTo(1);
        assertThat(live()).as("nobody can tell whose it is").isZero();
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
