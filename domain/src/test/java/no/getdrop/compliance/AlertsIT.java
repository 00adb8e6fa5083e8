package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;

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

import java.net.URI;
import java.util.List;
import java.util.Objects;

class AlertsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final Reports reports = new Reports(clock);
    private final Alerts alerts = new Alerts(new HeldPayments(clock), reports, clock);
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
    void aHeldPaymentHasAnAlertThatSaysWhatWasFound() {
        PaymentId payment = world.held(customer, 2_000_00);

        Alert alert = onlyAlert();

        assertThat(alert.rule()).isEqualTo(Concern.Rule.SANCTIONS_HIT);
        assertThat(alert.severity()).isEqualTo(Concern.Severity.CRITICAL);
        assertThat(alert.status()).isEqualTo(Alert.Status.OPEN);
        assertThat(alert.details()).contains("Milica Petrović").contains("test:1");
        assertThat(alert.customer().id()).isEqualTo(customer.id());
        Alert.HeldPayment held = Objects.requireNonNull(alert.payment());
        assertThat(held.id()).isEqualTo(payment.value());
        assertThat(held.stage()).isEqualTo("held");
        assertThat(held.country()).isEqualTo("RS");
        assertThat(alert.decision()).isNull();
    }

    @Test
    void aReleasedPaymentWaitsForTheWorker() {
        PaymentId payment = world.held(customer, 2_000_00);

        Outcome outcome = release(onlyAlert().id());

        assertThat(outcome).isInstanceOf(Outcome.Decided.class);
        assertThat(stage(payment)).isEqualTo("instructed");
        assertThat(number("SELECT count(*) FROM outbox WHERE delivered_at IS NULL")).isOne();
        Alert alert = onlyAlert();
        assertThat(alert.status()).isEqualTo(Alert.Status.RELEASED);
        assertThat(Objects.requireNonNull(alert.firstRelease()).by()).isEqualTo(admin);
        assertThat(Objects.requireNonNull(alert.decision()).by()).isEqualTo(second);
    }

    @Test
    void aRejectedPaymentFailsForNoOtherReasonThanABanks() {
        PaymentId payment = world.held(customer, 2_000_00);

        decide(onlyAlert().id(), admin, Verb.REJECT);

        assertThat(stage(payment)).isEqualTo("rejected");
        assertThat(text("SELECT failure_code FROM transactions")).isEqualTo("PAYMENT_REJECTED");
        assertThat(number("SELECT count(*) FROM outbox")).isZero();
    }

    @Test
    void aDecisionIsMadeOnceAndItsRepeatChangesNothing() {
        world.held(customer, 2_000_00);
        AlertId alert = onlyAlert().id();
        release(alert);
        Alert released = onlyAlert();

        assertThat(decide(alert, admin, Verb.RELEASE)).isEqualTo(new Outcome.Decided(released));
        assertThat(decide(alert, second, Verb.RELEASE)).isEqualTo(new Outcome.Decided(released));
        assertThat(decide(alert, admin, Verb.REJECT)).isEqualTo(new Outcome.AlreadyDecided());
        assertThat(decide(alert, administrators.next(), Verb.RELEASE))
                .isEqualTo(new Outcome.AlreadyDecided());
        assertThat(onlyAlert()).isEqualTo(released);
        assertThat(number("SELECT count(*) FROM outbox")).isOne();
        assertThat(actions()).containsExactly("aml.alert_first_released", "aml.alert_decided");
    }

    @Test
    void ofTwoWhoDecideAtOnceOneDoes() throws Exception {
        world.held(customer, 2_000_00);
        AlertId alert = onlyAlert().id();
        decide(alert, admin, Verb.RELEASE);
        UserId other = administrators.next();

        List<Outcome> outcomes =
                AtOnce.run(
                        2,
                        index ->
                                index == 0
                                        ? decide(alert, second, Verb.RELEASE)
                                        : decide(alert, other, Verb.REJECT));

        assertThat(outcomes).filteredOn(Outcome.Decided.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Outcome.AlreadyDecided.class::isInstance).hasSize(1);
    }

    @Test
    void nobodyDecidesOnAPaymentOfTheirOwn() {
        PaymentId payment = world.held(customer, 2_000_00);

        AlertId alert = onlyAlert().id();
        administrators.setRole(customer.id(), "admin");

        assertThat(decide(alert, customer.id(), Verb.RELEASE)).isEqualTo(new Outcome.OwnCase());
        decide(alert, admin, Verb.RELEASE);
        assertThat(decide(alert, customer.id(), Verb.RELEASE)).isEqualTo(new Outcome.OwnCase());
        assertThat(stage(payment)).isEqualTo("held");
    }

    @Test
    void aPaymentGoesOnOnlyWhenItsLastAlertIsReleased() {
        PaymentId payment = world.held(customer, 2_000_00);
        DATABASE.app()
                .call(handle ->
                        handle.execute(
                                """
                                INSERT INTO aml_alerts (id, user_id, transaction_id, rule, severity)
                                SELECT gen_random_uuid(), user_id, transaction_id, 'manual', 'low'
                                FROM aml_alerts
                                """));
        List<Alert> both = all();

        release(both.getFirst().id());
        decide(both.getLast().id(), admin, Verb.RELEASE);
        assertThat(stage(payment)).isEqualTo("held");
        decide(both.getLast().id(), second, Verb.RELEASE);
        assertThat(stage(payment)).isEqualTo("instructed");
    }

    @Test
    void anEscalatedPaymentWaitsUntilTheReportIsSent() {
        PaymentId payment = world.held(customer, 2_000_00);
        AlertId alert = onlyAlert().id();

        decide(alert, admin, Verb.RELEASE);
        decide(alert, second, Verb.ESCALATE);
        Report draft = onlyReport();
        assertThat(draft.status()).isEqualTo(Report.Status.DRAFT);
        assertThat(draft.customerId()).isEqualTo(customer.id());
        assertThat(decide(alert, admin, Verb.RELEASE)).isEqualTo(new Outcome.ReportPending());
        assertThat(decide(alert, second, Verb.RELEASE)).isEqualTo(new Outcome.ReportPending());
        assertThat(onlyAlert().firstRelease()).as("outweighed by the suspicion").isNull();
        assertThat(stage(payment)).isEqualTo("held");

        assertThat(move(draft.id(), Report.Status.SUBMITTED, "OK-2026-1"))
                .isInstanceOf(Reports.Outcome.Kept.class);
        assertThat(onlyReport().submittedAt()).isEqualTo(clock.instant());
        assertThat(decide(alert, second, Verb.RELEASE)).isInstanceOf(Outcome.Decided.class);
        assertThat(onlyAlert().status()).isEqualTo(Alert.Status.REPORTED);
        assertThat(stage(payment)).isEqualTo("held");
        assertThat(decide(alert, admin, Verb.RELEASE)).isInstanceOf(Outcome.Decided.class);
        assertThat(stage(payment)).isEqualTo("instructed");
    }

    @Test
    void aReportMovesOneWayOnly() {
        world.held(customer, 2_000_00);
        decide(onlyAlert().id(), admin, Verb.ESCALATE);
        ReportId report = onlyReport().id();

        assertThat(move(report, Report.Status.ACKNOWLEDGED, null))
                .isEqualTo(new Reports.Outcome.NoSuchMove());
        move(report, Report.Status.SUBMITTED, null);
        assertThat(move(report, Report.Status.WITHDRAWN, null))
                .isEqualTo(new Reports.Outcome.NoSuchMove());
        assertThat(move(report, Report.Status.SUBMITTED, null))
                .isInstanceOf(Reports.Outcome.Kept.class);
        assertThat(move(report, Report.Status.ACKNOWLEDGED, "OK-1"))
                .isInstanceOf(Reports.Outcome.Kept.class);
    }

    @Test
    void theCustomerMakesNoReportAboutThemselves() {
        world.held(customer, 2_000_00);
        AlertId alert = onlyAlert().id();

        Reports.Outcome own =
                DATABASE.app()
                        .transaction(handle ->
                                reports.open(handle, alert, customer.id(), "n", World.ORIGIN));

        assertThat(own).isEqualTo(new Reports.Outcome.OwnCase());
        assertThat(number("SELECT count(*) FROM str_reports")).isZero();
    }

    /// By two, whose second answer it gives.
    private Outcome release(AlertId alert) {
        decide(alert, admin, Verb.RELEASE);
        return decide(alert, second, Verb.RELEASE);
    }

    private Outcome decide(AlertId alert, UserId by, Verb verb) {
        return DATABASE.app()
                .transaction(handle ->
                        alerts.decide(
                                handle,
                                new Alerts.Decision(alert, by, verb, "looked at"),
                                World.ORIGIN));
    }

    private Reports.Outcome move(ReportId report, Report.Status status, @Nullable String ref) {
        return DATABASE.app()
                .transaction(handle ->
                        reports.move(
                                handle,
                                new Reports.Change(report, admin, status, null, ref),
                                World.ORIGIN));
    }

    private Alert onlyAlert() {
        assertThat(all()).hasSize(1);
        return all().getFirst();
    }

    private static List<Alert> all() {
        return DATABASE.app()
                .read(Alerts.page(new Alerts.Filter(null, null, null, null, null, 0, 10)));
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

    private static Report onlyReport() {
        List<Report> reports = DATABASE.app().read(Reports.page(null, null, 0, 10));
        assertThat(reports).hasSize(1);
        return reports.getFirst();
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
