package no.getdrop.consents;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.accounts.ConsentEndings;
import no.getdrop.accounts.ConsentId;
import no.getdrop.identity.UserId;
import no.getdrop.privacy.Restrictions;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class ConsentsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private World world;
    private Consents consents;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        consents =
                new Consents(
                        DATABASE.app(),
                        new ConsentEndings(DATABASE.app(), world.openBanking(), clock),
                        clock);
    }

    @Test
    void ofEachKindOneIsGivenHoweverOften() throws Exception {
        UserId user = world.user();
        List<GivenConsent> given = AtOnce.run(6, thread -> give(user, GivenConsent.Kind.MARKETING));
        assertThat(given).containsOnly(given.getFirst());
        assertThat(given.getFirst().status(clock.instant())).isEqualTo(GivenConsent.Status.ACTIVE);
        assertThat(all(user)).hasSize(1);
        assertThat(all(world.user())).as("another's").isEmpty();
    }

    @Test
    void whatIsWithdrawnStaysInTheListAndCanBeGivenAnew() {
        UserId user = world.user();
        ConsentId first = give(user, GivenConsent.Kind.MARKETING).id();
        assertThat(withdraw(user, first)).isTrue();
        assertThat(withdraw(user, first)).isFalse();
        assertThat(withdraw(world.user(), first)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        ConsentId second = give(user, GivenConsent.Kind.MARKETING).id();

        assertThat(all(user)).extracting(GivenConsent::id).containsExactly(second, first);
        assertThat(all(user))
                .extracting(consent -> consent.status(clock.instant()))
                .containsExactly(GivenConsent.Status.ACTIVE, GivenConsent.Status.WITHDRAWN);
    }

    @Test
    void anotherCustomersConsentCannotBeWithdrawn() {
        ConsentId id = give(world.user(), GivenConsent.Kind.TERMS).id();
        assertThat(withdraw(world.user(), id)).isFalse();
    }

    @Test
    void marketingCannotBeAllowedWhileTheUseOfTheDataIsRestricted() {
        UserId user = world.user();
        Restrictions restrictions = new Restrictions(clock);
        DATABASE.app()
                .transaction(handle ->
                        restrictions.restrict(
                                handle,
                                user,
                                Restrictions.Ground.ACCURACY_CONTESTED,
                                World.ORIGIN));

        assertThat(tryGive(user, GivenConsent.Kind.MARKETING)).isEmpty();
        assertThat(tryGive(user, GivenConsent.Kind.TERMS)).isPresent();
    }

    private GivenConsent give(UserId user, GivenConsent.Kind kind) {
        return tryGive(user, kind).orElseThrow();
    }

    private Optional<GivenConsent> tryGive(UserId user, GivenConsent.Kind kind) {
        return DATABASE.app()
                .transaction(handle -> consents.give(handle, user, kind, World.ORIGIN));
    }

    private boolean withdraw(UserId user, ConsentId id) {
        return consents.withdraw(user, id, World.ORIGIN);
    }

    private static List<GivenConsent> all(UserId user) {
        return DATABASE.app().read(Consents.page(user, null, 0, 10));
    }
}
