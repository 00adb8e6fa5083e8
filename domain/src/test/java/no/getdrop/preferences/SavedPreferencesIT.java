package no.getdrop.preferences;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.identity.UserId;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.util.Currency;
import java.util.List;

class SavedPreferencesIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private World world;
    private SavedPreferences preferences;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), new HandClock(), URI.create("http://127.0.0.1:1"));
        preferences = new SavedPreferences(DATABASE.app());
    }

    @Test
    void theDefaultsAreSavedOnce() throws Exception {
        UserId user = world.user();
        assertThat(DATABASE.app().read(SavedPreferences.find(user))).isEmpty();

        List<Preferences> all = AtOnce.run(4, thread -> preferences.begin(user));

        assertThat(all).containsOnly(Preferences.DEFAULTS);
        assertThat(DATABASE.app().read(SavedPreferences.find(user))).contains(Preferences.DEFAULTS);
    }

    @Test
    void aChangeKeepsWhatItDoesNotName() {
        UserId user = world.user();
        change(user, new Preferences.Change(null, Preferences.Language.SQ, null, null));
        change(user, new Preferences.Change(Currency.getInstance("RSD"), null, null, false));

        Preferences expected =
                new Preferences(Currency.getInstance("RSD"), Preferences.Language.SQ, true, false);
        assertThat(DATABASE.app().read(SavedPreferences.find(user))).contains(expected);
        assertThat(preferences.begin(user)).as("what was chosen is kept").isEqualTo(expected);
    }

    @Test
    void aChangeIsAuditedAndNothingIsNoChange() {
        UserId user = world.user();
        assertThat(change(user, new Preferences.Change(null, null, null, null)))
                .isEqualTo(Preferences.DEFAULTS);
        assertThat(audited()).isZero();
        change(user, new Preferences.Change(null, null, false, null));
        assertThat(audited()).isEqualTo(1);
    }

    @Test
    void anotherCustomersAreLeftAlone() {
        UserId user = world.user();
        UserId other = world.user();
        change(user, new Preferences.Change(null, Preferences.Language.EN, null, null));
        assertThat(DATABASE.app().read(SavedPreferences.find(other))).isEmpty();
    }

    private Preferences change(UserId user, Preferences.Change change) {
        return preferences.change(user, change, World.ORIGIN);
    }

    private static long audited() {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT count(*) FROM audit_log
                                        WHERE action = 'settings.changed'
                                        """)
                                .mapTo(Long.class)
                                .one());
    }
}
