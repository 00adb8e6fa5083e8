package no.getdrop.testing;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.payments.PaymentId;

import org.jdbi.v3.core.Handle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What holds of the tables at every moment, computed anew from all rows.
public final class Invariants {
    /// Each query names the rows that break its rule.
    private static final Map<String, String> RULES =
            Map.ofEntries(
                    Map.entry(
                            "a payment's events are 1 to its version, and the last has its stage",
                            """
                            SELECT transactions.id::text FROM transactions
                            WHERE ARRAY(SELECT sequence FROM transaction_events
                                        WHERE transaction_id = transactions.id ORDER BY sequence)
                                  <> ARRAY(SELECT generate_series(1, transactions.version))
                               OR (SELECT stage FROM transaction_events
                                   WHERE transaction_id = transactions.id
                                   ORDER BY sequence DESC LIMIT 1)
                                  IS DISTINCT FROM transactions.stage
                            """),
                    Map.entry(
                            "a payment has one outbox row once it is instructed, and none before",
                            """
                            SELECT transactions.id::text FROM transactions
                            WHERE (SELECT count(*) FROM outbox
                                   WHERE transaction_id = transactions.id)
                                  <> (SELECT count(*) FROM transaction_events
                                      WHERE transaction_id = transactions.id
                                        AND stage = 'instructed')
                            """),
                    Map.entry(
                            "a payment that is held has no order and an alert that is not decided",
                            """
                            SELECT transactions.id::text FROM transactions
                            WHERE stage = 'held'
                              AND (bank_payment_id IS NOT NULL
                                   OR EXISTS (SELECT FROM outbox
                                              WHERE transaction_id = transactions.id)
                                   OR NOT EXISTS (
                                       SELECT FROM aml_alerts
                                       WHERE transaction_id = transactions.id
                                         AND status IN ('open', 'reported')))
                            """),
                    Map.entry(
                            "nobody decided on an alert about their own payment",
                            """
                            SELECT aml_alerts.id::text FROM aml_alerts
                            LEFT JOIN transactions ON transactions.id = transaction_id
                            LEFT JOIN merchants ON merchants.id = transactions.merchant_id
                            WHERE decided_by IN (aml_alerts.user_id, merchants.user_id)
                               OR first_released_by IN (aml_alerts.user_id, merchants.user_id)
                            """),
                    Map.entry(
                            "an alert was released by two",
                            """
                            SELECT aml_alerts.id::text FROM aml_alerts
                            WHERE status = 'released'
                              AND decided_by IS NOT DISTINCT FROM
                                  coalesce(first_released_by, decided_by)
                            """),
                    Map.entry(
                            "an outbox row is open exactly while its payment is instructed",
                            """
                            SELECT outbox.id::text FROM outbox
                            JOIN transactions ON transactions.id = outbox.transaction_id
                            WHERE (outbox.delivered_at IS NULL)
                                  <> (transactions.stage = 'instructed')
                            """),
                    Map.entry(
                            "a payment has its stored answer",
                            """
                            SELECT transactions.id::text FROM transactions
                            WHERE NOT EXISTS (
                                SELECT FROM idempotency_keys
                                WHERE idempotency_keys.user_id = transactions.user_id
                                  AND idempotency_keys.idempotency_key
                                      = transactions.idempotency_key)
                            """),
                    Map.entry(
                            "a payment's stored answer has its payment",
                            """
                            SELECT idempotency_keys.idempotency_key FROM idempotency_keys
                            WHERE route IN ('POST /v1/transactions/remittance',
                                            'POST /v1/transactions/qr-payment')
                              AND NOT EXISTS (
                                SELECT FROM transactions
                                WHERE transactions.user_id = idempotency_keys.user_id
                                  AND transactions.idempotency_key
                                      = idempotency_keys.idempotency_key)
                            """),
                    Map.entry(
                            "the total of a remittance is amount and fee, as its quote says",
                            """
                            SELECT transactions.id::text FROM transactions
                            JOIN quotes ON quotes.id = transactions.quote_id
                            WHERE transactions.total_minor
                                  <> transactions.amount_minor + transactions.fee_minor
                               OR (transactions.amount_minor, transactions.fee_minor,
                                   transactions.received_minor, transactions.rate)
                                  <> (quotes.amount_minor, quotes.fee_minor,
                                      quotes.received_minor, quotes.rate)
                            """),
                    Map.entry(
                            "a complaint has its entry in the audit trail",
                            """
                            SELECT complaints.id::text FROM complaints
                            WHERE (SELECT count(*) FROM audit_log
                                   WHERE action = 'complaint.created' AND resource_id
                                         = 'cmp_' || replace(complaints.id::text, '-', '')) <> 1
                            """),
                    Map.entry(
                            "whoever has left has no payment under way",
                            """
                            SELECT transactions.id::text FROM transactions
                            JOIN users ON users.id = transactions.user_id
                            WHERE users.deleted_at IS NOT NULL
                              AND transactions.status = 'processing'
                            """),
                    Map.entry(
                            "whose withdrawal is completed has left",
                            """
                            SELECT withdrawal_requests.id::text FROM withdrawal_requests
                            JOIN users ON users.id = withdrawal_requests.user_id
                            WHERE withdrawal_requests.status = 'completed'
                              AND users.deleted_at IS NULL
                            """),
                    Map.entry(
                            "a QR payment is what its session is for: merchant, request, amount",
                            """
                            SELECT transactions.id::text FROM transactions
                            JOIN payment_sessions
                              ON payment_sessions.id = transactions.payment_session_id
                            WHERE transactions.type = 'qr_payment'
                              AND (transactions.merchant_id, transactions.payment_request_id,
                                   transactions.total_minor, transactions.bank_account_id)
                                  IS DISTINCT FROM
                                  (payment_sessions.merchant_id,
                                   payment_sessions.payment_request_id,
                                   payment_sessions.amount_minor,
                                   payment_sessions.bank_account_id)
                            """),
                    Map.entry(
                            "a request has one payment that has not failed, of just its amount",
                            """
                            SELECT payment_requests.id::text FROM payment_requests
                            JOIN transactions
                              ON transactions.payment_request_id = payment_requests.id
                             AND transactions.status <> 'failed'
                            GROUP BY payment_requests.id
                            HAVING count(*) <> 1
                                OR min(transactions.amount_minor) <> payment_requests.amount_minor
                                OR min(transactions.created_at) >= payment_requests.expires_at
                            """),
                    Map.entry(
                            "nobody pays themselves",
                            """
                            SELECT transactions.id::text FROM transactions
                            JOIN merchants ON merchants.id = transactions.merchant_id
                            WHERE merchants.user_id = transactions.user_id
                            """),
                    Map.entry(
                            "a payment session is consumed exactly when it has a payment",
                            """
                            SELECT payment_sessions.id::text FROM payment_sessions
                            WHERE (status = 'consumed') <> EXISTS (
                                SELECT FROM transactions
                                WHERE transactions.payment_session_id = payment_sessions.id)
                            """));

    private Invariants() {}

    /// Fails with every rule that some row breaks.
    public static void check(Handle handle) {
        List<String> broken = new ArrayList<>();
        RULES.forEach((rule, query) ->
                handle.createQuery(query)
                        .mapTo(String.class)
                        .forEach(row -> broken.add(rule + ": " + row)));
        handle.createQuery("SELECT id FROM transactions")
                .mapTo(UUID.class)
                .forEach(id -> {
                    long entries = auditEntries(handle, id);
                    if (entries != 1) {
                        broken.add("a payment has one audit entry: " + id + " has " + entries);
                    }
                });
        assertThat(broken).as("broken invariants").isEmpty();
    }

    private static long auditEntries(Handle handle, UUID id) {
        return handle.createQuery(
                        """
                        SELECT count(*) FROM audit_log
                        WHERE action = 'transaction.created' AND resource_type = 'transaction'
                          AND resource_id = :publicId
                        """)
                .bind("publicId", new PaymentId(id).toString())
                .mapTo(Long.class)
                .one();
    }
}
