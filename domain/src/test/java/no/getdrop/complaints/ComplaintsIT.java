package no.getdrop.complaints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.audit.AuditTrail;
import no.getdrop.deadlines.BusinessDays;
import no.getdrop.deadlines.Deadlines;
import no.getdrop.identity.UserId;
import no.getdrop.payments.PaymentId;
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
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;

class ComplaintsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final Deadlines deadlines = new Deadlines(new BusinessDays());
    private Complaints complaints;
    private World world;
    private World.Customer customer;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        customer = world.customer();
        complaints = new Complaints(deadlines, clock);
    }

    @Test
    void aComplaintIsKeptWithItsDeadline() {
        Complaint complaint = added(Complaint.Kind.SERVICE, null);

        assertThat(complaint.status()).isEqualTo(Complaint.Status.RECEIVED);
        assertThat(complaint.times().answerDueAt()).isEqualTo(deadlines.answerDue(clock.instant()));
        assertThat(complaint.times().refundDueAt()).isNull();
        assertThat(find(customer.id(), complaint.id())).isEqualTo(complaint);
        assertThat(actions(customer.id())).containsExactly("complaint.created");
    }

    @Test
    void onlyAnUnauthorisedPaymentIsDueForARefund() {
        PaymentId payment = world.payment(customer, 20_000);

        assertThat(added(Complaint.Kind.UNAUTHORISED, payment).times().refundDueAt())
                .isEqualTo(deadlines.refundDue(clock.instant()));
        for (Complaint.Kind kind : EnumSet.complementOf(EnumSet.of(Complaint.Kind.UNAUTHORISED))) {
            assertThat(added(kind, payment).times().refundDueAt()).isNull();
        }
    }

    @Test
    void theDeadlinesOfADisputeBeforeEasterAreKeptOverTheHolidays() {
        // Wednesday before Easter 2027, an hour before midnight in Norway.
        clock.set(Instant.parse("2027-03-24T22:00:00Z"));

        Complaint complaint = added(Complaint.Kind.UNAUTHORISED, world.payment(customer, 20_000));

        // Tuesday after Easter, in summer time.
        assertThat(complaint.times().refundDueAt()).isEqualTo("2027-03-30T21:59:59Z");
        assertThat(complaint.times().answerDueAt()).isEqualTo("2027-04-19T21:59:59Z");
        assertThat(find(customer.id(), complaint.id())).isEqualTo(complaint);
    }

    @Test
    void aDisputeIsAboutAPayment() {
        assertThatThrownBy(() -> new Complaint.Draft(Complaint.Kind.DUPLICATE, null, "Twice."))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anotherCustomersPaymentCannotBeDisputed() {
        PaymentId payment = world.payment(customer, 20_000);
        World.Customer other = world.customer();

        assertThat(add(other.id(), Complaint.Kind.UNAUTHORISED, payment))
                .isEqualTo(new Complaints.Outcome.PaymentNotFound());
        assertThat(add(customer.id(), Complaint.Kind.UNAUTHORISED, new PaymentId(Ids.next())))
                .isEqualTo(new Complaints.Outcome.PaymentNotFound());
    }

    @Test
    void aPaymentIsDisputedWithinThirteenMonthsAndComplainedOfForEver() {
        PaymentId payment = world.payment(customer, 20_000);
        Instant until = Deadlines.disputableUntil(clock.instant());
        clock.advance(Duration.between(clock.instant(), until));
        assertThat(add(customer.id(), Complaint.Kind.NOT_RECEIVED, payment))
                .isInstanceOf(Complaints.Outcome.Added.class);

        clock.advance(Duration.ofSeconds(1));

        assertThat(add(customer.id(), Complaint.Kind.UNAUTHORISED, payment))
                .isEqualTo(new Complaints.Outcome.TooLate(until));
        assertThat(add(customer.id(), Complaint.Kind.FEE, payment))
                .isInstanceOf(Complaints.Outcome.Added.class);
    }

    @Test
    void theSameDisputeIsOpenOnceHoweverOftenItComes() throws Exception {
        PaymentId payment = world.payment(customer, 20_000);

        List<Complaints.Outcome> outcomes =
                AtOnce.run(8, index -> add(customer.id(), Complaint.Kind.DUPLICATE, payment));

        assertThat(outcomes).filteredOn(Complaints.Outcome.Added.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(new Complaints.Outcome.AlreadyOpen()::equals).hasSize(7);
        assertThat(actions(customer.id())).containsOnlyOnce("complaint.created");
    }

    @Test
    void anotherCustomersComplaintIsAsIfThereWereNone() {
        ComplaintId id = added(Complaint.Kind.SERVICE, null).id();
        UserId other = world.user();

        assertThat(DATABASE.app().read(Complaints.find(other, id))).isEmpty();
        assertThat(DATABASE.app().read(Complaints.page(other, null, 0, 50))).isEmpty();
    }

    @Test
    void theNewestComplaintIsFirstAndEachIsOnOnePage() {
        ComplaintId first = added(Complaint.Kind.FEE, null).id();
        clock.advance(Duration.ofMillis(1));
        ComplaintId second = added(Complaint.Kind.FEE, null).id();

        assertThat(DATABASE.app().read(Complaints.page(customer.id(), null, 0, 1)))
                .extracting(Complaint::id)
                .containsExactly(second);
        assertThat(DATABASE.app().read(Complaints.page(customer.id(), second, 0, 1)))
                .extracting(Complaint::id)
                .containsExactly(first);
    }

    private Complaint added(Complaint.Kind kind, @Nullable PaymentId payment) {
        if (add(customer.id(), kind, payment) instanceof Complaints.Outcome.Added(Complaint it)) {
            return it;
        }
        throw new AssertionError("not added: " + kind);
    }

    private Complaints.Outcome add(
            UserId userId, Complaint.Kind kind, @Nullable PaymentId payment) {
        Complaint.Draft draft = new Complaint.Draft(kind, payment, "Something is wrong.\nVery.");
        return DATABASE.app()
                .transaction(handle -> complaints.add(handle, userId, draft, World.ORIGIN));
    }

    private static Complaint find(UserId userId, ComplaintId id) {
        return DATABASE.app().read(Complaints.find(userId, id)).orElseThrow();
    }

    /// What a person did, newest first, without what made the world.
    private static List<String> actions(UserId userId) {
        return DATABASE.app().read(AuditTrail.page(userId.value(), null, 0, 50)).stream()
                .map(AuditTrail.Entry::action)
                .filter(action -> action.startsWith("complaint."))
                .toList();
    }
}
