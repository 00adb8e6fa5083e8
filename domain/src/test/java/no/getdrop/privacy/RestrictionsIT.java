package no.getdrop.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.deadlines.Deadlines;
import no.getdrop.identity.UserId;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.util.List;
import java.util.Optional;

class RestrictionsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final Restrictions restrictions = new Restrictions(clock);
    private World world;
    private World.Customer customer;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        customer = world.customer();
    }

    @Test
    void aRestrictionIsInForceAtOnceAndEndsMarketingAlone() {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.execute(
                                """
                                INSERT INTO consents (id, user_id, consent_type, granted)
                                SELECT id, id, 'marketing', true FROM users
                                """));

        assertThat(isInForce()).isFalse();
        PrivacyRequest request = restrict(customer.id()).orElseThrow();
        assertThat(isInForce()).isTrue();

        assertThat(request.dueAt()).isEqualTo(Deadlines.privacyDue(clock.instant()));
        assertThat(strings("SELECT consent_type FROM consents WHERE revoked_at IS NOT NULL"))
                .containsExactly("marketing");
        assertThat(strings("SELECT restricted_at IS NOT NULL FROM users")).containsExactly("t");
        assertThat(
                        strings(
                                "SELECT kind || ' ' || status || ' ' || reason FROM"
                                        + " data_access_requests"))
                .containsExactly("restriction completed objection_pending");
    }

    @Test
    void ofManyAtOnceOneIsPutInForce() throws Exception {
        List<Optional<PrivacyRequest>> made = AtOnce.run(6, index -> restrict(customer.id()));

        assertThat(made).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(strings("SELECT id FROM data_access_requests")).hasSize(1);
    }

    @Test
    void aPaymentThatTheCustomerOrdersGoesOn() {
        restrict(customer.id());

        assertThat(world.accepted(customer, 20_000).order().total().amountMinor())
                .isGreaterThan(20_000);
    }

    private boolean isInForce() {
        return DATABASE.app().transaction(handle -> Restrictions.isInForce(handle, customer.id()));
    }

    private Optional<PrivacyRequest> restrict(UserId userId) {
        return DATABASE.app()
                .transaction(handle ->
                        restrictions.restrict(
                                handle,
                                userId,
                                Restrictions.Ground.OBJECTION_PENDING,
                                World.ORIGIN));
    }

    private static List<String> strings(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
