package no.getdrop.withdrawals;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.audit.AuditTrail;
import no.getdrop.cases.Case;
import no.getdrop.cases.CaseHandling.Outcome;
import no.getdrop.identity.UserId;
import no.getdrop.payments.PaymentId;
import no.getdrop.privacy.Erasure;
import no.getdrop.runtime.Ids;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;
import no.getdrop.withdrawals.WithdrawalHandling.Step;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Duration;
import java.util.List;

class WithdrawalHandlingIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final WithdrawalHandling handling = new WithdrawalHandling(clock);
    private World world;
    private World.Customer customer;
    private UserId officer;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        customer = world.customer();
        officer = world.user();
    }

    @Test
    void theCustomerIsToldAndThenTheAgreementEnds() {
        WithdrawalId id = added(customer.id());
        openSession();

        assertThat(take(id, new Step.Complete())).isEqualTo(new Outcome.NoSuchStep<>());
        assertThat(take(id, new Step.Accept())).isInstanceOf(Outcome.Kept.class);
        assertThat(ofCustomer("SELECT title FROM notifications WHERE user_id"))
                .containsExactly("Avtalen din avsluttes");
        assertThat(take(id, new Step.Complete())).isInstanceOf(Outcome.Kept.class);

        assertThat(find(id).status()).isEqualTo(Withdrawal.Status.COMPLETED);
        assertThat(find(id).completedAt()).isEqualTo(clock.instant());
        assertThat(ofCustomer("SELECT deleted_at IS NOT NULL FROM users WHERE id"))
                .containsExactly("t");
        assertThat(ofCustomer("SELECT revoked_at IS NOT NULL FROM sessions WHERE user_id"))
                .containsExactly("t");
        assertThat(ofCustomer("SELECT revoked_at IS NOT NULL FROM consents WHERE user_id"))
                .containsExactly("t");
        assertThat(ofCustomer("SELECT id FROM data_access_requests WHERE user_id"))
                .as("nobody asked for an erasure")
                .isEmpty();
        assertThat(actions(officer))
                .containsExactly("withdrawal.completed", "withdrawal.processed");
        assertThat(actions(customer.id())).containsExactly("withdrawal.requested");
    }

    @Test
    void aPaymentThatIsUnderWayGoesOnAndIsWaitedFor() {
        PaymentId payment = world.payment(customer, 20_000);
        WithdrawalId id = added(customer.id());
        openSession();
        take(id, new Step.Accept());
        String before = paymentAndOrder(payment);

        assertThat(take(id, new Step.Complete())).isEqualTo(new Outcome.PaymentUnderWay<>());

        assertThat(find(id).status()).isEqualTo(Withdrawal.Status.PROCESSING);
        assertThat(paymentAndOrder(payment)).isEqualTo(before);
        assertThat(ofCustomer("SELECT revoked_at IS NULL FROM sessions WHERE user_id"))
                .containsExactly("t");
        assertThat(actions(officer)).containsExactly("withdrawal.processed");

        arrived(payment);
        assertThat(take(id, new Step.Complete())).isInstanceOf(Outcome.Kept.class);
        assertThat(ofCustomer("SELECT status FROM transactions WHERE user_id"))
                .containsExactly("completed");
    }

    @Test
    void ofManyCompletionsAtOnceOneIsMade() throws Exception {
        WithdrawalId id = added(customer.id());
        take(id, new Step.Accept());

        List<Outcome<Withdrawal>> outcomes = AtOnce.run(4, index -> take(id, new Step.Complete()));

        assertThat(outcomes).hasOnlyElementsOfType(Outcome.Kept.class);
        assertThat(actions(officer))
                .containsExactly("withdrawal.completed", "withdrawal.processed");
    }

    @Test
    void whoHasLeftMeanwhileIsCompletedToo() {
        WithdrawalId id = added(customer.id());
        DATABASE.app()
                .<Object>transaction(
                        handle -> new Erasure(clock).erase(handle, customer.id(), World.ORIGIN));

        take(id, new Step.Accept());

        assertThat(take(id, new Step.Complete())).isInstanceOf(Outcome.Kept.class);
    }

    @Test
    void whatIsRejectedIsFinalWithItsAnswer() throws Exception {
        WithdrawalId id = added(customer.id());
        Step rejection = new Step.Reject("You told us that you stay.");

        List<Outcome<Withdrawal>> outcomes = AtOnce.run(4, index -> take(id, rejection));

        assertThat(outcomes).hasOnlyElementsOfType(Outcome.Kept.class);
        for (Step step :
                List.of(new Step.Reject("Other."), new Step.Accept(), new Step.Complete())) {
            assertThat(take(id, step)).as(step.toString()).isEqualTo(new Outcome.NoSuchStep<>());
        }

        assertThat(find(id).answer()).isEqualTo("You told us that you stay.");
        assertThat(ofCustomer("SELECT title FROM notifications WHERE user_id"))
                .containsExactly("Avtalen din fortsetter");
        assertThat(actions(officer)).containsExactly("withdrawal.rejected");
        assertThat(take(new WithdrawalId(Ids.next()), new Step.Accept()))
                .isEqualTo(new Outcome.NotFound<>());
    }

    @Test
    void nobodyHandlesTheirOwnWithdrawal() {
        WithdrawalId id = added(officer);

        assertThat(take(id, new Step.Accept())).isEqualTo(new Outcome.OwnCase<>());
    }

    @Test
    void theOneThatHasWaitedLongestIsFirst() {
        WithdrawalId first = added(customer.id());
        WithdrawalId second = added(world.user());

        assertThat(page(null, null)).containsExactly(first, second);
        assertThat(page(null, first)).containsExactly(second);
        take(first, new Step.Accept());
        assertThat(page(Withdrawal.Status.PENDING, null)).containsExactly(second);
        assertThat(page(Withdrawal.Status.PROCESSING, null)).containsExactly(first);
    }

    @Test
    void whatHasWaitedForAWeekIsCounted() {
        WithdrawalId id = added(customer.id());
        receivedAgo("6 days 23 hours");
        assertThat(WithdrawalHandling.due(DATABASE.app())).isZero();

        receivedAgo("7 days 1 hour");
        assertThat(WithdrawalHandling.due(DATABASE.app())).isOne();
        take(id, new Step.Accept());
        assertThat(WithdrawalHandling.due(DATABASE.app())).as("not done yet").isOne();

        take(id, new Step.Reject("You told us that you stay."));
        assertThat(WithdrawalHandling.due(DATABASE.app())).isZero();
    }

    private WithdrawalId added(UserId userId) {
        clock.advance(Duration.ofMillis(1));
        return DATABASE.app()
                .transaction(handle ->
                        new Withdrawals(clock)
                                .add(
                                        handle,
                                        userId,
                                        Withdrawal.Reason.UNSTATED,
                                        null,
                                        World.ORIGIN))
                .orElseThrow()
                .id();
    }

    /// As the api does: whatever is not kept is rolled back.
    private Outcome<Withdrawal> take(WithdrawalId id, Step step) {
        try {
            return DATABASE.app()
                    .transaction(handle -> {
                        Outcome<Withdrawal> outcome =
                                handling.take(handle, id, step, officer, World.ORIGIN);
                        if (outcome instanceof Outcome.Kept<Withdrawal>) {
                            return outcome;
                        }
                        throw new Refused(outcome);
                    });
        } catch (Refused e) {
            return e.outcome;
        }
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Outcome<Withdrawal> outcome;

        Refused(Outcome<Withdrawal> outcome) {
            this.outcome = outcome;
        }
    }

    private static Withdrawal find(WithdrawalId id) {
        return DATABASE.app().read(WithdrawalHandling.page(null, null, 0, 100)).stream()
                .map(Case::subject)
                .filter(withdrawal -> withdrawal.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<WithdrawalId> page(
            Withdrawal.@Nullable Status status, @Nullable WithdrawalId after) {
        return DATABASE.app().read(WithdrawalHandling.page(status, after, 0, 100)).stream()
                .map(Case::subject)
                .map(Withdrawal::id)
                .toList();
    }

    private void openSession() {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO sessions (id, user_id, platform, expires_at)
                                        VALUES (:id, :userId, 'web', now() + INTERVAL '1 hour')
                                        """)
                                .bind("id", Ids.next())
                                .bind("userId", customer.id().value())
                                .execute());
    }

    private static void receivedAgo(String interval) {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.execute(
                                """
                                UPDATE withdrawal_requests
                                SET created_at = now() - INTERVAL '%s'
                                """
                                        .formatted(interval)));
    }

    private static void arrived(PaymentId payment) {
        DATABASE.owner()
                .useHandle(handle -> {
                    handle.createUpdate(
                                    """
                                    UPDATE outbox SET delivered_at = now()
                                    WHERE transaction_id = :id
                                    """)
                            .bind("id", payment.value())
                            .execute();
                    handle.createUpdate(
                                    """
                                    UPDATE transactions
                                    SET status = 'completed', stage = 'settled',
                                        bank_payment_id = 'bank-1', submitted_at = now(),
                                        completed_at = now(), version = version + 1
                                    WHERE id = :id
                                    """)
                            .bind("id", payment.value())
                            .execute();
                    handle.execute(
                            """
                            INSERT INTO transaction_events (transaction_id, sequence, stage,
                                                            event_at)
                            SELECT id, version, stage, now() FROM transactions
                            """);
                });
    }

    private static String paymentAndOrder(PaymentId payment) {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT transactions::text || outbox::text
                                        FROM transactions
                                        JOIN outbox ON outbox.transaction_id = transactions.id
                                        WHERE transactions.id = :id
                                        """)
                                .bind("id", payment.value())
                                .mapTo(String.class)
                                .one());
    }

    private List<String> ofCustomer(String query) {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery(query + " = :id")
                                .bind("id", customer.id().value())
                                .mapTo(String.class)
                                .list());
    }

    /// What a person did about withdrawals, newest first.
    private static List<String> actions(UserId userId) {
        return DATABASE.app().read(AuditTrail.page(userId.value(), null, 0, 50)).stream()
                .map(AuditTrail.Entry::action)
                .filter(action -> action.startsWith("withdrawal."))
                .toList();
    }
}
