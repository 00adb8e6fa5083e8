package no.getdrop.backup.proof;

import no.getdrop.runtime.FieldCipher;

import java.util.HexFormat;
import java.util.UUID;

/// Payments in a database of a test, each with all that belongs to it.
final class Payments {
    private static final String CUSTOMER =
            """
            INSERT INTO users (id, first_name, last_name) VALUES ('USER', 'Kari', 'Nordmann');
            INSERT INTO consents (id, user_id, consent_type, bank_id)
            VALUES ('USER', 'USER', 'psd2_aisp', 'dnb');
            INSERT INTO bank_accounts (id, user_id, consent_id, bank_id, bank_name,
                                       aspsp_resource_id, iban_encrypted, iban_hmac,
                                       iban_last_four, currency)
            VALUES ('USER', 'USER', 'USER', 'dnb', 'DNB', 'r1', '\\x00',
                    sha256('USER'), '7947', 'NOK');
            INSERT INTO recipients (id, user_id, name, country, currency, account_encrypted,
                                    account_last_four)
            VALUES ('USER', 'USER', 'Ana', 'RS', 'RSD', '\\xSEALED', '1379');
            """;

    private static final String PAYMENT =
            """
            INSERT INTO quotes (id, user_id, recipient_id, amount_minor, fee_minor, total_minor,
                                currency, received_minor, received_currency, rate, reference_rate,
                                rate_source, markup_basis_points, execution_time_minutes,
                                expires_at)
            VALUES ('ID', 'USER', 'USER', 200000, 1000, 201000, 'NOK', 2016000, 'RSD', 10.08, 10.1,
                    'test', 20, 120, now());
            INSERT INTO payment_sessions (id, user_id, quote_id, bank_account_id, binding_sha256,
                                          status, authorised_at, consumed_at, expires_at)
            VALUES ('ID', 'USER', 'ID', 'USER', sha256('ID'), 'consumed', now(), now(), now());
            INSERT INTO transactions (id, user_id, type, stage, amount_minor, fee_minor,
                                      total_minor, currency, received_minor, received_currency,
                                      rate, bank_account_id, recipient_id, quote_id,
                                      payment_session_id, idempotency_key)
            VALUES ('ID', 'USER', 'remittance', 'STAGE', 200000, 1000, 201000, 'NOK', 2016000,
                    'RSD', 10.08, 'USER', 'USER', 'ID', 'ID', 'ID');
            INSERT INTO transaction_events (transaction_id, sequence, stage, event_at, created_at)
            VALUES ('ID', 1, 'STAGE', now(), now() - INTERVAL 'AGE');
            INSERT INTO idempotency_keys (user_id, idempotency_key, route, fingerprint_sha256,
                                          response_status, response_body)
            VALUES ('USER', 'ID', 'POST /v1/transactions/remittance', sha256('ID'), 201, '{}');
            INSERT INTO outbox (id, transaction_id, kind)
            SELECT 'ID', 'ID', 'submit_payment' WHERE 'STAGE' <> 'held';
            INSERT INTO audit_log (id, user_id, action, resource_type, resource_id, created_at)
            VALUES ('ID', 'USER', 'transaction.created', 'transaction',
                    'txn_' || replace('ID', '-', ''), now() - INTERVAL 'AGE');
            """;

    private final String database;
    private final String user = UUID.randomUUID().toString();

    Payments(String database, FieldCipher cipher) {
        this.database = database;
        byte[] sealed = cipher.encrypt("RS35260005601001611379", "recipients:" + user + ":account");
        Server.execute(
                database,
                CUSTOMER.replace("USER", user).replace("SEALED", HexFormat.of().formatHex(sealed)));
    }

    /// Makes one whose rows were written so long ago, such as `1 hour`.
    String pay(String age) {
        return add("instructed", age);
    }

    /// Makes one that waits for a person's decision.
    void hold() {
        add("held", "1 minute");
    }

    private String add(String stage, String age) {
        String id = UUID.randomUUID().toString();
        Server.execute(
                database,
                PAYMENT.replace("USER", user)
                        .replace("ID", id)
                        .replace("STAGE", stage)
                        .replace("AGE", age));
        return id;
    }
}
