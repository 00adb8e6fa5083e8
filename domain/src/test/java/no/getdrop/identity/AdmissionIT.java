package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Ids;
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

class AdmissionIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    /// So long that no test runs into the next one.
    private static final int WINDOW_SECONDS = 100_000_000;

    private static final Admission.Limit PER_IP =
            new Admission.Limit("ip", "test:ip:192.0.2.7", 3, WINDOW_SECONDS);

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final HandClock clock = new HandClock();
    private Admission admission;
    private World world;
    private AccessTokens tokens;
    private Sessions sessions;

    @BeforeEach
    void start() {
        admission = new Admission(DATABASE.app());
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        tokens = new AccessTokens(world.secrets(), clock);
        sessions = new Sessions(DATABASE.app(), tokens, new Untold(), clock);
    }

    @Test
    void aLimitCountsDownToNothingAndIsThenExceeded() {
        for (int remaining = 2; remaining >= 0; remaining--) {
            Admission.Standing standing = standing(PER_IP);
            assertThat(standing.remaining()).isEqualTo(remaining);
            assertThat(standing.isExceeded()).isFalse();
        }
        assertThat(standing(PER_IP).isExceeded()).isTrue();
        assertThat(standing(PER_IP).remaining()).isEqualTo(-2);
    }

    @Test
    void bucketsAreCountedApart() {
        for (int i = 0; i < 5; i++) {
            standing(PER_IP);
        }

        assertThat(standing(new Admission.Limit("ip", "test:ip:192.0.2.8", 3, WINDOW_SECONDS)))
                .extracting(Admission.Standing::remaining)
                .isEqualTo(2);
    }

    @Test
    void theTightestOfSeveralLimitsIsTold() {
        Admission.Limit wide = new Admission.Limit("user", "test:user:1", 100, WINDOW_SECONDS);

        Admission.Decision decision = admission.decide(List.of(wide, PER_IP), null);

        assertThat(decision.standing().limit()).isEqualTo(PER_IP);
        assertThat(decision.standing().remaining()).isEqualTo(2);
        assertThat(standing(wide).remaining()).isEqualTo(98);
    }

    @Test
    void theResetIsTheEndOfTheWindow() {
        int resetSeconds = standing(PER_IP).resetSeconds();

        long expected =
                DATABASE.owner()
                        .withHandle(handle ->
                                handle.createQuery(
                                                """
                                                SELECT ceil(extract(epoch FROM
                                                            expires_at - now()))
                                                FROM rate_limits
                                                """)
                                        .mapTo(Long.class)
                                        .one());
        assertThat((long) resetSeconds).isBetween(expected, expected + 5);
    }

    @Test
    void aNewWindowBeginsAtNothing() {
        for (int i = 0; i < 4; i++) {
            standing(PER_IP);
        }
        execute("UPDATE rate_limits SET window_start = window_start - interval '1 day'");

        assertThat(standing(PER_IP).remaining()).isEqualTo(2);
        assertThat(standing(PER_IP).remaining()).isEqualTo(1);
    }

    @Test
    void requestsAtOnceAreAllCountedWhateverTheOrderOfTheirLimits() throws Exception {
        Admission.Limit first = new Admission.Limit("a", "test:a", 1_000, WINDOW_SECONDS);
        Admission.Limit second = new Admission.Limit("b", "test:b", 1_000, WINDOW_SECONDS);

        AtOnce.run(
                16,
                thread -> {
                    for (int i = 0; i < 10; i++) {
                        admission.decide(
                                thread % 2 == 0 ? List.of(first, second) : List.of(second, first),
                                null);
                    }
                    return thread;
                });

        assertThat(standing(first).remaining()).isEqualTo(1_000 - 161);
        assertThat(standing(second).remaining()).isEqualTo(1_000 - 161);
    }

    @Test
    void aLiveSessionNamesItsCaller() {
        AccessTokens.Claims claims = open(world.user(), Platform.MOBILE);

        Caller caller = decide(claims).caller().orElseThrow();
        assertThat(caller)
                .isEqualTo(
                        new Caller(
                                claims.userId(),
                                claims.sessionId(),
                                Platform.MOBILE,
                                User.Role.USER,
                                caller.sinceLogin()));
    }

    @Test
    void howLongAgoTheLoginWasIsToldByTheDatabasesClock() {
        clock.advance(Duration.ofHours(-3));
        AccessTokens.Claims behind = open(world.user(), Platform.MOBILE);
        clock.advance(Duration.ofHours(6));
        AccessTokens.Claims ahead = open(world.user(), Platform.MOBILE);

        assertThat(List.of(sinceLogin(behind), sinceLogin(ahead)))
                .allSatisfy(
                        since -> assertThat(since).isBetween(Duration.ZERO, Duration.ofHours(1)));
    }

    @Test
    void aLoginIsRecentForFiveMinutes() {
        AccessTokens.Claims claims = open(world.user(), Platform.WEB);
        assertThat(decide(claims).caller().orElseThrow().hasLoggedInRecently()).isTrue();

        long begunNs = System.nanoTime();
        execute("UPDATE sessions SET created_at = now() - interval '4 minutes 59 seconds'");
        Duration since = sinceLogin(claims);
        // Rounded to milliseconds.
        Duration took = Duration.ofNanos(System.nanoTime() - begunNs).plusMillis(1);
        assertThat(since)
                .isBetween(FIVE_MINUTES.minusSeconds(1), FIVE_MINUTES.minusSeconds(1).plus(took));

        execute("UPDATE sessions SET created_at = now() - interval '5 minutes 1 second'");
        assertThat(decide(claims).caller().orElseThrow().hasLoggedInRecently()).isFalse();
    }

    @Test
    void newTokensMakeNoLoginRecentAndANewLoginDoes() {
        UserId user = world.user();
        Sessions.Opened opened = opened(user, Platform.MOBILE);
        execute("UPDATE sessions SET created_at = now() - interval '6 minutes'");

        Sessions.Opened renewed =
                sessions.refresh(opened.refreshToken(), World.ORIGIN).orElseThrow();

        assertThat(sinceLogin(claims(renewed))).isGreaterThan(FIVE_MINUTES);
        assertThat(sinceLogin(open(user, Platform.MOBILE))).isLessThan(FIVE_MINUTES);
        assertThat(sinceLogin(claims(renewed))).as("the other").isGreaterThan(FIVE_MINUTES);
    }

    @Test
    void aRoleIsReadAnewForEachRequest() {
        AccessTokens.Claims claims = open(world.user(), Platform.WEB);
        execute("UPDATE users SET role = 'admin'");

        assertThat(decide(claims).caller().orElseThrow().role()).isEqualTo(User.Role.ADMIN);
    }

    @Test
    void withoutATokenThereIsNoCaller() {
        assertThat(decide(null).caller()).isEmpty();
    }

    @Test
    void aSessionThatIsOverHasNoCaller() {
        AccessTokens.Claims claims = open(world.user(), Platform.WEB);

        sessions.end(decide(claims).caller().orElseThrow(), World.ORIGIN);
        assertThat(decide(claims).caller()).as("revoked").isEmpty();

        AccessTokens.Claims second = open(world.user(), Platform.WEB);
        execute("UPDATE sessions SET expires_at = now() WHERE revoked_at IS NULL");
        assertThat(decide(second).caller()).as("expired").isEmpty();
    }

    @Test
    void endingAllSessionsEndsThoseOfTheCallerAlone() {
        UserId user = world.user();
        AccessTokens.Claims web = open(user, Platform.WEB);
        AccessTokens.Claims mobile = open(user, Platform.MOBILE);
        AccessTokens.Claims other = open(world.user(), Platform.WEB);

        sessions.endAll(decide(web).caller().orElseThrow(), World.ORIGIN);

        assertThat(decide(web).caller()).isEmpty();
        assertThat(decide(mobile).caller()).isEmpty();
        assertThat(decide(other).caller()).isPresent();
    }

    @Test
    void aSessionOfAnotherUserHasNoCaller() {
        AccessTokens.Claims claims = open(world.user(), Platform.WEB);
        UserId other = world.user();

        assertThat(decide(new AccessTokens.Claims(other, claims.sessionId())).caller()).isEmpty();
        assertThat(
                        decide(new AccessTokens.Claims(claims.userId(), new SessionId(Ids.next())))
                                .caller())
                .isEmpty();
    }

    @Test
    void aCustomerWhoHasLeftIsNoCaller() {
        AccessTokens.Claims claims = open(world.user(), Platform.WEB);
        execute("UPDATE users SET deleted_at = now()");

        assertThat(decide(claims).caller()).isEmpty();
    }

    @Test
    void aRequestIsCountedWhetherItsSessionLivesOrNot() {
        decide(new AccessTokens.Claims(new UserId(Ids.next()), new SessionId(Ids.next())));

        assertThat(standing(PER_IP).remaining()).isEqualTo(1);
    }

    @Test
    void aLimitHasAQuotaAndAWindow() {
        assertThatThrownBy(() -> new Admission.Limit("x", "x", 0, 60))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Admission.Limit("x", "x", 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private AccessTokens.Claims open(UserId user, Platform platform) {
        return claims(opened(user, platform));
    }

    private Sessions.Opened opened(UserId user, Platform platform) {
        return DATABASE.app()
                .transaction(handle -> sessions.open(handle, user, platform, null, World.ORIGIN));
    }

    private AccessTokens.Claims claims(Sessions.Opened opened) {
        return tokens.verify(opened.accessToken()).orElseThrow();
    }

    private Duration sinceLogin(AccessTokens.Claims claims) {
        return decide(claims).caller().orElseThrow().sinceLogin();
    }

    private Admission.Decision decide(AccessTokens.@Nullable Claims claims) {
        return admission.decide(List.of(PER_IP), claims);
    }

    private Admission.Standing standing(Admission.Limit limit) {
        return admission.decide(List.of(limit), null).standing();
    }

    private static void execute(String sql) {
        DATABASE.owner().useHandle(handle -> handle.execute(sql));
    }
}
