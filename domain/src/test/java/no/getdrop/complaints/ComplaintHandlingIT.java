package no.getdrop.complaints;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.audit.AuditTrail;
import no.getdrop.cases.Case;
import no.getdrop.cases.CaseHandling.Outcome;
import no.getdrop.complaints.ComplaintHandling.Step;
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
import java.util.List;

class ComplaintHandlingIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final ComplaintHandling handling = new ComplaintHandling(clock);
    private Complaints complaints;
    private World world;
    private World.Customer customer;
    private UserId officer;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        customer = world.customer();
        officer = world.user();
        complaints = new Complaints(new Deadlines(new BusinessDays()), clock);
    }

    @Test
    void aComplaintGoesFromReceivedToAnsweredToTheTribunal() {
        ComplaintId id = added(Complaint.Kind.OTHER, null);

        assertThat(take(id, new Step.Investigate())).isInstanceOf(Outcome.Kept.class);
        assertThat(take(id, new Step.Answer(true, "You are right.")))
                .isInstanceOf(Outcome.Kept.class);

        Complaint answered = find(id);
        assertThat(answered.status()).isEqualTo(Complaint.Status.UPHELD);
        assertThat(answered.answer()).isEqualTo("You are right.");
        assertThat(answered.times().answeredAt()).isEqualTo(clock.instant());
        assertThat(notifications()).containsExactly("complaint");

        assertThat(take(id, new Step.Escalate())).isInstanceOf(Outcome.Kept.class);
        assertThat(find(id).answer()).isEqualTo("You are right.");
        assertThat(actions(officer))
                .containsExactly(
                        "complaint.escalated", "complaint.answered", "complaint.investigated");
    }

    @Test
    void theSameStepAgainChangesNothing() throws Exception {
        ComplaintId id = added(Complaint.Kind.OTHER, null);
        Step answer = new Step.Answer(false, "The price is the one we showed.");

        List<Outcome<Complaint>> outcomes = AtOnce.run(4, index -> take(id, answer));

        assertThat(outcomes).hasOnlyElementsOfType(Outcome.Kept.class);
        assertThat(notifications()).hasSize(1);
        assertThat(actions(officer)).containsExactly("complaint.answered");
    }

    @Test
    void whatIsAnsweredIsNotAnsweredOtherwise() {
        ComplaintId id = added(Complaint.Kind.OTHER, null);
        take(id, new Step.Answer(true, "You are right."));

        for (Step step :
                List.of(
                        new Step.Answer(true, "You are quite right."),
                        new Step.Answer(false, "You are right."),
                        new Step.Investigate())) {
            assertThat(take(id, step)).as(step.toString()).isEqualTo(new Outcome.NoSuchStep<>());
        }
        assertThat(find(id).answer()).isEqualTo("You are right.");
        assertThat(take(new ComplaintId(Ids.next()), new Step.Escalate()))
                .isEqualTo(new Outcome.NotFound<>());
    }

    @Test
    void nobodyHandlesTheirOwnComplaint() {
        ComplaintId id = added(Complaint.Kind.OTHER, null);

        Outcome<Complaint> outcome =
                DATABASE.app()
                        .transaction(handle ->
                                handling.take(
                                        handle,
                                        id,
                                        new Step.Answer(true, "I am right."),
                                        customer.id(),
                                        World.ORIGIN));

        assertThat(outcome).isEqualTo(new Outcome.OwnCase<>());
        assertThat(find(id).status()).isEqualTo(Complaint.Status.RECEIVED);
    }

    @Test
    void anAnsweredDisputeMayBeRaisedAgain() {
        PaymentId payment = world.payment(customer, 20_000);
        ComplaintId id = added(Complaint.Kind.DUPLICATE, payment);
        take(id, new Step.Answer(false, "It was ordered twice."));

        assertThat(added(Complaint.Kind.DUPLICATE, payment)).isNotEqualTo(id);
    }

    @Test
    void onlyAnUnauthorisedPaymentIsPaidBackAndNotOneThatIsRejected() {
        ComplaintId refundable =
                added(Complaint.Kind.UNAUTHORISED, world.payment(customer, 10_000));
        ComplaintId rejected = added(Complaint.Kind.UNAUTHORISED, world.payment(customer, 20_000));
        take(rejected, new Step.Answer(false, "You authorised it."));

        assertThat(take(refundable, new Step.Refund())).isInstanceOf(Outcome.Kept.class);

        assertThat(find(refundable).times().refundedAt()).isEqualTo(clock.instant());
        assertThat(find(refundable).status()).isEqualTo(Complaint.Status.RECEIVED);
        assertThat(take(rejected, new Step.Refund())).isEqualTo(new Outcome.NoSuchStep<>());
        assertThat(take(added(Complaint.Kind.FEE, null), new Step.Refund()))
                .isEqualTo(new Outcome.NoSuchStep<>());
    }

    @Test
    void theOneThatHasWaitedLongestIsFirst() {
        ComplaintId first = added(Complaint.Kind.FEE, null);
        ComplaintId second = added(Complaint.Kind.SERVICE, null);
        take(first, new Step.Investigate());

        assertThat(page(null, null)).containsSubsequence(first, second);
        assertThat(page(null, first)).contains(second).doesNotContain(first);
        assertThat(page(Complaint.Status.RECEIVED, null)).contains(second).doesNotContain(first);
    }

    @Test
    void whatMustBeAnsweredOrPaidBackSoonIsCounted() {
        ComplaintId late = added(Complaint.Kind.FEE, null);
        ComplaintId unauthorised =
                added(Complaint.Kind.UNAUTHORISED, world.payment(customer, 30_000));
        long before = ComplaintHandling.due(DATABASE.app());
        answerDueIn(late, "2 days");
        refundDueIn(unauthorised, "20 hours");
        assertThat(ComplaintHandling.due(DATABASE.app())).isEqualTo(before + 2);

        take(late, new Step.Answer(false, "No."));
        take(unauthorised, new Step.Answer(true, "Yes."));
        assertThat(ComplaintHandling.due(DATABASE.app()))
                .as("answered, and not paid back")
                .isEqualTo(before + 1);

        take(unauthorised, new Step.Refund());
        assertThat(ComplaintHandling.due(DATABASE.app())).isEqualTo(before);
    }

    private ComplaintId added(Complaint.Kind kind, @Nullable PaymentId payment) {
        clock.advance(Duration.ofMillis(1));
        Complaint.Draft draft = new Complaint.Draft(kind, payment, "Something is wrong.");
        Complaints.Outcome outcome =
                DATABASE.app()
                        .transaction(handle ->
                                complaints.add(handle, customer.id(), draft, World.ORIGIN));
        if (outcome instanceof Complaints.Outcome.Added(Complaint complaint)) {
            return complaint.id();
        }
        throw new AssertionError(outcome.toString());
    }

    private Outcome<Complaint> take(ComplaintId id, Step step) {
        return DATABASE.app()
                .transaction(handle -> handling.take(handle, id, step, officer, World.ORIGIN));
    }

    private Complaint find(ComplaintId id) {
        return DATABASE.app().read(Complaints.find(customer.id(), id)).orElseThrow();
    }

    private static List<ComplaintId> page(
            Complaint.@Nullable Status status, @Nullable ComplaintId after) {
        return DATABASE.app().read(ComplaintHandling.page(status, after, 0, 1_000)).stream()
                .map(Case::subject)
                .map(Complaint::id)
                .toList();
    }

    private static void answerDueIn(ComplaintId id, String interval) {
        update(id, "created_at = now() - INTERVAL '20 days', answer_due_at", interval);
    }

    private static void refundDueIn(ComplaintId id, String interval) {
        update(
                id,
                "created_at = now() - INTERVAL '2 days',"
                        + " answer_due_at = now() + INTERVAL '19 days', refund_due_at",
                interval);
    }

    private static void update(ComplaintId id, String column, String interval) {
        DATABASE.app()
                .call(handle ->
                        handle.createUpdate(
                                        """
                                        UPDATE complaints SET %s = now() + INTERVAL '%s'
                                        WHERE id = :id
                                        """
                                                .formatted(column, interval))
                                .bind("id", id.value())
                                .execute());
    }

    private List<String> notifications() {
        return DATABASE.app()
                .call(handle ->
                        handle.createQuery("SELECT kind FROM notifications WHERE user_id = :id")
                                .bind("id", customer.id().value())
                                .mapTo(String.class)
                                .list());
    }

    /// What a person did about complaints, newest first.
    private static List<String> actions(UserId userId) {
        return DATABASE.app().read(AuditTrail.page(userId.value(), null, 0, 50)).stream()
                .map(AuditTrail.Entry::action)
                .filter(action -> action.startsWith("complaint."))
                .toList();
    }
}
