package no.getdrop.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Fills the database with payments of the past year, as years of use would have left them.
///
/// Every customer that is measured has the same number of payments however many there are in all,
/// spread over the year; the rest belong to others. Foreign keys are not checked meanwhile, and
/// indexes are rebuilt afterwards: millions of rows would take an hour otherwise.
public final class History {
    /// Payments of each customer that is measured.
    public static final int PAYMENTS_EACH = 25;

    private static final List<String> TABLES =
            List.of(
                    "transactions",
                    "transaction_events",
                    "audit_log",
                    "outbox",
                    "quotes",
                    "payment_sessions",
                    "idempotency_keys");

    /// From this many rows on an index is rebuilt faster than kept.
    private static final int REBUILD_FROM = 50_000;

    private static final List<String> FILL =
            List.of(
                    """
                    INSERT INTO transactions (id, user_id, type, status, stage, amount_minor,
                        fee_minor, total_minor, currency, received_minor, received_currency, rate,
                        bank_account_id, recipient_id, quote_id, payment_session_id,
                        idempotency_key, bank_payment_id, version, created_at, updated_at,
                        submitted_at, status_checked_at, completed_at)
                    SELECT id, user_id, 'remittance', 'completed', 'settled', 200000, 1000, 201000,
                        'NOK', 2016000, 'RSD', 10.08, account_id, recipient_id, quote_id,
                        session_id, id::text, 'bank-' || id, 3, at, at, at, at, at
                    FROM bench_payments
                    """,
                    """
                    INSERT INTO transaction_events (transaction_id, sequence, stage, event_at,
                        created_at)
                    SELECT id, sequence, stage, at, at
                    FROM bench_payments
                    CROSS JOIN (VALUES (1, 'instructed'), (2, 'submitted'), (3, 'settled'))
                        AS stages (sequence, stage)
                    """,
                    """
                    INSERT INTO audit_log (id, user_id, action, resource_type, resource_id,
                        ip_address, user_agent, request_id, created_at)
                    SELECT quote_id, user_id, 'transaction.created', 'transaction',
                        'txn_' || replace(id::text, '-', ''), '192.0.2.7', 'Drop/1.0', 'bench', at
                    FROM bench_payments
                    """,
                    """
                    INSERT INTO outbox (id, transaction_id, kind, attempts, next_attempt_at,
                        delivered_at, created_at)
                    SELECT session_id, id, 'submit_payment', 1, at, at, at FROM bench_payments
                    """,
                    """
                    INSERT INTO quotes (id, user_id, recipient_id, amount_minor, fee_minor,
                        total_minor, currency, received_minor, received_currency, rate,
                        reference_rate, rate_source, markup_basis_points, execution_time_minutes,
                        created_at, expires_at)
                    SELECT quote_id, user_id, recipient_id, 200000, 1000, 201000, 'NOK', 2016000,
                        'RSD', 10.08, 10.08, 'bench', 0, 1440, at, at FROM bench_payments
                    """,
                    """
                    INSERT INTO payment_sessions (id, user_id, quote_id, bank_account_id,
                        binding_sha256, status, created_at, expires_at, authorised_at, consumed_at)
                    SELECT session_id, user_id, quote_id, account_id, sha256('bench'), 'consumed',
                        at, at, at, at FROM bench_payments
                    """);

    private final Connection owner;

    /// The history of that system.
    public History(Drop drop) {
        this.owner = drop.owner();
    }

    History(Connection owner) {
        this.owner = owner;
    }

