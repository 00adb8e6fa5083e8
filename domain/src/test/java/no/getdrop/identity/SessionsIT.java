package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class SessionsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private World world;
    private AccessTokens tokens;
    private Sessions sessions;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        tokens = new AccessTokens(world.secrets(), clock);
        sessions = new Sessions(DATABASE.app(), tokens, new Untold(), clock);
    }

    @ParameterizedTest
    @CsvSource({"WEB, PT24H, PT29M", "MOBILE, P30D, PT167H"})
    void aSessionLivesAsLongAsItsPlatformAllows(
            Platform platform, Duration lifetime, Duration pause) {
        Sessions.Opened opened = open(platform);
        Instant end = clock.instant().plus(lifetime);

        assertThat(opened.expiresAt()).isEqualTo(end);
        Sessions.Opened refreshed = opened;
        while (clock.instant().plus(pause).isBefore(end)) {
            clock.advance(pause);
            refreshed = sessions.refresh(refreshed.refreshToken(), World.ORIGIN).orElseThrow();
            assertThat(refreshed.expiresAt()).as("not prolonged").isEqualTo(end);
        }
        clock.set(end.minusMillis(1));
        refreshed = sessions.refresh(refreshed.refreshToken(), World.ORIGIN).orElseThrow();
        clock.set(end);
        assertThat(sessions.refresh(refreshed.refreshToken(), World.ORIGIN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"WEB, PT30M", "MOBILE, P7D"})
    void aSessionThatNobodyUsesEnds(Platform platform, Duration unused) {
        Sessions.Opened inTime = open(platform);
        Sessions.Opened late = open(platform);
        clock.advance(unused.minusMillis(1));
        Sessions.Opened used = sessions.refresh(inTime.refreshToken(), World.ORIGIN).orElseThrow();
        clock.advance(Duration.ofMillis(1));

        assertThat(sessions.refresh(late.refreshToken(), World.ORIGIN)).isEmpty();

        assertThat(number("SELECT count(*) FROM sessions WHERE revoked_reason = 'inactivity'"))
                .isOne();
        clock.advance(unused.minusMillis(2));
        assertThat(sessions.refresh(used.refreshToken(), World.ORIGIN))
                .as("counted from its last use")
                .isPresent();
        assertThat(number("SELECT count(*) FROM sessions WHERE revoked_reason = 'inactivity'"))
                .as("and it alone goes on")
                .isOne();
    }

    @Test
    void aTokenThatComesASecondTimeIsNoSignOfInactivity() {
        Sessions.Opened first = open(Platform.WEB);
        clock.advance(Duration.ofMinutes(30).minusMillis(1));
        assertThat(sessions.refresh(first.refreshToken(), World.ORIGIN)).isPresent();
        clock.advance(Duration.ofSeconds(9));
        assertThat(sessions.refresh(first.refreshToken(), World.ORIGIN))
                .as("its answer was lost")
                .isPresent();
        clock.advance(Duration.ofMinutes(1));
        assertThat(sessions.refresh(first.refreshToken(), World.ORIGIN)).isEmpty();
        assertThat(number("SELECT count(*) FROM sessions WHERE revoked_reason = 'refresh_reuse'"))
                .isOne();
    }

    @Test
    void aRefreshTokenIsReplacedAtEachUse() {
        Sessions.Opened first = open(Platform.MOBILE);
        clock.advance(Duration.ofMinutes(14));
        Sessions.Opened second = sessions.refresh(first.refreshToken(), World.ORIGIN).orElseThrow();
        clock.advance(Duration.ofMinutes(14));
        Sessions.Opened third = sessions.refresh(second.refreshToken(), World.ORIGIN).orElseThrow();

        assertThat(List.of(first.refreshToken(), second.refreshToken(), third.refreshToken()))
                .doesNotHaveDuplicates();
        assertThat(tokens.verify(third.accessToken()).map(AccessTokens.Claims::sessionId))
                .contains(sessionOf(first));
        assertThat(number("SELECT count(*) FROM sessions")).isEqualTo(1);
    }

    @Test
    void aRefreshTokenThatComesASecondTimeEndsItsSession() {
        Sessions.Opened first = open(Platform.WEB);
        Sessions.Opened second = sessions.refresh(first.refreshToken(), World.ORIGIN).orElseThrow();
        clock.advance(Duration.ofSeconds(10));

        assertThat(sessions.refresh(first.refreshToken(), World.ORIGIN)).isEmpty();

        assertThat(sessions.refresh(second.refreshToken(), World.ORIGIN))
                .as("its successor")
                .isEmpty();
        assertThat(number("SELECT count(*) FROM sessions WHERE revoked_reason = 'refresh_reuse'"))
                .isEqualTo(1);
        assertThat(
                        number(
                                """
                                SELECT count(*) FROM audit_log
                                WHERE action = 'auth.refresh_reused' AND result = 'denied'
                                """))
                .isEqualTo(1);
    }

    @Test
    void aReusedTokenEndsNoOtherSession() {
        Sessions.Opened copied = open(Platform.WEB);
        Sessions.Opened other = open(Platform.WEB);
        sessions.refresh(copied.refreshToken(), World.ORIGIN);
        clock.advance(Duration.ofMinutes(1));
        sessions.refresh(copied.refreshToken(), World.ORIGIN);

        assertThat(sessions.refresh(other.refreshToken(), World.ORIGIN)).isPresent();
    }

    @Test
    void aClientThatLostTheAnswerGetsAnotherWithinTenSeconds() {
        Sessions.Opened first = open(Platform.MOBILE);
        Sessions.Opened lost = sessions.refresh(first.refreshToken(), World.ORIGIN).orElseThrow();
        clock.advance(Duration.ofMillis(9_999));

        Sessions.Opened again = sessions.refresh(first.refreshToken(), World.ORIGIN).orElseThrow();

        assertThat(again.refreshToken()).isNotEqualTo(lost.refreshToken());
        assertThat(sessions.refresh(again.refreshToken(), World.ORIGIN)).isPresent();
    }

    @Test
    void theGraceIsCountedFromTheFirstUse() {
        Sessions.Opened first = open(Platform.MOBILE);
        sessions.refresh(first.refreshToken(), World.ORIGIN);
        clock.advance(Duration.ofSeconds(6));
        assertThat(sessions.refresh(first.refreshToken(), World.ORIGIN)).isPresent();
        clock.advance(Duration.ofSeconds(6));

        assertThat(sessions.refresh(first.refreshToken(), World.ORIGIN)).isEmpty();
    }

    @Test
    void aTokenOfASessionThatEndedOrOfAUserWhoLeftIsNotGood() {
        Sessions.Opened ended = open(Platform.WEB);
        sessions.end(
                new Caller(
                        tokens.verify(ended.accessToken()).orElseThrow().userId(),
                        sessionOf(ended),
                        Platform.WEB,
                        User.Role.USER,
                        Duration.ZERO),
                World.ORIGIN);
        assertThat(sessions.refresh(ended.refreshToken(), World.ORIGIN)).isEmpty();

        Sessions.Opened left = open(Platform.WEB);
        DATABASE.owner().useHandle(handle -> handle.execute("UPDATE users SET deleted_at = now()"));
        assertThat(sessions.refresh(left.refreshToken(), World.ORIGIN)).isEmpty();
    }

    @Test
    void whatIsNoRefreshTokenIsNotGood() {
        Sessions.Opened opened = open(Platform.WEB);

        assertThat(sessions.refresh("", World.ORIGIN)).isEmpty();
        assertThat(sessions.refresh(opened.accessToken(), World.ORIGIN)).isEmpty();
        assertThat(sessions.refresh(opened.refreshToken() + " ", World.ORIGIN)).isEmpty();
    }

    @Test
    void onlyTheHashOfATokenIsKept() {
        Sessions.Opened opened = open(Platform.WEB);

        long rows =
                DATABASE.owner()
                        .withHandle(handle ->
                                handle.createQuery(
                                                """
                                                SELECT count(*) FROM refresh_tokens
                                                WHERE refresh_tokens::text LIKE '%' || :token || '%'
                                                """)
                                        .bind("token", opened.refreshToken())
                                        .mapTo(Long.class)
                                        .one());
        assertThat(rows).isZero();
        assertThat(opened.toString()).doesNotContain(opened.refreshToken());
    }

    @Test
    void aTokenThatManySendAtOnceKeepsOneSessionAlive() throws Exception {
        Sessions.Opened first = open(Platform.MOBILE);

        List<Optional<Sessions.Opened>> all =
                AtOnce.run(8, thread -> sessions.refresh(first.refreshToken(), World.ORIGIN));

        assertThat(all).allMatch(Optional::isPresent);
        assertThat(number("SELECT count(*) FROM refresh_tokens WHERE used_at IS NOT NULL"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM sessions WHERE revoked_at IS NOT NULL")).isZero();
    }

    private Sessions.Opened open(Platform platform) {
        UserId user = world.user();
        return DATABASE.app()
                .transaction(handle -> sessions.open(handle, user, platform, null, World.ORIGIN));
    }

    private SessionId sessionOf(Sessions.Opened opened) {
        // Read without its time: the token may be old by now.
        HandClock past = new HandClock();
        return new AccessTokens(world.secrets(), past)
                .verify(opened.accessToken())
                .orElseThrow()
                .sessionId();
    }

    private static long number(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
