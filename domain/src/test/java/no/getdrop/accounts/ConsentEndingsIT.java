package no.getdrop.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.notifications.Notification;
import no.getdrop.notifications.Notifications;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.WithBank;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

class ConsentEndingsIT extends WithBank {
    private AccountId second;
    private ConsentEndings endings;

    @BeforeEach
    void start() throws Exception {
        second = addAccount();
        expireAt(clock.instant().plus(Duration.ofDays(90)));
        endings = new ConsentEndings(DATABASE.app(), world.openBanking(), clock);
    }

    @Test
    void theLastAccountOfAConsentTakesItAlong() {
        assertThat(remove(customer.accountId())).isTrue();
        assertThat(accounts()).extracting(BankAccount::id).containsExactly(second);
        assertThat(accounts().getFirst().primary()).as("the next is the primary one").isTrue();
        assertThat(number("SELECT count(*) FROM consents WHERE revoked_at IS NULL")).isOne();
        assertThat(bank.calls(Call.CONSENT_END)).isZero();

        assertThat(remove(second)).isTrue();
        assertThat(accounts()).isEmpty();
        assertThat(bank.calls(Call.CONSENT_END)).isOne();
        assertThat(number("SELECT count(*) FROM consents WHERE bank_told_at IS NOT NULL")).isOne();
        assertThat(endings.tellDue(10, soon())).isEqualTo(new ConsentEndings.Round(0, 0));
    }

    @Test
    void whatIsRemovedTwiceOrIsAnothersIsNotThere() {
        assertThat(remove(second)).isTrue();
        assertThat(remove(second)).isFalse();
        World.Customer other = world.customer();
        assertThat(endings.removeAccount(other.id(), customer.accountId(), World.ORIGIN)).isFalse();
        assertThat(accounts()).hasSize(1);
        assertThat(audited("account.removed")).isOne();
    }

    @Test
    void bothAccountsRemovedAtOnceEndTheConsentOnce() throws Exception {
        AtOnce.run(8, thread -> remove(thread % 2 == 0 ? second : customer.accountId()));
        assertThat(accounts()).isEmpty();
        assertThat(bank.calls(Call.CONSENT_END)).isOne();
        assertThat(audited("account.removed")).isEqualTo(2);
    }

    @Test
    void aBankThatIsAwayIsToldByTheWorker() {
        bank.fail(Call.CONSENT_END, Fault.UNAVAILABLE, Fault.FORBIDDEN);
        assertThat(withdraw()).isTrue();
        assertThat(accounts()).as("it ends here at once").isEmpty();

        assertThat(endings.tellDue(10, soon()))
                .as("not again at once")
                .isEqualTo(new ConsentEndings.Round(0, 0));
        thePausePasses();
        assertThat(endings.tellDue(10, soon())).isEqualTo(new ConsentEndings.Round(0, 1));
        thePausePasses();
        assertThat(endings.tellDue(10, soon())).isEqualTo(new ConsentEndings.Round(1, 0));
        thePausePasses();
        assertThat(endings.tellDue(10, soon())).isEqualTo(new ConsentEndings.Round(0, 0));
        assertThat(bank.calls(Call.CONSENT_END)).isEqualTo(3);
    }

    @Test
    void aConsentThatTheBankHasNoMoreHasEnded() {
        bank.fail(Call.CONSENT_END, Fault.CONSENT_INVALID, Fault.CONSENT_INVALID);
        assertThat(withdraw()).isTrue();
        assertThat(number("SELECT count(*) FROM consents WHERE bank_told_at IS NOT NULL")).isOne();
    }

    @Test
    void aWithdrawnConsentTakesAccountsAndBalancesAlong() {
        execute("UPDATE bank_accounts SET balance_minor = 5, balance_read_at = now()");
        assertThat(withdraw()).isTrue();
        assertThat(withdraw()).as("once").isFalse();
        assertThat(number("SELECT count(*) FROM bank_accounts WHERE balance_minor IS NOT NULL"))
                .isZero();
        assertThat(audited("consent.withdrawn")).isOne();
    }

    @Test
    void aPaymentFromARemovedAccountStillReachesTheBank() {
        var order = world.accepted(customer, 200_00);
        assertThat(withdraw()).isTrue();
        assertThat(world.deliver(order)).isTrue();
        assertThat(bank.orders()).hasSize(1);
    }

    @Test
    void theCustomerIsToldOnceBeforeAndOnceWhenAConsentRunsOut() throws Exception {
        ConsentNotices notices = new ConsentNotices(DATABASE.app(), clock);
        clock.advance(Duration.ofDays(83).minusMillis(1));
        assertThat(notices.tellDue(10, soon())).isEqualTo(new ConsentNotices.Round(0, 0));
        clock.advance(Duration.ofMillis(1));
        AtOnce.run(4, thread -> notices.tellDue(10, soon()));
        assertThat(titles()).containsExactly("Samtykket utløper snart");
        clock.advance(Duration.ofDays(7));
        AtOnce.run(4, thread -> notices.tellDue(10, soon()));
        assertThat(titles()).containsExactly("Samtykket er utløpt", "Samtykket utløper snart");
        assertThat(notices.tellDue(10, soon())).isEqualTo(new ConsentNotices.Round(0, 0));
    }

    @Test
    void ofAWithdrawnConsentNothingIsTold() {
        withdraw();
        clock.advance(Duration.ofDays(100));
        assertThat(new ConsentNotices(DATABASE.app(), clock).tellDue(10, soon()))
                .isEqualTo(new ConsentNotices.Round(0, 0));
    }

    private boolean remove(AccountId id) {
        return endings.removeAccount(customer.id(), id, World.ORIGIN);
    }

    private boolean withdraw() {
        UUID consentId =
                DATABASE.owner()
                        .withHandle(handle ->
                                handle.createQuery("SELECT id FROM consents")
                                        .mapTo(UUID.class)
                                        .one());
        return endings.withdraw(customer.id(), new ConsentId(consentId), World.ORIGIN);
    }

    private Instant soon() {
        return clock.instant().plusSeconds(10);
    }

    private List<BankAccount> accounts() {
        return DATABASE.app().read(Accounts.list(customer.id()));
    }

    private List<String> titles() {
        return DATABASE.app().read(Notifications.page(customer.id(), null, 0, 10)).stream()
                .map(Notification::title)
                .toList();
    }

    private AccountId addAccount() {
        UUID id = UUID.randomUUID();
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO bank_accounts (id, user_id, consent_id, bank_id,
                                            bank_name, aspsp_resource_id, iban_encrypted, iban_hmac,
                                            iban_last_four, currency)
                                        SELECT :id, user_id, consent_id, bank_id, bank_name,
                                            'other',
                                            iban_encrypted, sha256('other'), '0001', currency
                                        FROM bank_accounts
                                        """)
                                .bind("id", id)
                                .execute());
        return new AccountId(id);
    }

    private static void expireAt(Instant expiresAt) {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        UPDATE consents
                                        SET aspsp_consent_id = 'consent-1', expires_at = :expiresAt
                                        """)
                                .bind("expiresAt", expiresAt)
                                .execute());
    }

    private static void thePausePasses() {
        execute("UPDATE consents SET bank_tell_after = now() - interval '1 second'");
    }

    private static void execute(String sql) {
        DATABASE.owner().useHandle(handle -> handle.execute(sql));
    }

    private static long audited(String action) {
        return number("SELECT count(*) FROM audit_log WHERE action = '" + action + "'");
    }

    private static long number(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
