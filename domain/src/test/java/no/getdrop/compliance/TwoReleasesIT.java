package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.compliance.Alerts.Outcome;
import no.getdrop.compliance.Alerts.Verb;
import no.getdrop.identity.UserId;
import no.getdrop.payments.HeldPayments;
import no.getdrop.payments.PaymentId;
import no.getdrop.testing.Administrators;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;
import no.getdrop.testing.World.Customer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/// That an alert is released by two administrators, and not by one.
class TwoReleasesIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final Alerts alerts = new Alerts(new HeldPayments(clock), new Reports(clock), clock);
    private World world;
    private Administrators administrators;
    private Customer customer;
    private UserId admin;
    private UserId second;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        administrators = new Administrators(world);
        customer = world.customer();
        admin = administrators.next();
        second = administrators.next();
    }

    @Test
    void aFirstReleaseIsKeptAndNothingElseChanges() {
        PaymentId payment = world.held(customer, 2_000_00);

        Outcome outcome = decide(onlyAlert().id(), admin, Verb.RELEASE);

        Alert alert = onlyAlert();
        assertThat(outcome).isEqualTo(new Outcome.Decided(alert));
        assertThat(alert.status()).isEqualTo(Alert.Status.OPEN);
        assertThat(alert.decision()).isNull();
        assertThat(alert.firstRelease())
                .isEqualTo(new Alert.Decision(admin, clock.instant(), "looked at"));
        assertThat(stage(payment)).isEqualTo("held");
        assertThat(number("SELECT count(*) FROM outbox")).isZero();
        assertThat(actions()).containsExactly("aml.alert_first_released");
    }

    @Test
    void whoReleasedFirstIsNotTheSecond() {
        PaymentId payment = world.held(customer, 2_000_00);
        AlertId id = onlyAlert().id();
        decide(id, admin, Verb.RELEASE);
        Alert alert = onlyAlert();

        assertThat(decide(id, admin, Verb.RELEASE)).isEqualTo(new Outcome.Decided(alert));
        assertThat(decide(id, admin, Verb.RELEASE, "looked at again"))
                .isEqualTo(new Outcome.SecondReleaseNeeded());
        assertThat(onlyAlert()).isEqualTo(alert);
        assertThat(stage(payment)).isEqualTo("held");
        assertThat(actions()).containsExactly("aml.alert_first_released");
    }

    @Test
    void oneAdministratorIsEnoughToRejectWhatAnotherReleased() {
        PaymentId payment = world.held(customer, 2_000_00);
        AlertId alert = onlyAlert().id();
        decide(alert, admin, Verb.RELEASE);

        assertThat(decide(alert, second, Verb.REJECT)).isInstanceOf(Outcome.Decided.class);

        assertThat(stage(payment)).isEqualTo("rejected");
        assertThat(decide(alert, admin, Verb.RELEASE)).isEqualTo(new Outcome.AlreadyDecided());
    }

    @Test
    void whoReleasedFirstMayThinkBetterOfIt() {
        PaymentId payment = world.held(customer, 2_000_00);
        AlertId alert = onlyAlert().id();
        decide(alert, admin, Verb.RELEASE);

        assertThat(decide(alert, admin, Verb.REJECT)).isInstanceOf(Outcome.Decided.class);

        assertThat(stage(payment)).isEqualTo("rejected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"role = 'user'", "deleted_at = now()"})
    void theReleaseOfWhoIsNoAdministratorAnyMoreDoesNotCount(String change) {
        PaymentId payment = world.held(customer, 2_000_00);
        AlertId alert = onlyAlert().id();
        decide(alert, admin, Verb.RELEASE);
        execute("UPDATE users SET " + change + " WHERE id = '" + admin.value() + "'");
        assertThat(onlyAlert().firstRelease()).isNull();
        assertThat(page(true)).isEmpty();

        decide(alert, second, Verb.RELEASE);

        assertThat(stage(payment)).isEqualTo("held");
        assertThat(Objects.requireNonNull(onlyAlert().firstRelease()).by()).isEqualTo(second);
        decide(alert, administrators.next(), Verb.RELEASE);
        assertThat(stage(payment)).isEqualTo("instructed");
    }

    @Test
    void whoReleasedItFirstIsSaidAfterTheyHaveLeftToo() {
        world.held(customer, 2_000_00);
        release(onlyAlert().id());
        administrators.setRole(admin, "user");

        assertThat(Objects.requireNonNull(onlyAlert().firstRelease()).by()).isEqualTo(admin);
    }

    @Test
    void twoWhoReleaseAtOnceAreTheFirstAndTheSecond() throws Exception {
        PaymentId payment = world.held(customer, 2_000_00);
        AlertId alert = onlyAlert().id();

        List<Outcome> outcomes =
                AtOnce.run(2, index -> decide(alert, index == 0 ? admin : second, Verb.RELEASE));

        assertThat(outcomes).allMatch(Outcome.Decided.class::isInstance);
        assertThat(stage(payment)).isEqualTo("instructed");
        assertThat(number("SELECT count(*) FROM outbox")).isOne();
        assertThat(actions()).containsExactly("aml.alert_first_released", "aml.alert_decided");
        Alert released = onlyAlert();
        assertThat(
                        List.of(
                                Objects.requireNonNull(released.firstRelease()).by(),
                                Objects.requireNonNull(released.decision()).by()))
                .containsExactlyInAnyOrder(admin, second);
    }

    @Test
    void theDatabaseTakesNoReleaseByOne() {
        execute(
                """
                INSERT INTO aml_alerts (id, user_id, rule, severity)
                VALUES ('%1$s', '%1$s', 'manual', 'low')
                """
                        .formatted(customer.id().value()));
        String released =
                """
                UPDATE aml_alerts SET status = 'released', decided_at = now(), decided_by = '%1$s',
                    decision_reason = 'r'
                """
                        .formatted(admin.value());

        assertThatThrownBy(() -> execute(released))
                .hasMessageContaining("aml_alerts_two_releases_ck");
        decide(onlyAlert().id(), admin, Verb.RELEASE);
        assertThatThrownBy(() -> execute(released))
                .hasMessageContaining("aml_alerts_two_releases_ck");
        execute(released.replace(admin.value().toString(), second.value().toString()));
        assertThat(onlyAlert().status()).isEqualTo(Alert.Status.RELEASED);
    }

    @Test
    void whatWaitsForTheSecondReleaseIsListed() {
        world.held(customer, 2_000_00);
        assertThat(page(true)).isEmpty();
        assertThat(page(false)).hasSize(1);

        decide(onlyAlert().id(), admin, Verb.RELEASE);

        assertThat(page(true)).containsExactly(onlyAlert());
        assertThat(page(false)).isEmpty();
    }

    /// By two, whose second answer it gives.
    private Outcome release(AlertId alert) {
        decide(alert, admin, Verb.RELEASE);
        return decide(alert, second, Verb.RELEASE);
    }

    private Outcome decide(AlertId alert, UserId by, Verb verb) {
        return decide(alert, by, verb, "looked at");
    }

    private Outcome decide(AlertId alert, UserId by, Verb verb, String reason) {
        return DATABASE.app()
                .transaction(handle ->
                        alerts.decide(
                                handle,
                                new Alerts.Decision(alert, by, verb, reason),
                                World.ORIGIN));
    }

    private Alert onlyAlert() {
        assertThat(all()).hasSize(1);
        return all().getFirst();
    }

    private static List<Alert> all() {
        return page(null);
    }

    private static List<Alert> page(@Nullable Boolean firstReleased) {
        return DATABASE.app()
                .read(Alerts.page(new Alerts.Filter(null, null, null, firstReleased, null, 0, 10)));
    }

    private static List<String> actions() {
        return DATABASE.app()
                .call(handle ->
                        handle.createQuery(
                                        """
                                        SELECT action FROM audit_log
                                        WHERE resource_type = 'aml_alert' ORDER BY id
                                        """)
                                .mapTo(String.class)
                                .list());
    }

    private static void execute(String sql) {
        DATABASE.app().call(handle -> handle.execute(sql));
    }

    private static String stage(PaymentId id) {
        return text("SELECT stage FROM transactions WHERE id = '" + id.value() + "'");
    }

    private static String text(String sql) {
        return DATABASE.app().call(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    private static long number(String sql) {
        return DATABASE.app().call(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
