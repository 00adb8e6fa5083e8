package no.getdrop.withdrawals;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.audit.AuditTrail;
import no.getdrop.identity.UserId;
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
import java.util.Optional;

class WithdrawalsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final Withdrawals withdrawals = new Withdrawals(clock);
    private UserId user;

    @BeforeEach
    void start() {
        user = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1")).user();
    }

    @Test
    void aWithdrawalIsKeptAndAudited() {
        Withdrawal withdrawal = add(Withdrawal.Reason.NOT_NEEDED).orElseThrow();

        assertThat(withdrawal.status()).isEqualTo(Withdrawal.Status.PENDING);
        assertThat(DATABASE.app().read(AuditTrail.page(user.value(), null, 0, 50)))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.action()).isEqualTo("withdrawal.requested");
                    assertThat(entry.resource().id()).isEqualTo(withdrawal.id().toString());
                });
    }

    @Test
    void ofManyAtOnceOneIsKept() throws Exception {
        List<Optional<Withdrawal>> added = AtOnce.run(8, index -> add(Withdrawal.Reason.UNSTATED));

        assertThat(added).filteredOn(Optional::isPresent).hasSize(1);
    }

    @Test
    void afterOneWasRejectedAnotherMayComeAndTheNewestIsFirst() {
        Withdrawal rejected = add(Withdrawal.Reason.OTHER).orElseThrow();
        DATABASE.owner()
                .useHandle(handle ->
                        handle.execute(
                                """
                                UPDATE withdrawal_requests
                                SET status = 'rejected', answer = 'No.', completed_at = now()
                                """));

        clock.advance(Duration.ofMillis(1));
        Withdrawal newest = add(Withdrawal.Reason.OTHER).orElseThrow();

        assertThat(page(user, null)).containsExactly(newest.id(), rejected.id());
        assertThat(page(user, newest.id())).containsExactly(rejected.id());
        assertThat(page(new UserId(Ids.next()), null)).isEmpty();
    }

    private static List<WithdrawalId> page(UserId userId, @Nullable WithdrawalId before) {
        return DATABASE.app().read(Withdrawals.page(userId, before, 0, 10)).stream()
                .map(Withdrawal::id)
                .toList();
    }

    private Optional<Withdrawal> add(Withdrawal.Reason reason) {
        return DATABASE.app()
                .transaction(handle ->
                        withdrawals.add(handle, user, reason, "Too much for me", World.ORIGIN));
    }
}
