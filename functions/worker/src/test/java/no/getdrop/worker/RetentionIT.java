package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.audit.ChainBlocks;
import no.getdrop.deadlines.Deadlines;
import no.getdrop.payments.Lanes;
import no.getdrop.payments.PaymentId;
import no.getdrop.privacy.Erasure;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.WithBank;
import no.getdrop.testing.World;
import no.getdrop.testing.World.Customer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Who is forgotten and who is still needed. The invariants of all tables are computed after each
/// test, as the proof of a backup computes them.
class RetentionIT extends WithBank {
    private final Stock stock = new Stock(DATABASE);

    @BeforeEach
    void start() throws Exception {
        stock.begin();
    }

    @Test
    void aPaymentKeepsItsQuoteItsAnswerItsSessionAndItsEntryHoweverOld() {
        paid(200_00);
        stock.age("6 years");

        assertThat(sweepAll().rows())
                .containsEntry("quotes", 0)
                .containsEntry("paymentSessions", 0)
                .containsEntry("idempotencyKeys", 0)
                .containsEntry("customers", 0)
                .as("that the recipient was added")
                .containsEntry("auditLog", 1);
        assertThat(stock.number("SELECT count(*) FROM transactions")).isEqualTo(1);
    }

    @Test
    void whoLeftMoreThanFiveYearsAgoIsForgottenWithAllPayments() {
        PaymentId id = paid(200_00);
        Customer other = world.customer();
        erase();
        stock.age("5 years 2 days");
        Instant leftAt = stock.instant("SELECT max(deleted_at) FROM users");
        assertThat(Deadlines.retainedUntil(leftAt)).isBefore(Instant.now());
        ChainBlocks chain = new ChainBlocks(DATABASE.app(), clock);
        chain.close(1_000, soon());

        assertThat(sweepAll().rows()).containsEntry("customers", 1);
        assertThat(sweepAll().rows()).as("once").containsEntry("customers", 0);

        assertThat(stock.number("SELECT count(*) FROM transactions")).isZero();
        assertThat(stock.number("SELECT count(*) FROM transaction_events")).isZero();
        assertThat(
                        stock.number(
                                "SELECT count(*) FROM audit_log WHERE user_id = '"
                                        + customer.id().value()
                                        + "'"))
                .isZero();
        assertThat(
                        stock.number(
                                """
                                SELECT count(*) FROM users
                                WHERE deleted_at IS NOT NULL AND first_name = '-'
                                  AND last_name = '-' AND national_id_hmac IS NULL
                                """))
                .isEqualTo(1);
        assertThat(stock.number("SELECT count(*) FROM recipients WHERE name = '-'")).isEqualTo(1);
        assertThat(stock.number("SELECT count(*) FROM bank_accounts WHERE iban_encrypted = ''"))
                .isEqualTo(1);
        assertThat(
                        stock.text(
                                "SELECT first_name FROM users WHERE id = '"
                                        + other.id().value()
                                        + "'"))
                .isEqualTo("Ola");
        assertThat(chain.verify(1, 10, soon()).broken()).as("the chain holds").isEmpty();
        assertThat(chain.verify(1, 10, soon()).verified()).isEqualTo(1);
        assertThat(id).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 years - 2 days|SELECT 1",
                "6 years|UPDATE users SET deleted_at = NULL",
                "6 years|UPDATE aml_alerts SET status = 'open', decided_at = NULL, decided_by ="
                        + " NULL, decision_reason = NULL",
                "6 years|UPDATE aml_alerts SET decided_at = now() - interval '4 years'",
                "6 years|UPDATE str_reports SET status = 'draft', submitted_at = NULL",
                "6 years|UPDATE str_reports SET updated_at = now() - interval '4 years'",
                "6 years|UPDATE complaints SET answered_at = NULL, answer = NULL, status ="
                        + " 'received'",
                "6 years|UPDATE complaints SET updated_at = now() - interval '4 years'",
                "6 years|UPDATE audit_log SET created_at = now() - interval '4 years'",
                "6 years|UPDATE transactions SET updated_at = now() - interval '4 years'",
                "6 years|UPDATE withdrawal_requests SET updated_at = now() - interval '4 years'",
                "6 years|UPDATE role_changes SET decided_at = now() - interval '4 years'",
                "6 years|UPDATE screening_results SET created_at = now() - interval '4 years'",
                "6 years|UPDATE data_access_requests SET completed_at = now() - interval '4 years'",
            })
    void whoeverIsStillNeededIsKept(String age, String because) {
        paid(200_00);
        cases();
        erase();
        stock.age(age.equals("5 years - 2 days") ? "1824 days" : age);
        stock.execute(because);

        assertThat(sweepAll().rows()).containsEntry("customers", 0);
        assertThat(stock.number("SELECT count(*) FROM transactions")).isEqualTo(1);
        assertThat(stock.number("SELECT count(*) FROM users WHERE first_name = '-'")).isZero();
    }

    @Test
    void withCasesThatAreLongOverACustomerIsForgottenToo() {
        paid(200_00);
        cases();
        erase();
        stock.age("6 years");
        stock.execute(
                """
                INSERT INTO audit_log (id, action, resource_type, resource_id, created_at)
                SELECT gen_random_uuid(), 'aml.alert_decided', 'aml_alert',
                       'alr_' || replace(id::text, '-', ''), created_at FROM aml_alerts
                """);

        assertThat(sweepAll().rows()).containsEntry("customers", 1);

        for (String table :
                List.of(
                        "aml_alerts",
                        "str_reports",
                        "complaints",
                        "screening_results",
                        "role_changes")) {
            assertThat(stock.number("SELECT count(*) FROM " + table)).as(table).isZero();
        }
        assertThat(stock.number("SELECT count(*) FROM audit_log WHERE action LIKE 'aml.%'"))
                .isZero();
    }

    @Test
    void twoSweepsAtOnceSweepEachRowOnce() throws Exception {
        paid(200_00);
        erase();
        stock.age("6 years");
        for (int i = 0; i < 50; i++) {
            stock.oldEntry();
        }
        List<Sweep.Swept> swept = AtOnce.run(2, thread -> sweep(30));
        swept = new ArrayList<>(swept);
        swept.add(sweepAll());
        assertThat(swept.stream().mapToInt(each -> each.rows().get("auditLog")).sum())
                .isGreaterThanOrEqualTo(50);
        assertThat(swept.stream().mapToInt(each -> each.rows().get("customers")).sum())
                .isEqualTo(1);
        assertThat(stock.oldEntries()).isZero();
    }

    private PaymentId paid(long amountMinor) {
        bank.firstStatus("ACSC");
        PaymentId id = world.payment(customer, amountMinor);
        world.delivery().deliverDue(new Lanes(1), 10, soon());
        return id;
    }

    private void erase() {
        Object outcome =
                DATABASE.app()
                        .<Object>transaction(handle ->
                                new Erasure(clock).erase(handle, customer.id(), World.ORIGIN));
        assertThat(outcome).isInstanceOf(Erasure.Outcome.Erased.class);
    }

    /// A screening, an alert with a report, a complaint, a withdrawal and a change of the role, all
    /// of them over.
    private void cases() {
        String user = customer.id().value().toString();
        UUID officer = world.user().value();
        stock.execute(
                """
                INSERT INTO screening_results (id, user_id, kind, provider, list_version, outcome,
                                               screened_at)
                VALUES ('USER', 'USER', 'sanctions', 'test', 'l', 'clear', now());
                INSERT INTO aml_alerts (id, user_id, rule, severity, status, decided_by,
                                        decided_at, decision_reason)
                VALUES ('USER', 'USER', 'manual', 'low', 'reported', 'OFFICER', now(), 'r');
                INSERT INTO str_reports (id, alert_id, user_id, status, narrative, created_by,
                                         submitted_at)
                VALUES ('USER', 'USER', 'USER', 'submitted', 'n', 'OFFICER', now());
                INSERT INTO complaints (id, user_id, kind, status, description, answer,
                                        answer_due_at, answered_at)
                VALUES ('USER', 'USER', 'service', 'rejected', 'd', 'a',
                        now() + interval '1 day', now());
                INSERT INTO withdrawal_requests (id, user_id, status, answer, completed_at)
                VALUES ('USER', 'USER', 'rejected', 'a', now());
                INSERT INTO role_changes (id, user_id, role, reason, status, proposed_by,
                                          decided_by, decided_at)
                VALUES ('USER', 'USER', 'admin', 'r', 'rejected', 'OFFICER', 'SECOND', now());
                INSERT INTO audit_log (id, user_id, action, resource_type, resource_id)
                VALUES ('USER', 'USER', 'complaint.created', 'complaint',
                        'cmp_' || replace('USER', '-', ''));
                """
                        .replace("USER", user)
                        .replace("OFFICER", officer.toString())
                        .replace("SECOND", world.user().value().toString()));
    }

    private Sweep.Swept sweepAll() {
        return sweep(1_000);
    }

    private Sweep.Swept sweep(int limit) {
        return new Sweep(DATABASE.app(), clock).run(limit, soon());
    }

    private Instant soon() {
        return clock.instant().plusSeconds(30);
    }
}
