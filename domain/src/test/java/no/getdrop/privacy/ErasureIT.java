package no.getdrop.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.audit.AuditTrail;
import no.getdrop.deadlines.Deadlines;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.UserId;
import no.getdrop.payments.PaymentId;
import no.getdrop.payments.PaymentOutcome;
import no.getdrop.payments.RemittanceCommand;
import no.getdrop.runtime.Ids;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.util.List;

class ErasureIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final Erasure erasure = new Erasure(clock);
    private World world;
    private World.Customer customer;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        customer = world.customer();
    }

    @Test
    void whatMayGoIsForgottenAndWhatMustStayIsNamed() {
        addSettingsNotificationAndSession();
        execute("UPDATE users SET email = 'ola@example.org', phone = '+4799999999'");

        Erasure.Outcome outcome = erase(customer.id());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Erasure.Outcome.Erased.class,
                        erased -> {
                            assertThat(erased.kept()).containsExactly(Erasure.Kept.values());
                            assertThat(erased.keptUntil())
                                    .isEqualTo(Deadlines.retainedUntil(clock.instant()));
                        });
        assertThat(strings("SELECT coalesce(email, phone, 'nothing') FROM users"))
                .containsExactly("nothing");
        assertThat(strings("SELECT deleted_at IS NOT NULL FROM users")).containsExactly("t");
        assertThat(strings("SELECT revoked_reason FROM sessions")).containsExactly("erasure");
        assertThat(strings("SELECT user_agent IS NULL FROM sessions")).containsExactly("t");
        assertThat(strings("SELECT revoked_at IS NOT NULL FROM consents")).containsExactly("t");
        assertThat(strings("SELECT user_id FROM settings")).isEmpty();
        assertThat(strings("SELECT user_id FROM notifications")).isEmpty();
        assertThat(strings("SELECT kind || ' ' || status FROM data_access_requests"))
                .containsExactly("erasure completed");
        assertThat(DATABASE.app().read(AuditTrail.page(customer.id().value(), null, 0, 1)))
                .extracting(AuditTrail.Entry::action)
                .containsExactly("privacy.erased");
    }

    @Test
    void recipientsAndAccountsThatNoPaymentNamesLoseAllThatNamesThem() {
        erase(customer.id());

        // Without ids and times, whose digits may be any.
        assertThat(
                        strings(
                                """
                                SELECT (SELECT string_agg(value, '|')
                                        FROM jsonb_each_text(
                                            to_jsonb(recipients) - '{id,user_id,created_at,\
                                updated_at,deleted_at}'::text[]))
                                FROM recipients
                                """))
                .singleElement()
                .asString()
                .doesNotContain("Milica")
                .doesNotContain("1379");
        assertThat(strings("SELECT octet_length(account_encrypted) FROM recipients"))
                .containsExactly("0");
        assertThat(strings("SELECT octet_length(iban_encrypted) FROM bank_accounts"))
                .containsExactly("0");
        assertThat(
                        strings(
                                """
                                SELECT (SELECT string_agg(value, '|')
                                        FROM jsonb_each_text(
                                            to_jsonb(bank_accounts) - '{id,user_id,consent_id,\
                                iban_hmac,balance_read_at,created_at,removed_at}'::text[]))
                                FROM bank_accounts
                                """))
                .singleElement()
                .asString()
                .doesNotContain("7947")
                .doesNotContain("resource");
    }

    @Test
    void recipientsAndAccountsOfPaymentsStayWhole() {
        completed(world.payment(customer, 20_000));

        assertThat(erase(customer.id())).isInstanceOf(Erasure.Outcome.Erased.class);

        assertThat(strings("SELECT name FROM recipients")).containsExactly("Milica Petrović");
        assertThat(strings("SELECT iban_last_four FROM bank_accounts")).containsExactly("7947");
        assertThat(strings("SELECT amount_minor FROM transactions")).containsExactly("20000");
    }

    @Test
    void whileAPaymentIsUnderWayNothingIsErased() {
        PaymentId payment = world.payment(customer, 20_000);
        addSettingsNotificationAndSession();

        assertThat(erase(customer.id())).isEqualTo(new Erasure.Outcome.PaymentUnderWay());

        assertThat(strings("SELECT deleted_at IS NULL FROM users")).containsExactly("t");
        assertThat(strings("SELECT revoked_at IS NULL FROM sessions")).containsExactly("t");
        assertThat(strings("SELECT user_id FROM settings")).hasSize(1);

        completed(payment);
        assertThat(erase(customer.id())).isInstanceOf(Erasure.Outcome.Erased.class);
    }

    @Test
    void anotherCustomerKeepsEverything() {
        World.Customer other = world.customer();
        execute("INSERT INTO settings (user_id) VALUES ('" + other.id().value() + "')");
        String before = everythingOf(other.id());

        erase(customer.id());

        assertThat(everythingOf(other.id())).isEqualTo(before);
    }

    @Test
    void aMerchantIsClosedAndItsOpenRequestsRunOut() {
        execute(
                """
                INSERT INTO merchants (id, user_id, business_name, org_number, address,
                                       account_encrypted, account_last_four)
                SELECT id, id, 'Kiosk', '923609016', 'Storgata 1', 'sealed', '7947' FROM users
                """);
        execute(
                """
                INSERT INTO payment_requests (id, merchant_id, amount_minor, expires_at)
                SELECT id, id, 12900, now() + interval '1 hour' FROM merchants
                """);

        erase(customer.id());

        assertThat(strings("SELECT status FROM merchants")).containsExactly("closed");
        assertThat(strings("SELECT expires_at <= now() FROM payment_requests"))
                .containsExactly("t");
    }

    @Test
    void storedAnswersLoseTheirContent() {
        execute(
                """
                INSERT INTO idempotency_keys (user_id, idempotency_key, route, fingerprint_sha256,
                                              response_status, response_body)
                SELECT id, 'key', 'POST /v1/recipients', sha256('x'), 201, '{"iban":"RS35"}'
                FROM users
                """);

        erase(customer.id());

        assertThat(strings("SELECT response_body FROM idempotency_keys")).containsExactly("{}");
    }

    @Test
    void ofManyErasuresAtOnceOneIsMade() throws Exception {
        List<Erasure.Outcome> outcomes = AtOnce.run(6, index -> erase(customer.id()));

        assertThat(outcomes).filteredOn(Erasure.Outcome.Erased.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(new Erasure.Outcome.AlreadyGone()::equals).hasSize(5);
        assertThat(strings("SELECT id FROM data_access_requests")).hasSize(1);
    }

    @RepeatedTest(10)
    void aPaymentAndAnErasureAtOnceAreOneOrTheOther() throws Exception {
        RemittanceCommand order = world.order(customer, 20_000);

        List<Object> outcomes =
                AtOnce.run(
                        2,
                        index ->
                                index == 0
                                        ? erase(customer.id())
                                        : world.remittances()
                                                .accept(
                                                        DATABASE.app(),
                                                        order,
                                                        payment -> StoredAnswer.fresh(201, "{}"),
                                                        World.ORIGIN));

        boolean erased = outcomes.getFirst() instanceof Erasure.Outcome.Erased;
        boolean paid = outcomes.getLast() instanceof PaymentOutcome.Accepted;
        assertThat(erased).as("%s", outcomes).isNotEqualTo(paid);
        assertThat(strings("SELECT id FROM transactions")).hasSize(paid ? 1 : 0);
        assertThat(strings("SELECT deleted_at IS NOT NULL FROM users"))
                .containsExactly(erased ? "t" : "f");
    }

    private Erasure.Outcome erase(UserId userId) {
        try {
            return DATABASE.app()
                    .transaction(handle -> {
                        Erasure.Outcome outcome = erasure.erase(handle, userId, World.ORIGIN);
                        if (outcome instanceof Erasure.Outcome.Erased) {
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
        private final transient Erasure.Outcome outcome;

        Refused(Erasure.Outcome outcome) {
            this.outcome = outcome;
        }
    }

    private void addSettingsNotificationAndSession() {
        execute("INSERT INTO settings (user_id) SELECT id FROM users");
        execute(
                """
                INSERT INTO notifications (id, user_id, kind, title, body)
                SELECT id, id, 'information', 'Hello', 'Hello.' FROM users
                """);
        execute(
                """
                INSERT INTO sessions (id, user_id, platform, user_agent, expires_at)
                SELECT id, id, 'web', 'Firefox', now() + interval '1 hour' FROM users
                """);
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO refresh_tokens (id, session_id, token_sha256,
                                                                    expires_at)
                                        SELECT :id, id, sha256('x'), now() FROM sessions
                                        """)
                                .bind("id", Ids.next())
                                .execute());
    }

    private static void completed(PaymentId id) {
        DATABASE.owner()
                .useHandle(handle -> {
                    handle.execute(
                            """
                            UPDATE transactions
                            SET status = 'failed', stage = 'rejected', failure_code = 'TEST',
                                version = version + 1
                            """);
                    handle.execute(
                            """
                            INSERT INTO transaction_events (transaction_id, sequence, stage,
                                                            event_at)
                            SELECT id, version, stage, now() FROM transactions
                            """);
                    handle.createUpdate(
                                    """
                                    UPDATE outbox SET delivered_at = now()
                                    WHERE transaction_id = :id
                                    """)
                            .bind("id", id.value())
                            .execute();
                });
    }

    private static String everythingOf(UserId userId) {
        StringBuilder all = new StringBuilder();
        for (String table :
                List.of("consents", "bank_accounts", "recipients", "settings", "quotes")) {
            all.append(
                    strings(
                            "SELECT "
                                    + table
                                    + "::text FROM "
                                    + table
                                    + " WHERE user_id = '"
                                    + userId.value()
                                    + "'"));
        }
        return all.append(
                        strings(
                                "SELECT users::text FROM users WHERE id = '"
                                        + userId.value()
                                        + "'"))
                .toString();
    }

    private static void execute(String sql) {
        DATABASE.owner().useHandle(handle -> handle.execute(sql));
    }

    private static List<String> strings(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
