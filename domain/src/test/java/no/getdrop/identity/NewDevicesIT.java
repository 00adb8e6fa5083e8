package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.audit.Audit;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

class NewDevicesIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final String SAFARI =
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like"
                    + " Gecko) Version/26.1 Safari/605.1.15";

    private final List<String> told = new ArrayList<>();
    private World world;
    private Sessions sessions;
    private UserId user;

    @BeforeEach
    void start() {
        HandClock clock = new HandClock();
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        sessions =
                new Sessions(
                        DATABASE.app(),
                        new AccessTokens(world.secrets(), clock),
                        (handle, userId, name) -> told.add(userId + " " + name),
                        clock);
        user = world.user();
    }

    @Test
    void theFirstLoginIsNothingNew() {
        login(Platform.WEB, SAFARI);
        assertThat(told).isEmpty();
    }

    @Test
    void anotherBrowserIsAndTheSameOneIsNot() {
        login(Platform.WEB, SAFARI);
        login(Platform.WEB, firefox("145.0"));
        assertThat(told).containsExactly(user + " " + firefox("145.0"));

        login(Platform.WEB, SAFARI);
        login(Platform.WEB, firefox("145.0"));
        assertThat(told).as("both are known").hasSize(1);
    }

    @Test
    void anotherVersionIsNoOtherBrowser() {
        login(Platform.WEB, firefox("145.0"));
        login(Platform.WEB, firefox("146.0.1"));
        assertThat(told).isEmpty();
    }

    @Test
    void theSameNameInTheAppIsAnotherDevice() {
        login(Platform.WEB, SAFARI);
        login(Platform.MOBILE, SAFARI);
        assertThat(told).hasSize(1);
    }

    @Test
    void whoSaysNothingIsNewAndWhoFollowsMayBeTheSame() {
        login(Platform.WEB, SAFARI);
        login(Platform.WEB, null);
        assertThat(told).containsExactly(user + " –");

        login(Platform.WEB, firefox("145.0"));
        assertThat(told).hasSize(1);
    }

    @Test
    void whatAnotherCustomerUsedIsNotKnown() {
        login(Platform.WEB, SAFARI);
        UserId first = user;
        user = world.user();
        login(Platform.WEB, firefox("145.0"));
        user = first;
        login(Platform.WEB, firefox("145.0"));
        assertThat(told).containsExactly(first + " " + firefox("145.0"));
    }

    private void login(Platform platform, @Nullable String userAgent) {
        Audit.Origin origin = new Audit.Origin("192.0.2.7", userAgent, "req-test");
        DATABASE.app().transaction(handle -> sessions.open(handle, user, platform, null, origin));
    }

    private static String firefox(String version) {
        return "Mozilla/5.0 (X11; Linux x86_64; rv:%s) Gecko/20100101 Firefox/%s"
                .formatted(version, version);
    }
}
