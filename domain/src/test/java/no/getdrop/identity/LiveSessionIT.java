package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.audit.Audit;
import no.getdrop.runtime.Ids;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class LiveSessionIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final Audit.Origin PHONE =
            new Audit.Origin("192.0.2.8", "Drop/1.4.0\t(iPhone)", "req-phone");

    private final HandClock clock = new HandClock();
    private World world;
    private Sessions sessions;
    private UserId user;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        sessions =
                new Sessions(
                        DATABASE.app(),
                        new AccessTokens(world.secrets(), clock),
                        new Untold(),
                        clock);
        user = world.user();
    }

    @Test
    void aCustomerSeesFromWhereAndWhenEachWasBegunAndUsed() {
        Instant before = databaseNow();
        Instant begun = clock.instant();
        Sessions.Opened browser = open(user, Platform.WEB, null);
        clock.advance(Duration.ofMinutes(14));
        Instant later = clock.instant();
        SessionId phone = open(user, Platform.MOBILE, null, PHONE).id();
        assertThat(sessions.refresh(browser.refreshToken(), World.ORIGIN)).isPresent();
        open(world.user(), Platform.WEB, null);

        List<LiveSession> live = live();
        assertThat(live)
                .extracting(LiveSession::createdAt)
                .allSatisfy(createdAt -> assertThat(createdAt).isBetween(before, databaseNow()));
        assertThat(live)
                .containsExactly(
                        new LiveSession(
                                phone,
                                Platform.MOBILE,
                                "Drop/1.4.0 (iPhone)",
                                live.getFirst().createdAt(),
                                later,
                                later.plus(Duration.ofDays(30))),
                        new LiveSession(
                                browser.id(),
                                Platform.WEB,
                                "test",
                                live.getLast().createdAt(),
                                later,
                                begun.plus(Duration.ofHours(24))));
    }

    @Test
    void theyComePageByPage() {
        SessionId first = open(user, Platform.WEB, null).id();
        clock.advance(Duration.ofMillis(1));
        SessionId second = open(user, Platform.WEB, null).id();
        clock.advance(Duration.ofMillis(1));
        SessionId third = open(user, Platform.WEB, null).id();

        assertThat(page(null, 0, 2)).containsExactly(third, second);
        assertThat(page(second, 0, 2)).containsExactly(first);
        assertThat(page(null, 2, 2)).containsExactly(first);
    }

    @Test
    void whatHasEndedIsNotAmongThem() {
        SessionId loggedOut = open(user, Platform.WEB, null).id();
        sessions.end(caller(loggedOut), World.ORIGIN);
        open(user, Platform.MOBILE, null);
        assertThat(live()).hasSize(1);

        clock.advance(Duration.ofDays(31));
        assertThat(live()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Platform.class)
    void oneThatCannotBeRenewedAnyMoreIsNotAmongThem(Platform platform) {
        Sessions.Opened opened = open(user, platform, null);
        clock.advance(SessionLifetime.of(platform).unused().minusMillis(1));
        assertThat(live()).hasSize(1);
        clock.advance(Duration.ofMillis(1));

        assertThat(live()).isEmpty();
        assertThat(sessions.refresh(opened.refreshToken(), World.ORIGIN)).isEmpty();
    }

    @Test
    void aSessionOfBeforeThatSaysNoNameIsAmongThem() {
        open(user, Platform.WEB, null, new Audit.Origin("192.0.2.7", null, "req-nameless"));

        assertThat(live()).extracting(LiveSession::userAgent).containsExactly((String) null);
    }

    @Test
    void anotherOfOnesOwnIsEndedWithAnEntryInTheTrail() {
        SessionId mine = open(user, Platform.WEB, null).id();
        Sessions.Opened other = open(user, Platform.MOBILE, null);

        assertThat(sessions.end(caller(mine), other.id(), World.ORIGIN)).isTrue();

        assertThat(sessions.refresh(other.refreshToken(), World.ORIGIN)).isEmpty();
        assertThat(live()).extracting(LiveSession::id).containsExactly(mine);
        assertThat(whyEnded()).containsExactly(other.id() + " customer");
        assertThat(trail()).containsExactly("auth.session_ended session " + other.id());
        assertThat(sessions.end(caller(mine), other.id(), World.ORIGIN)).as("again").isFalse();
        assertThat(trail()).hasSize(1);
    }

    @Test
    void onesOwnIsEndedAsByALogout() {
        SessionId mine = open(user, Platform.WEB, null).id();

        assertThat(sessions.end(caller(mine), mine, World.ORIGIN)).isTrue();

        assertThat(whyEnded()).containsExactly(mine + " logout");
        assertThat(trail()).containsExactly("auth.logout user " + user);
    }

    @Test
    void nothingHappensToAnothersOrToOneThatIsNoneOrOver() {
        SessionId over = open(user, Platform.WEB, null).id();
        clock.advance(Duration.ofHours(24));
        SessionId mine = open(user, Platform.WEB, null).id();
        SessionId others = open(world.user(), Platform.WEB, null).id();

        assertThat(sessions.end(caller(mine), others, World.ORIGIN)).isFalse();
        assertThat(sessions.end(caller(mine), over, World.ORIGIN)).isFalse();
        assertThat(sessions.end(caller(mine), new SessionId(Ids.next()), World.ORIGIN)).isFalse();
        assertThat(whyEnded()).isEmpty();
        assertThat(trail()).isEmpty();
    }

    @Test
    void aLoginEndsTheFormerSessionOfTheSamePersonAlone() {
        Sessions.Opened former = open(user, Platform.WEB, null);
        Sessions.Opened others = open(world.user(), Platform.WEB, null);

        SessionId next = open(user, Platform.WEB, former.id()).id();
        open(user, Platform.MOBILE, others.id());
        open(user, Platform.MOBILE, new SessionId(Ids.next()));
        open(user, Platform.MOBILE, former.id());

        assertThat(sessions.refresh(former.refreshToken(), World.ORIGIN)).isEmpty();
        assertThat(sessions.refresh(others.refreshToken(), World.ORIGIN)).isPresent();
        assertThat(live()).hasSize(4).extracting(LiveSession::id).contains(next);
        assertThat(whyEnded()).containsExactly(former.id() + " login");
        assertThat(trail()).containsExactly("auth.session_ended session " + former.id());
    }

    private Sessions.Opened open(UserId userId, Platform platform, @Nullable SessionId former) {
        return open(userId, platform, former, World.ORIGIN);
    }

    private Sessions.Opened open(
            UserId userId, Platform platform, @Nullable SessionId former, Audit.Origin origin) {
        return DATABASE.app()
                .transaction(handle -> sessions.open(handle, userId, platform, former, origin));
    }

    private Caller caller(SessionId id) {
        return new Caller(user, id, Platform.WEB, User.Role.USER, Duration.ZERO);
    }

    private List<LiveSession> live() {
        return DATABASE.app().read(LiveSession.page(user, null, 0, 50, clock.instant()));
    }

    private List<SessionId> page(@Nullable SessionId before, int offset, int limit) {
        return DATABASE
                .app()
                .read(LiveSession.page(user, before, offset, limit, clock.instant()))
                .stream()
                .map(LiveSession::id)
                .toList();
    }

    private static Instant databaseNow() {
        return DATABASE.owner()
                .withHandle(
                        handle -> handle.createQuery("SELECT now()").mapTo(Instant.class).one());
    }

    private static List<String> whyEnded() {
        return strings(
                """
                SELECT 'ses_' || replace(id::text, '-', '') || ' ' || revoked_reason
                FROM sessions WHERE revoked_at IS NOT NULL
                """);
    }

    private static List<String> trail() {
        return strings(
                "SELECT action || ' ' || resource_type || ' ' || resource_id FROM audit_log");
    }

    private static List<String> strings(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
