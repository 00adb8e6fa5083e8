package no.getdrop.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.money.Money;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.WithBank;
import no.getdrop.testing.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

class BalancesIT extends WithBank {
    private Balances balances;

    @BeforeEach
    void start() throws Exception {
        balances = new Balances(DATABASE.app(), world.openBanking(), clock);
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        UPDATE consents SET aspsp_consent_id = 'consent-1',
                                               expires_at = :expiresAt
                                        """)
                                .bind("expiresAt", clock.instant().plus(Duration.ofDays(90)))
                                .execute());
        bank.balance("2500.50");
    }

    @Test
    void whilePresentTheCustomerSeesWhatTheBankSaysNow() {
        Balance first = found(present());
        assertThat(first.amount()).isEqualTo(Money.nok(2_500_50));
        assertThat(first.cached()).isFalse();
        assertThat(first.readAt()).isEqualTo(clock.instant());

        bank.balance("-12.00");
        clock.advance(Duration.ofSeconds(6));
        assertThat(found(present()).amount()).isEqualTo(Money.nok(-12_00));
        assertThat(bank.unattendedReads()).isZero();
    }

    @Test
    void oneWhoAsksAgainAtOnceGetsTheSame() {
        present();
        clock.advance(Duration.ofSeconds(5));
        Balance again = found(present());
        assertThat(again.cached()).isTrue();
        assertThat(again.age(clock.instant())).isEqualTo(Duration.ofSeconds(5));
        assertThat(bank.calls(Call.BALANCE)).isEqualTo(1);
    }

    @Test
    void withoutTheCustomerTheBankIsAskedFourTimesADay() {
        itIsNoon();
        for (int i = 0; i < 4; i++) {
            assertThat(found(unattended()).cached()).isFalse();
            clock.advance(Duration.ofMinutes(1));
        }
        Balance fifth = found(unattended());
        assertThat(fifth.cached()).isTrue();
        assertThat(fifth.age(clock.instant())).isEqualTo(Duration.ofMinutes(1));
        assertThat(bank.unattendedReads()).isEqualTo(4);
        assertThat(found(present()).cached()).as("the customer is here").isFalse();

        clock.advance(Duration.ofDays(1));
        assertThat(found(unattended()).cached()).as("another day").isFalse();
    }

    @Test
    void withoutTheCustomerAndWithoutAnythingYoungItSaysWhenToAskAgain() {
        itIsNoon();
        for (int i = 0; i < 4; i++) {
            unattended();
            clock.advance(Duration.ofSeconds(6));
        }
        DATABASE.owner()
                .useHandle(handle ->
                        handle.execute(
                                """
                                UPDATE bank_accounts
                                SET balance_read_at = balance_read_at - interval '24 hours'
                                """));
        assertThat(unattended()).isInstanceOf(Balances.Outcome.TooOften.class);
        assertThat(((Balances.Outcome.TooOften) unattended()).untilTomorrow())
                .isBetween(Duration.ofSeconds(1), Duration.ofDays(1));
    }

    @Test
    void eightAtOnceWithoutTheCustomerTakeFourReads() throws Exception {
        List<Balances.Outcome> outcomes = AtOnce.run(8, thread -> unattended());
        assertThat(bank.unattendedReads()).isLessThanOrEqualTo(4);
        assertThat(outcomes)
                .allMatch(outcome ->
                        outcome instanceof Balances.Outcome.Found
                                || outcome instanceof Balances.Outcome.TooOften);
    }

    @Test
    void aBankThatIsAwayIsSpokenForByTheLastDay() {
        present();
        bank.fail(Call.BALANCE, Fault.UNAVAILABLE, Fault.SILENT, Fault.UNAVAILABLE);
        clock.advance(Duration.ofHours(23));
        Balance kept = found(present());
        assertThat(kept.cached()).isTrue();
        assertThat(kept.age(clock.instant())).isEqualTo(Duration.ofHours(23));
        clock.advance(Duration.ofHours(1));
        assertThat(found(present()).age(clock.instant())).isEqualTo(Duration.ofHours(24));
        clock.advance(Duration.ofMillis(1));
        assertThat(present()).isEqualTo(new Balances.Outcome.Unavailable());
    }

    @Test
    void anExpiredConsentAsksNobodyAndKeepsNoPaymentBack() {
        present();
        clock.advance(Duration.ofDays(90));
        assertThat(present()).isEqualTo(new Balances.Outcome.ConsentExpired());
        assertThat(bank.calls(Call.BALANCE)).isEqualTo(1);

        assertThat(world.deliver(world.accepted(customer, 200_00))).isTrue();
    }

    @Test
    void aConsentThatTheCustomerTookBackAtTheBankIsOver() {
        // A 401 is tried once more under a new token.
        bank.fail(Call.BALANCE, Fault.CONSENT_INVALID, Fault.CONSENT_INVALID);
        assertThat(present()).isEqualTo(new Balances.Outcome.ConsentExpired());
        assertThat(present()).isEqualTo(new Balances.Outcome.ConsentExpired());
        assertThat(bank.calls(Call.BALANCE)).as("asked no more").isEqualTo(2);
        assertThat(account().consentEndsAt()).isEqualTo(clock.instant());
    }

    @Test
    void anotherCustomersAccountDoesNotExist() {
        World.Customer other = world.customer();
        assertThat(balances.read(DATABASE.app(), other.id(), customer.accountId(), "192.0.2.7"))
                .isEqualTo(new Balances.Outcome.NotFound());
    }

    @Test
    void theConsentIsExpiringForSevenDays() {
        assertThat(statusAfter(Duration.ofDays(83).minusMillis(1))).isEqualTo(ConsentStatus.VALID);
        assertThat(statusAfter(Duration.ofMillis(1))).isEqualTo(ConsentStatus.EXPIRING);
        assertThat(statusAfter(Duration.ofDays(7).minusMillis(1)))
                .isEqualTo(ConsentStatus.EXPIRING);
        assertThat(statusAfter(Duration.ofMillis(1))).isEqualTo(ConsentStatus.EXPIRED);
    }

    private void itIsNoon() {
        Instant midnight = clock.instant().truncatedTo(ChronoUnit.DAYS);
        clock.advance(Duration.between(clock.instant(), midnight.plus(Duration.ofHours(36))));
    }

    private ConsentStatus statusAfter(Duration duration) {
        clock.advance(duration);
        return ConsentStatus.at(clock.instant(), account().consentEndsAt());
    }

    private BankAccount account() {
        return DATABASE.app().read(Accounts.list(customer.id())).getFirst();
    }

    private Balances.Outcome present() {
        return read("192.0.2.7");
    }

    private Balances.Outcome unattended() {
        return read(null);
    }

    private Balances.Outcome read(@Nullable String ipAddress) {
        return balances.read(DATABASE.app(), customer.id(), customer.accountId(), ipAddress);
    }

    private static Balance found(Balances.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Balances.Outcome.Found.class);
        return ((Balances.Outcome.Found) outcome).balance();
    }
}