    /// Adds other customers and the ones that are measured to those who pay.
    public void people(int others, List<Customer> measured) throws SQLException {
        asReplica(people(others));
        try (PreparedStatement insert =
                owner.prepareStatement("INSERT INTO bench_payers VALUES (?, ?, ?, ?)")) {
            for (int i = 0; i < measured.size(); i++) {
                Customer customer = measured.get(i);
                insert.setInt(1, -1 - i);
                insert.setObject(2, customer.id().value());
                insert.setObject(3, customer.accountId().value());
                insert.setObject(4, customer.recipientId().value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        asReplica("ANALYZE");
    }

    /// Replaces all payments by so many.
    ///
    /// @param others customers besides those that are measured
    /// @param measured how many are measured
    public void replace(int payments, int others, int measured) throws SQLException {
        int every = payments / (measured * PAYMENTS_EACH);
        if (every < 1) {
            throw new IllegalArgumentException("fewer payments than the measured customers have");
        }
        boolean rebuild = payments >= REBUILD_FROM;
        asReplica("TRUNCATE " + String.join(", ", TABLES) + " CASCADE");
        asReplica(plan(payments, every, measured, others));
        if (rebuild) {
            asReplica(
                    "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid IN"
                            + tables());
        }
        fill();
        asReplica("DROP TABLE bench_payments");
        if (rebuild) {
            for (String table : TABLES) {
                asReplica("REINDEX TABLE " + table);
            }
        }
        asReplica("VACUUM (ANALYZE) " + String.join(", ", TABLES));
        asReplica("CHECKPOINT");
    }

    /// Fills the tables two at a time, one for each processor.
    private void fill() throws SQLException {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> fills = new ArrayList<>();
            for (String fill : FILL) {
                fills.add(
                        threads.submit(() -> {
                            String url = owner.getMetaData().getURL();
                            try (Connection connection = DriverManager.getConnection(url)) {
                                asReplica(connection, fill);
                            }
                            return fill;
                        }));
            }
            for (Future<?> fill : fills) {
                fill.get();
            }
        } catch (ExecutionException e) {
            throw new SQLException("a table could not be filled", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while tables were filled", e);
        }
    }

    /// Ids of payments of a customer, newest first.
    public List<String> paymentsOf(Customer customer) throws SQLException {
        try (PreparedStatement query =
                owner.prepareStatement(
                        "SELECT id FROM transactions WHERE user_id = ? ORDER BY id DESC")) {
            query.setObject(1, customer.id().value());
            try (ResultSet rows = query.executeQuery()) {
                List<String> ids = new ArrayList<>();
                while (rows.next()) {
                    ids.add("txn_" + rows.getString(1).replace("-", ""));
                }
                return ids;
            }
        }
    }

    private static String people(int others) {
        return """
        DROP TABLE IF EXISTS bench_payers;
        CREATE UNLOGGED TABLE bench_payers (
            number integer, user_id uuid, account_id uuid, recipient_id uuid);
        INSERT INTO bench_payers
        SELECT number, gen_random_uuid(), gen_random_uuid(), gen_random_uuid()
        FROM generate_series(1, %1$d) AS number;
        INSERT INTO users (id, first_name, last_name, kyc_status, kyc_method)
        SELECT user_id, 'Kari', 'Nordmann', 'approved', 'bankid' FROM bench_payers;
        INSERT INTO sessions (id, user_id, platform, expires_at)
        SELECT gen_random_uuid(), user_id, 'mobile', now() + INTERVAL '1 day'
        FROM bench_payers;
        INSERT INTO bank_accounts (id, user_id, consent_id, bank_id, bank_name,
            aspsp_resource_id, iban_encrypted, iban_hmac, iban_last_four, currency)
        SELECT account_id, user_id, gen_random_uuid(), 'dnb', 'DNB', 'resource',
               sha256(account_id::text::bytea) || sha256('x'), sha256(account_id::text::bytea),
               '7947', 'NOK'
        FROM bench_payers;
        INSERT INTO recipients (id, user_id, name, country, currency, account_encrypted,
            account_last_four)
        SELECT recipient_id, user_id, 'Milica Petrović', 'RS', 'RSD',
               sha256(recipient_id::text::bytea) || sha256('x'), '1379'
        FROM bench_payers
        """
                .formatted(others);
    }

    /// The ids of payment n of N are of version 7, with a time within the past year.
    private static String plan(int payments, int every, int measured, int others) {
        return """
        CREATE UNLOGGED TABLE bench_payments AS
        SELECT at, payers.user_id, payers.account_id, payers.recipient_id,
               (time || '7' || substr(hash, 1, 3) || 'a' || substr(hash, 4, 15))::uuid AS id,
               (time || '7' || substr(hash, 2, 3) || 'b' || substr(hash, 5, 15))::uuid
                   AS quote_id,
               (time || '7' || substr(hash, 3, 3) || '8' || substr(hash, 6, 15))::uuid
                   AS session_id
        FROM generate_series(1, %1$d) AS series (n)
        CROSS JOIN LATERAL (
            SELECT now() - INTERVAL '365 days' * (%1$d - n + 1) / %1$d AS at) AS times
        CROSS JOIN LATERAL (
            SELECT lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') AS time,
                   md5('payment' || n) AS hash) AS ids
        JOIN bench_payers AS payers ON payers.number =
            CASE WHEN n %% %2$d = 0 THEN -1 - (n / %2$d) %% %3$d
                 ELSE 1 + (hashint4(n)::bigint & 2147483647) %% %4$d END
        ORDER BY n
        """
                .formatted(payments, every, measured, others);
    }

    private static String tables() {
        return " ('" + String.join("'::regclass, '", TABLES) + "'::regclass)";
    }

    private void asReplica(String sql) throws SQLException {
        asReplica(owner, sql);
    }

    /// Runs statements without triggers, and so without foreign keys.
    private static void asReplica(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("SET maintenance_work_mem = '512MB'");
            statement.execute(sql);
            statement.execute("SET session_replication_role = origin");
        }
    }
}
